package lilypad.deploy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The class path that other processes of ours are started with. */
public final class ClassPath {

  private ClassPath() {}

  /**
   * This process's own. Where it runs from a jar, the folders beside the jars are left out: they
   * hold tests, which no service needs, and the virtual machine keeps no archive of classes for a
   * class path with folders.
   */
  public static String ofServices() {
    String own = System.getProperty("java.class.path");
    String here = ClassPath.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return here.endsWith(".jar") ? withoutFolders(own) : own;
  }

  /** Whether the virtual machine can keep an archive of the classes there. */
  public static boolean isOfJarsOnly(String classPath) {
    return classPath.equals(withoutFolders(classPath));
  }

  private static String withoutFolders(String classPath) {
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(classPath)
        .filter(entry -> !Files.isDirectory(Path.of(entry)))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
