package lilypad.protocol.cid;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import lilypad.protocol.Bytes;

/** What {@link UnixFs} makes a DAG of; content is read when its turn comes. */
public sealed interface TreeEntry {

  /** Opens the bytes of a file, from the start. */
  @FunctionalInterface
  interface Content {
    InputStream open() throws IOException;
  }

  /** A file. */
  record File(Content content) implements TreeEntry {}

  /** A directory: names and what they stand for. */
  record Directory(Map<String, TreeEntry> entries) implements TreeEntry {
    public Directory {
      entries = Map.copyOf(entries);
    }
  }

  /** A file of these bytes. */
  static File file(Bytes bytes) {
    return new File(() -> new ByteArrayInputStream(bytes.toArray()));
  }

  /** The root directory of {@code tree}. */
  static Directory directory(FileTree tree) {
    return level(tree, "");
  }

  private static Directory level(FileTree tree, String prefix) {
    Map<String, TreeEntry> entries = new TreeMap<>();
    SortedMap<String, Bytes> files = tree.files().tailMap(prefix);
    for (Map.Entry<String, Bytes> file : files.entrySet()) {
      String path = file.getKey();
      if (!path.startsWith(prefix)) {
        break;
      }
      int slash = path.indexOf('/', prefix.length());
      if (slash < 0) {
        entries.put(path.substring(prefix.length()), file(file.getValue()));
      } else {
        String name = path.substring(prefix.length(), slash);
        if (!entries.containsKey(name)) {
          entries.put(name, level(tree, path.substring(0, slash + 1)));
        }
      }
    }
    for (String path : tree.emptyDirectories().tailSet(prefix)) {
      if (!path.startsWith(prefix)) {
        break;
      }
      int slash = path.indexOf('/', prefix.length());
      if (slash < 0) {
        entries.put(path.substring(prefix.length()), new Directory(Map.of()));
      } else {
        String name = path.substring(prefix.length(), slash);
        if (!entries.containsKey(name)) {
          entries.put(name, level(tree, path.substring(0, slash + 1)));
        }
      }
    }
    return new Directory(entries);
  }
}
