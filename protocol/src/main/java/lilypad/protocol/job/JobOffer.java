package lilypad.protocol.job;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.cid.Cid;

/**
 * What a job creator asks for.
 *
 * @param id see {@link DealIds#jobOffer}
 * @param createdAt milliseconds since 1970
 * @param nonce the job creator's counter
 * @param jobCreator who pays
 * @param module what to run
 * @param spec the machine it needs
 * @param inputs the module's inputs by name
 * @param inputFiles files that the job reads besides
 * @param executionTimeoutSeconds 0 for none given
 * @param mode {@code MarketPrice} or {@code FixedPrice}
 * @param pricing what the job creator pays
 * @param trustedParties whom it trusts
 * @param target the provider that must run it, if any
 */
public record JobOffer(
    String id,
    long createdAt,
    long nonce,
    Address jobCreator,
    ModuleRef module,
    MachineSpec spec,
    Map<String, String> inputs,
    InputFiles inputFiles,
    long executionTimeoutSeconds,
    String mode,
    OfferPricing pricing,
    TrustedParties trustedParties,
    Optional<Address> target) {

  /**
   * Which files the job reads. An entry is {@code PATH=CID}, see {@link InputFile}; one without a
   * content id is Lilypad's, whose solver gives the file to the provider alone (defect D7).
   */
  public record InputFiles(List<String> required, List<String> optional) {

    /** No files. */
    public static final InputFiles NONE = new InputFiles(List.of(), List.of());

    public InputFiles {
      required = List.copyOf(required);
      optional = List.copyOf(optional);
    }

    /** Files by their path under {@code /inputs}, all of them required. */
    public static InputFiles of(SortedMap<String, Cid> files) {
      return new InputFiles(
          files.entrySet().stream()
              .map(file -> new InputFile(file.getKey(), file.getValue()).toString())
              .toList(),
          List.of());
    }

    /**
     * The files by their path. An optional one counts if it has a content id, and is not given to
     * the job otherwise; so every node sees the same files.
     *
     * @throws MalformedJob if a required one has no content id, a path is not plain, stands twice
     *     or goes through another
     */
    public SortedMap<String, Cid> byPath() {
      SortedMap<String, Cid> files = new TreeMap<>();
      required.forEach(
          entry ->
              add(
                  files,
                  "required",
                  read("required", entry)
                      .orElseThrow(() -> malformed("required", "PATH=CID", entry))));
      optional.forEach(
          entry -> read("optional", entry).ifPresent(file -> add(files, "optional", file)));
      return files;
    }

    private static Optional<InputFile> read(String list, String entry) {
      try {
        return InputFile.read(entry);
      } catch (MalformedValue e) {
        throw malformed(list, "a plain path before the content id", entry);
      }
    }

    private static void add(SortedMap<String, Cid> files, String list, InputFile file) {
      boolean taken =
          files.keySet().stream()
              .anyMatch(
                  other ->
                      (other + "/").startsWith(file.path() + "/")
                          || (file.path() + "/").startsWith(other + "/"));
      if (taken) {
        throw malformed(list, "paths apart from one another", file.toString());
      }
      files.put(file.path(), file.cid());
    }

    private static MalformedJob malformed(String list, String expected, String actual) {
      return new MalformedJob("$.inputFiles." + list, expected, actual);
    }

    static InputFiles read(JsonField json) {
      return new InputFiles(
          json.field("required").list(JsonField::text),
          json.field("optional").list(JsonField::text));
    }
  }

  public JobOffer {
    inputs = Map.copyOf(inputs);
  }

  /** The same offer under another id. */
  public JobOffer withId(String other) {
    return new JobOffer(
        other,
        createdAt,
        nonce,
        jobCreator,
        module,
        spec,
        inputs,
        inputFiles,
        executionTimeoutSeconds,
        mode,
        pricing,
        trustedParties,
        target);
  }

  /** The same offer to one provider alone. */
  public JobOffer withTarget(Address provider) {
    return new JobOffer(
        id,
        createdAt,
        nonce,
        jobCreator,
        module,
        spec,
        inputs,
        inputFiles,
        executionTimeoutSeconds,
        mode,
        pricing,
        trustedParties,
        Optional.of(provider));
  }

  /** The same offer with other inputs. */
  public JobOffer withInputs(Map<String, String> others) {
    return new JobOffer(
        id,
        createdAt,
        nonce,
        jobCreator,
        module,
        spec,
        others,
        inputFiles,
        executionTimeoutSeconds,
        mode,
        pricing,
        trustedParties,
        target);
  }

  /**
   * Reads an offer as {@link GoJson} prints it. Fields that are not known are passed over.
   *
   * @throws MalformedJob if a field is missing or of another type, a key stands twice, or there are
   *     more than {@value DealContainer#MAX_SIZE} bytes
   */
  public static JobOffer parse(Bytes json) {
    return read(JsonField.parse(json, DealContainer.MAX_SIZE));
  }

  static JobOffer read(JsonField json) {
    return new JobOffer(
        json.object().field("id").text(),
        json.field("created_at").number(),
        json.field("nonce").number(),
        json.field("job_creator").address(),
        ModuleRef.read(json.field("module").object()),
        MachineSpec.read(json.field("spec").object()),
        json.field("inputs").map(JsonField::text),
        json.optional("inputFiles").map(InputFiles::read).orElse(InputFiles.NONE),
        json.optional("executionTimeoutSeconds").map(JsonField::number).orElse(0L),
        json.field("mode").text(),
        OfferPricing.read(json.field("pricing").object()),
        TrustedParties.read(json.field("trusted_parties").object()),
        json.field("target").object().field("address").anyAddress());
  }
}
