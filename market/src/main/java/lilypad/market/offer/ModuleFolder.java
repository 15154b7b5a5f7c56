package lilypad.market.offer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import lilypad.protocol.Bytes;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.cid.FileTree;
import lilypad.protocol.cid.UnixFs;
import lilypad.protocol.job.ModuleManifest;
import lilypad.protocol.job.ModuleRef;
import lilypad.protocol.rules.Profile;

/**
 * A WASM module: a folder with {@code lilypad_module.json} and what it names.
 *
 * @param name what a module reference calls it
 * @param files the whole folder
 */
public record ModuleFolder(String name, FileTree files) {

  /** The manifest's name in the folder. */
  public static final String MANIFEST = ModuleManifest.FILE_NAME;

  private static final String BUNDLED = "/lilypad/modules/";

  /**
   * @throws MalformedValue if there is no manifest
   * @throws lilypad.protocol.job.MalformedJob if it is no manifest of a WASM module
   */
  public ModuleFolder {
    manifest(files.files());
  }

  /**
   * A module that comes with this program, such as {@code cowsay}.
   *
   * @throws MalformedValue if there is none of that name
   */
  public static ModuleFolder bundled(String name) {
    SortedMap<String, Bytes> files = new TreeMap<>();
    files.put(MANIFEST, resource(name, MANIFEST));
    String entry = manifest(files).entry();
    files.put(entry, resource(name, entry));
    return new ModuleFolder(name, FileTree.of(files));
  }

  /**
   * A module from disk, named as its folder.
   *
   * @throws IOException if it cannot be read
   * @throws MalformedValue if it is no module
   */
  public static ModuleFolder read(Path folder) throws IOException {
    SortedMap<String, Bytes> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        String relative = folder.relativize(path).toString().replace('\\', '/');
        files.put(relative, Bytes.of(Files.readAllBytes(path)));
      }
    }
    Path name = folder.toAbsolutePath().normalize().getFileName();
    return new ModuleFolder(name == null ? "module" : name.toString(), FileTree.of(files));
  }

  /** The folder's content id: the {@code hash} of a module reference. */
  public Cid cid() {
    return UnixFs.cid(files);
  }

  /** What the manifest says of the module's determinism. */
  public Profile profile() {
    return manifest().profile();
  }

  /** What the module says of itself. */
  public ModuleManifest manifest() {
    return manifest(files.files());
  }

  /** How job offers name it. */
  public ModuleRef reference() {
    return new ModuleRef(name, "", cid().toString(), "/" + MANIFEST);
  }

  private static ModuleManifest manifest(SortedMap<String, Bytes> files) {
    Bytes manifest = files.get(MANIFEST);
    if (manifest == null) {
      throw new MalformedValue("a module with " + MANIFEST, files.keySet().toString());
    }
    return ModuleManifest.parse(manifest);
  }

  private static Bytes resource(String name, String file) {
    String path = BUNDLED + name + "/" + file;
    try (InputStream in = ModuleFolder.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new MalformedValue("a module on the class path", path);
      }
      return Bytes.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + path, e);
    }
  }
}
