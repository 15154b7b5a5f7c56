package lilypad.protocol.job;

import java.util.List;
import java.util.Map;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;

/**
 * What a resource provider offers.
 *
 * @param id see {@link DealIds#resourceOffer}
 * @param createdAt milliseconds since 1970
 * @param resourceProvider whose machine it is
 * @param index which of the provider's machines
 * @param spec the machine
 * @param modules the modules it runs; none for any
 * @param mode {@code MarketPrice} or {@code FixedPrice}
 * @param defaultPricing what it asks
 * @param modulePricing what it asks for single modules
 * @param trustedParties whom it trusts
 */
public record ResourceOffer(
    String id,
    long createdAt,
    Address resourceProvider,
    int index,
    MachineSpec spec,
    List<String> modules,
    String mode,
    OfferPricing defaultPricing,
    Map<String, OfferPricing> modulePricing,
    TrustedParties trustedParties) {

  public ResourceOffer {
    modules = List.copyOf(modules);
    modulePricing = Map.copyOf(modulePricing);
  }

  /** The same offer under another id. */
  public ResourceOffer withId(String other) {
    return new ResourceOffer(
        other,
        createdAt,
        resourceProvider,
        index,
        spec,
        modules,
        mode,
        defaultPricing,
        modulePricing,
        trustedParties);
  }

  /**
   * Reads an offer as {@link GoJson} prints it. Fields that are not known are passed over.
   *
   * @throws MalformedJob if a field is missing or of another type, a key stands twice, or there are
   *     more than {@value DealContainer#MAX_SIZE} bytes
   */
  public static ResourceOffer parse(Bytes json) {
    return read(JsonField.parse(json, DealContainer.MAX_SIZE));
  }

  static ResourceOffer read(JsonField json) {
    return new ResourceOffer(
        json.object().field("id").text(),
        json.field("created_at").number(),
        json.field("resource_provider").address(),
        json.field("index").smallNumber(),
        MachineSpec.read(json.field("spec").object()),
        json.field("modules").list(JsonField::text),
        json.field("mode").text(),
        OfferPricing.read(json.field("default_pricing").object()),
        json.field("module_pricing").map(pricing -> OfferPricing.read(pricing.object())),
        TrustedParties.read(json.field("trusted_parties").object()));
  }
}
