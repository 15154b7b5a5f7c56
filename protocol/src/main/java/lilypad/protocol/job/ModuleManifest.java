package lilypad.protocol.job;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.rules.Profile;

/**
 * A WASM module's description, {@value #FILE_NAME} beside the {@code .wasm} in the module's folder.
 *
 * @param machine what a run needs
 * @param profile {@code "wasm"} is deterministic, {@code "wasm-ambient"} ambient; never unknown
 * @param runtime the digest of the runtime whose results count, as {@code Executor.runtimeDigest()}
 *     gives it; empty if the module leaves it open, and then nobody is slashed for another result
 * @param entry name of the {@code .wasm} file in the folder
 * @param args the program's arguments; one that is {@code ${Name}} as a whole stands for the input
 *     of that name
 * @param inputs what a job may give, in order
 */
public record ModuleManifest(
    Machine machine,
    Profile profile,
    Optional<Hash32> runtime,
    String entry,
    List<String> args,
    List<InputDeclaration> inputs) {

  /** The manifest's name in the module's folder. */
  public static final String FILE_NAME = "lilypad_module.json";

  private static final int MAX_SIZE = 64 * 1024;

  /**
   * What a run needs.
   *
   * @param cpu thousandths of a core
   * @param ram MB
   */
  public record Machine(int cpu, int ram) {}

  /**
   * An input that a job may give.
   *
   * @param name letters, digits and underscores
   * @param fallback what stands for it when the job gives none; empty if the job must
   */
  public record InputDeclaration(String name, Optional<String> fallback) {}

  /** The outcome of {@link #arguments}. */
  public sealed interface Arguments {

    /** The program's arguments. */
    record Resolved(List<String> values) implements Arguments {
      public Resolved {
        values = List.copyOf(values);
      }
    }

    /** The job gives inputs that the module does not know. */
    record UnknownInputs(List<String> names) implements Arguments {
      public UnknownInputs {
        names = List.copyOf(names);
      }
    }

    /** The job leaves out inputs that have no default. */
    record MissingInputs(List<String> names) implements Arguments {
      public MissingInputs {
        names = List.copyOf(names);
      }
    }
  }

  public ModuleManifest {
    args = List.copyOf(args);
    inputs = List.copyOf(inputs);
  }

  /**
   * Reads a manifest: {@code {"machine": {"cpu", "ram"}, "profile", "runtime", "entry", "args": [],
   * "inputs": [{"name", "default"}]}}. Other fields are passed over.
   *
   * @throws MalformedJob if it has another shape, names a file outside its folder, or an argument
   *     names an input that is not declared
   */
  public static ModuleManifest parse(Bytes json) {
    JsonField manifest = JsonField.parse(json, MAX_SIZE);
    JsonField machine = manifest.field("machine").object();
    List<InputDeclaration> inputs = manifest.field("inputs").list(ModuleManifest::input);
    TreeSet<String> names = new TreeSet<>();
    for (InputDeclaration input : inputs) {
      if (!names.add(input.name())) {
        throw new MalformedJob("$.inputs", "names that differ", input.name() + " twice");
      }
    }
    List<String> args =
        manifest
            .field("args")
            .list(
                arg -> {
                  Optional<String> input = inputOf(arg.text());
                  if (input.isPresent() && !names.contains(input.get())) {
                    throw arg.malformed("an input out of " + names);
                  }
                  return arg.text();
                });
    return new ModuleManifest(
        new Machine(positive(machine.field("cpu")), positive(machine.field("ram"))),
        profile(manifest.field("profile")),
        manifest.optional("runtime").map(ModuleManifest::runtime),
        entry(manifest.field("entry")),
        args,
        inputs);
  }

  /** The program's arguments for a job with these inputs, or why there are none. */
  public Arguments arguments(Map<String, String> given) {
    TreeSet<String> unknown = new TreeSet<>(given.keySet());
    Map<String, String> values = new HashMap<>(given);
    TreeSet<String> missing = new TreeSet<>();
    for (InputDeclaration input : inputs) {
      unknown.remove(input.name());
      if (!given.containsKey(input.name())) {
        input
            .fallback()
            .ifPresentOrElse(
                fallback -> values.put(input.name(), fallback), () -> missing.add(input.name()));
      }
    }
    if (!unknown.isEmpty()) {
      return new Arguments.UnknownInputs(List.copyOf(unknown));
    }
    if (!missing.isEmpty()) {
      return new Arguments.MissingInputs(List.copyOf(missing));
    }
    List<String> resolved = new ArrayList<>();
    for (String arg : args) {
      resolved.add(inputOf(arg).map(name -> values.getOrDefault(name, arg)).orElse(arg));
    }
    return new Arguments.Resolved(resolved);
  }

  private static Optional<String> inputOf(String arg) {
    return arg.startsWith("${") && arg.endsWith("}")
        ? Optional.of(arg.substring(2, arg.length() - 1))
        : Optional.empty();
  }

  private static InputDeclaration input(JsonField json) {
    JsonField name = json.object().field("name");
    if (!name.text().matches("[A-Za-z_][A-Za-z0-9_]{0,63}")) {
      throw name.malformed("a name of letters, digits and underscores");
    }
    return new InputDeclaration(name.text(), json.optional("default").map(JsonField::text));
  }

  private static int positive(JsonField json) {
    if (json.smallNumber() == 0) {
      throw json.malformed("a number from 1");
    }
    return json.smallNumber();
  }

  private static Profile profile(JsonField json) {
    return switch (json.text()) {
      case "wasm" -> Profile.DETERMINISTIC;
      case "wasm-ambient" -> Profile.AMBIENT;
      default -> throw json.malformed("\"wasm\" or \"wasm-ambient\"");
    };
  }

  private static Hash32 runtime(JsonField json) {
    if (!json.text().matches("(0x)?[0-9a-fA-F]{64}")) {
      throw json.malformed("a digest of 64 hex digits");
    }
    return Hash32.fromHex(json.text());
  }

  private static String entry(JsonField json) {
    if (!json.text().matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}\\.wasm")) {
      throw json.malformed("the plain name of a .wasm file");
    }
    return json.text();
  }
}
