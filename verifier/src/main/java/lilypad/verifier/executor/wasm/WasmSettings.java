package lilypad.verifier.executor.wasm;

import java.nio.file.Path;

/**
 * How children are started.
 *
 * @param java the program that starts a JVM
 * @param workFolder where each child gets an empty folder of its own; made when missing
 */
public record WasmSettings(Path java, Path workFolder) {

  /** Starts children with the JVM that runs now. */
  public static WasmSettings in(Path workFolder) {
    return new WasmSettings(Path.of(System.getProperty("java.home"), "bin", "java"), workFolder);
  }
}
