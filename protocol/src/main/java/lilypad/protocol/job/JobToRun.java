package lilypad.protocol.job;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.rules.Profile;

/**
 * What is to be run, with nothing of who pays for it: provider and verifiers run exactly this.
 *
 * @param module the folder with {@code lilypad_module.json} and the program
 * @param profile what the module says of its determinism, as far as the writer of this record could
 *     read it
 * @param runtime the runtime that the module names, likewise; empty if it names none
 * @param inputs the job's parameters by name
 * @param inputFiles files put under {@code /inputs}, by path
 */
public record JobToRun(
    Cid module,
    Profile profile,
    Optional<Hash32> runtime,
    SortedMap<String, String> inputs,
    SortedMap<String, Cid> inputFiles) {

  /** The executor that runs WASM modules. */
  public static final String EXECUTOR = "wasm";

  public JobToRun {
    inputs = copied(inputs);
    inputFiles = copied(inputFiles);
  }

  /** One for all jobs where nothing is in it: there may be many deals in memory. */
  private static <V> SortedMap<String, V> copied(SortedMap<String, V> values) {
    return values.isEmpty()
        ? Collections.emptySortedMap()
        : Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /**
   * What an offer asks for.
   *
   * @param manifest what the module says of itself; empty if that cannot be read
   * @throws lilypad.protocol.MalformedValue if the module's hash is no content id
   * @throws MalformedJob if an input file is not named by its content
   */
  public static JobToRun of(JobOffer offer, Optional<ModuleManifest> manifest) {
    return new JobToRun(
        Cid.parse(offer.module().hash()),
        manifest.map(ModuleManifest::profile).orElse(Profile.UNKNOWN),
        manifest.flatMap(ModuleManifest::runtime),
        new TreeMap<>(offer.inputs()),
        offer.inputFiles().byPath());
  }

  /**
   * Whether every honest run gives the same, as far as the module says: it is deterministic, and
   * names the runtime whose results count.
   */
  public boolean hasOneResult() {
    return profile == Profile.DETERMINISTIC && runtime.isPresent();
  }

  /**
   * What seeds the job's random numbers: Keccak-256 over the module and the inputs, so it is the
   * same on every node.
   */
  public Hash32 seed() {
    StringBuilder text = new StringBuilder("lilypad-job-seed/1\n").append(module).append('\n');
    inputs.forEach((name, value) -> append(text, name, value));
    inputFiles.forEach((path, cid) -> append(text, path, cid.toString()));
    return Keccak.hash(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void append(StringBuilder text, String name, String value) {
    text.append(name.length()).append(':').append(name);
    text.append(value.length()).append(':').append(value).append('\n');
  }
}
