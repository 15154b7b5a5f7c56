package lilypad.verifier.executor.wasm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.cid.FileTree;
import lilypad.verifier.executor.Execution;

/** The modules that the tests run, and folders made of them. */
final class TestModules {

  static final Hash32 SEED =
      Hash32.fromHex("0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

  private TestModules() {}

  /** The bytes of one of {@code src/test/wasm}. */
  static Bytes wasm(String name) {
    try (InputStream in =
        TestModules.class.getResourceAsStream("/lilypad/verifier/modules/" + name + ".wasm")) {
      if (in == null) {
        throw new IllegalStateException("no module " + name);
      }
      return Bytes.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A module's folder around one of {@code src/test/wasm}, with the input {@code Message}. */
  static FileTree folder(String name) {
    String manifest =
        """
        {"machine": {"cpu": 1000, "ram": 64}, "profile": "wasm", "entry": "main.wasm",
         "args": ["%s", "${Message}"], "inputs": [{"name": "Message", "default": "moo"}]}
        """
            .formatted(name);
    SortedMap<String, Bytes> files = new TreeMap<>();
    files.put("lilypad_module.json", text(manifest));
    files.put("main.wasm", wasm(name));
    return FileTree.of(files);
  }

  /** The committed module cowsay. */
  static FileTree cowsay() {
    return bundled("cowsay");
  }

  /** One of the modules that come with the market. */
  static FileTree bundled(String name) {
    Path folder =
        Path.of(System.getProperty("lilypad.root"))
            .resolve("market/src/main/resources/lilypad/modules")
            .resolve(name);
    SortedMap<String, Bytes> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.toList()) {
        files.put(String.valueOf(file.getFileName()), Bytes.of(Files.readAllBytes(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return FileTree.of(files);
  }

  static Execution job(FileTree module, String message) {
    SortedMap<String, String> inputs = new TreeMap<>();
    inputs.put("Message", message);
    return new Execution(module, inputs, new TreeMap<>(), SEED, false);
  }

  static Bytes text(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A file that must be there. */
  static Bytes file(SortedMap<String, Bytes> files, String path) {
    return Objects.requireNonNull(files.get(path), path);
  }
}
