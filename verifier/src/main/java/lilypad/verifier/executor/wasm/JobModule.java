package lilypad.verifier.executor.wasm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lilypad.protocol.Bytes;

/**
 * What {@code lilypad_module.json} says about running the module.
 *
 * @param entry the module's bytes
 * @param arguments with {@code ${Name}} where an input's value belongs
 * @param inputs each declared input's default, if it has one
 */
record JobModule(Bytes entry, List<String> arguments, SortedMap<String, Optional<String>> inputs) {

  /** The folder or the job does not say how to run it. */
  static final class Invalid extends Exception {
    private static final long serialVersionUID = 1L;

    Invalid(String message) {
      super(message);
    }
  }

  private static final String MANIFEST = "lilypad_module.json";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z0-9_]+)}");

  static JobModule read(Map<String, Bytes> folder) throws Invalid {
    Bytes manifest = folder.get(MANIFEST);
    if (manifest == null) {
      throw new Invalid("expected " + MANIFEST + " in the module's folder, got " + folder.keySet());
    }
    JsonNode root;
    try {
      root = JSON.readTree(new String(manifest.toArray(), StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new Invalid(MANIFEST + " is no JSON: " + e.getOriginalMessage());
    }
    String entry = root.path("entry").asText("");
    Bytes wasm = folder.get(entry);
    if (wasm == null) {
      throw new Invalid("expected the entry \"" + entry + "\" in the module's folder");
    }
    List<String> arguments = new ArrayList<>();
    root.path("args").forEach(argument -> arguments.add(argument.asText()));
    SortedMap<String, Optional<String>> inputs = new TreeMap<>();
    root.path("inputs")
        .forEach(
            input ->
                inputs.put(
                    input.path("name").asText(),
                    input.has("default")
                        ? Optional.of(input.path("default").asText())
                        : Optional.empty()));
    return new JobModule(wasm, List.copyOf(arguments), inputs);
  }

  /** The value of every declared input: the job's, or its default. */
  SortedMap<String, String> values(Map<String, String> given) throws Invalid {
    SortedMap<String, String> values = new TreeMap<>();
    for (var input : inputs.entrySet()) {
      String value = given.get(input.getKey());
      if (value == null) {
        value =
            input
                .getValue()
                .orElseThrow(() -> new Invalid("expected a value of the input " + input.getKey()));
      }
      values.put(input.getKey(), value);
    }
    return values;
  }

  /**
   * The arguments with each reference replaced once: a value is never read for references again.
   */
  List<String> arguments(Map<String, String> values) throws Invalid {
    List<String> replaced = new ArrayList<>();
    for (String argument : arguments) {
      StringBuilder text = new StringBuilder();
      Matcher reference = REFERENCE.matcher(argument);
      while (reference.find()) {
        String value = values.get(reference.group(1));
        if (value == null) {
          throw new Invalid(
              "the argument \"" + argument + "\" names an input that is not declared");
        }
        reference.appendReplacement(text, Matcher.quoteReplacement(value));
      }
      replaced.add(reference.appendTail(text).toString());
    }
    return replaced;
  }
}
