package lilypad.persistence.audit;

import java.util.List;
import lilypad.protocol.Hash32;
import lilypad.protocol.audit.SignedTreeHead;

/** A part of an exported file, after its beginning. */
public sealed interface ExportItem {

  /**
   * An event.
   *
   * @param path from the leaf to the root of the file's last head; empty in a whole log
   */
  record Leaf(LoggedEvent event, List<Hash32> path) implements ExportItem {
    public Leaf {
      path = List.copyOf(path);
    }
  }

  /** A head that the mediator signed; in a whole log it stands right after its last leaf. */
  record Head(SignedTreeHead head) implements ExportItem {}

  /**
   * The file's last record.
   *
   * @param leaves in the file
   * @param size of the tree
   */
  record End(long leaves, long size, Hash32 root) implements ExportItem {}
}
