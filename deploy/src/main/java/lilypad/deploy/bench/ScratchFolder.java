package lilypad.deploy.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder in {@code java.io.tmpdir} for as long as a benchmark runs. */
record ScratchFolder(Path path) implements AutoCloseable {

  /** Makes one. */
  static ScratchFolder create(String name) {
    try {
      return new ScratchFolder(Files.createTempDirectory("lilypad-" + name + "-"));
    } catch (IOException e) {
      throw new BenchFault("expected room in the temporary folder", e);
    }
  }

  /** Removes it with all that is in it. */
  @Override
  public void close() {
    try (Stream<Path> all = Files.walk(path)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path one : deepestFirst) {
        Files.delete(one);
      }
    } catch (IOException e) {
      throw new BenchFault("expected to remove " + path, e);
    }
  }
}
