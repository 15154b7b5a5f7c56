package lilypad.persistence.cassandra.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import lilypad.protocol.CannotGoOn;

/** Finds the Java that Cassandra 5 runs on: it does not start on a newer one than 17. */
public final class Java17 {

  private static final String HOME = "LILYPAD_JAVA17_HOME";
  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"17[.\"]");

  private Java17() {}

  /**
   * The program {@code java} of the one that {@code LILYPAD_JAVA17_HOME} names, or else of one in
   * {@code JAVA_HOME} or in the places where Java is usually put.
   *
   * @throws CannotGoOn if there is none
   */
  public static Path java() {
    return find(places())
        .orElseThrow(
            () ->
                new CannotGoOn(
                    "Cassandra runs on Java 17, and none was found",
                    "Install one (apt-get install openjdk-17-jre-headless, or Eclipse Temurin 17),"
                        + " or set "
                        + HOME
                        + " to its folder"));
  }

  static Optional<Path> find(List<Path> places) {
    return places.stream()
        .filter(Java17::isOne)
        .map(home -> home.resolve("bin").resolve("java"))
        .findFirst();
  }

  private static boolean isOne(Path home) {
    try {
      Path release = home.resolve("release");
      return Files.isExecutable(home.resolve("bin").resolve("java"))
          && Files.isRegularFile(release)
          && VERSION.matcher(Files.readString(release)).find();
    } catch (IOException e) {
      return false; // what cannot be read cannot be used
    }
  }

  private static List<Path> places() {
    List<Path> places = new ArrayList<>();
    named(HOME).ifPresent(places::add);
    named("JAVA_HOME").ifPresent(places::add);
    Path user = Path.of(System.getProperty("user.home", "/"));
    for (Path folder :
        List.of(
            Path.of("/usr/lib/jvm"),
            Path.of("/usr/java"),
            Path.of("/opt"),
            Path.of("/opt/java"),
            Path.of("/opt/jdk"),
            user.resolve(".sdkman/candidates/java"),
            user.resolve(".jdks"))) {
      places.addAll(in(folder, ""));
    }
    for (Path folder :
        List.of(
            Path.of("/Library/Java/JavaVirtualMachines"),
            user.resolve("Library/Java/JavaVirtualMachines"))) {
      places.addAll(in(folder, "Contents/Home"));
    }
    places.add(Path.of("/opt/homebrew/opt/openjdk@17/libexec/openjdk.jdk/Contents/Home"));
    return places;
  }

  private static Optional<Path> named(String variable) {
    return Optional.ofNullable(System.getenv(variable)).filter(at -> !at.isBlank()).map(Path::of);
  }

  private static List<Path> in(Path folder, String below) {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> homes = Files.newDirectoryStream(folder)) {
        homes.forEach(home -> found.add(home.resolve(below)));
      } catch (IOException e) {
        return List.of(); // a folder that nobody may read has nothing for us
      }
    }
    found.sort(null);
    return found;
  }
}
