package lilypad.verifier.executor;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.cid.FileTree;

/**
 * One job, as every node of a panel gets it.
 *
 * @param module the module's folder: {@code lilypad_module.json} and what it names
 * @param inputs the job's inputs by name
 * @param inputFiles the job's input files by path under {@code /inputs}
 * @param seed derived from the job, so equal on every node
 * @param ambient whether the job has the real clock and real entropy ({@code wasm-ambient}); its
 *     result then never speaks against a provider
 */
public record Execution(
    FileTree module,
    SortedMap<String, String> inputs,
    SortedMap<String, Bytes> inputFiles,
    Hash32 seed,
    boolean ambient) {

  /** Copies the maps. */
  public Execution {
    inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
    inputFiles = Collections.unmodifiableSortedMap(new TreeMap<>(inputFiles));
  }
}
