package lilypad.persistence.audit;

import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;

/** Whose facts are a deal's, by the persistence id they stand under. */
final class DealFacts {

  private static final String DEAL = "deal|";
  private static final String VERIFIER = "verifier|";

  private DealFacts() {}

  static String persistenceId(DealKey deal) {
    return DEAL + deal;
  }

  /** The deal whose facts stand under an id; none if they are not a deal's. */
  static Optional<DealKey> deal(String persistenceId) {
    try {
      return persistenceId.startsWith(DEAL)
          ? Optional.of(new DealKey(Hash32.fromHex(persistenceId.substring(DEAL.length()))))
          : Optional.empty();
    } catch (MalformedValue e) {
      return Optional.empty();
    }
  }

  /** The verifier whose facts stand under an id; none if they are not a verifier's. */
  static Optional<Address> verifier(String persistenceId) {
    try {
      return persistenceId.startsWith(VERIFIER)
          ? Optional.of(Address.fromHex(persistenceId.substring(VERIFIER.length())))
          : Optional.empty();
    } catch (MalformedValue e) {
      return Optional.empty();
    }
  }

  static String verifierId(Address verifier) {
    return VERIFIER + verifier;
  }
}
