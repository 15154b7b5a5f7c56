package lilypad.protocol.job;

import java.util.Optional;
import java.util.TreeMap;
import lilypad.protocol.Bytes;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.cid.FileTree;

/**
 * A file that a job reads, named by its content: in an offer the text {@code PATH=CID}. Lilypad's
 * own offers have the path alone there, which only its solver can resolve.
 *
 * @param path where the job finds it under {@code /inputs}
 * @param cid the file's content id, that of {@code ipfs add FILE}
 */
public record InputFile(String path, Cid cid) {

  /**
   * @throws MalformedValue if the path is absolute or has a part that is empty, {@code .} or {@code
   *     ..}
   */
  public InputFile {
    TreeMap<String, Bytes> alone = new TreeMap<>();
    alone.put(path, Bytes.EMPTY);
    FileTree.of(alone);
  }

  /**
   * Reads an offer's entry; nothing if no content id follows the last {@code =}.
   *
   * @throws MalformedValue if one does but the path is no plain one
   */
  static Optional<InputFile> read(String entry) {
    int split = entry.lastIndexOf('=');
    if (split < 0) {
      return Optional.empty();
    }
    Cid cid;
    try {
      cid = Cid.parse(entry.substring(split + 1));
    } catch (MalformedValue noContentId) {
      return Optional.empty();
    }
    return Optional.of(new InputFile(entry.substring(0, split), cid));
  }

  /** The entry in an offer. */
  @Override
  public String toString() {
    return path + "=" + cid;
  }
}
