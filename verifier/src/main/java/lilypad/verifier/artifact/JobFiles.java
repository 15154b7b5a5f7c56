package lilypad.verifier.artifact;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import lilypad.protocol.Bytes;
import lilypad.protocol.cid.FileTree;
import lilypad.protocol.rules.AbstentionReason;

/** What fetching all that a job is made of gave. */
public sealed interface JobFiles {

  /**
   * All of it.
   *
   * @param module the module's folder
   * @param inputs the input files by path under {@code /inputs}
   */
  record Present(FileTree module, SortedMap<String, Bytes> inputs) implements JobFiles {

    /** Copies the map. */
    public Present {
      inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
    }
  }

  /**
   * Not all of it, so the job cannot be run here.
   *
   * @param detail what is missing and who was asked
   */
  record Absent(AbstentionReason reason, String detail) implements JobFiles {}
}
