package lilypad.deploy.devnet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import lilypad.deploy.ClassPath;
import lilypad.deploy.StateFolder;

/**
 * Class data sharing (JEP 350) for the services of a devnet: the first of a kind that ends in order
 * leaves its classes in a file, and all later ones map that file instead of parsing the class path
 * again. It halves the time that a service takes to boot.
 */
final class ClassArchive {

  private static final Set<Path> BEING_MADE = ConcurrentHashMap.newKeySet();

  private ClassArchive() {}

  /** Whether one that could be there is not there yet. */
  static boolean isMissing(Collection<String> kinds) {
    return ClassPath.isOfJarsOnly(ClassPath.ofServices())
        && kinds.stream().anyMatch(kind -> !Files.exists(file(kind)));
  }

  /** The JVM's flags for a service of that kind. */
  static List<String> flags(String kind) {
    if (!ClassPath.isOfJarsOnly(ClassPath.ofServices())) {
      return List.of("-Xshare:auto");
    }
    Path archive = file(kind);
    String file = "-XX:SharedArchiveFile=" + archive;
    boolean make = !Files.exists(archive) && BEING_MADE.add(archive);
    String quiet = "-Xlog:disable";
    return make
        ? List.of("-Xshare:auto", quiet, file, "-XX:+AutoCreateSharedArchive")
        : List.of("-Xshare:auto", quiet, file);
  }

  private static Path file(String kind) {
    Path folder = StateFolder.path();
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("making " + folder, e);
    }
    return folder.resolve(kind + "-" + Runtime.version().feature() + ".jsa");
  }
}
