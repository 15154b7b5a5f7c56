package lilypad.deploy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lilypad version}. */
@Command(name = "version", description = "Print the version of this program and of its JDK.")
final class VersionCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine()
        .getOut()
        .printf("lilypad %s (JDK %s)%n", version(), System.getProperty("java.version"));
  }

  private static String version() {
    Properties properties = new Properties();
    try (InputStream in =
        VersionCommand.class.getResourceAsStream("/lilypad/deploy/version.properties")) {
      if (in == null) {
        throw new IllegalStateException("expected version.properties on the class path");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("reading version.properties", e);
    }
    return properties.getProperty("version", "unknown");
  }
}
