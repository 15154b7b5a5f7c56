package lilypad.market.provider;

import java.util.SortedMap;
import java.util.TreeMap;
import lilypad.protocol.Bytes;
import lilypad.protocol.cid.FileTree;

/**
 * One byte of a result that a subtle cheat changes.
 *
 * @param path the file's, in the output directory
 * @param offset of the byte, from 0
 * @param honest the byte as the job wrote it, 0 to 255
 * @param claimed the byte in its place, 0 to 255
 */
public record Alteration(String path, long offset, int honest, int claimed) {

  private static final String OUTPUTS = "outputs/";

  /**
   * The byte in the middle of the largest file below {@code outputs}, or of the largest of all
   * where that folder is empty, with its lowest bit flipped.
   *
   * @throws IllegalArgumentException if the result has no bytes at all
   */
  public static Alteration of(FileTree result) {
    boolean outputs = result.files().keySet().stream().anyMatch(path -> path.startsWith(OUTPUTS));
    String path =
        result.files().entrySet().stream()
            .filter(file -> !outputs || file.getKey().startsWith(OUTPUTS))
            .filter(file -> file.getValue().size() > 0)
            .max((a, b) -> Integer.compare(a.getValue().size(), b.getValue().size()))
            .orElseThrow(() -> new IllegalArgumentException("expected a result with bytes"))
            .getKey();
    byte[] bytes = bytes(result, path);
    int offset = bytes.length / 2;
    int honest = Byte.toUnsignedInt(bytes[offset]);
    return new Alteration(path, offset, honest, honest ^ 1);
  }

  /** The result with that byte changed. */
  FileTree applied(FileTree result) {
    byte[] bytes = bytes(result, path);
    bytes[Math.toIntExact(offset)] = (byte) claimed;
    SortedMap<String, Bytes> files = new TreeMap<>(result.files());
    files.put(path, Bytes.of(bytes));
    return new FileTree(files, result.emptyDirectories());
  }

  private static byte[] bytes(FileTree result, String path) {
    Bytes content = result.files().get(path);
    if (content == null) {
      throw new IllegalArgumentException("expected a file " + path + " in the result");
    }
    return content.toArray();
  }
}
