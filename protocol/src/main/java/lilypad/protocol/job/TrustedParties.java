package lilypad.protocol.job;

import java.util.List;
import java.util.Optional;
import lilypad.protocol.Address;

/**
 * Whom the maker of an offer trusts.
 *
 * @param solver the matcher, if named
 * @param mediators in order of mention
 * @param apiHost free text, often empty
 */
public record TrustedParties(Optional<Address> solver, List<Address> mediators, String apiHost) {

  public TrustedParties {
    mediators = List.copyOf(mediators);
  }

  static TrustedParties read(JsonField json) {
    return new TrustedParties(
        json.field("solver").anyAddress(),
        json.field("mediator").list(JsonField::address),
        json.optional("api_host").map(JsonField::text).orElse(""));
  }
}
