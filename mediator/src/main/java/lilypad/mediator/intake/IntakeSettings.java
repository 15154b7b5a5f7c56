package lilypad.mediator.intake;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Set;
import lilypad.protocol.Address;
import lilypad.verifier.config.CheckedConfig;

/**
 * What the intake follows.
 *
 * @param chainId the chain
 * @param storage the storage contract: names the deals
 * @param watched all contracts whose logs count
 * @param startBlock the first block looked at
 * @param poll how often the chain is asked for something new
 */
public record IntakeSettings(
    long chainId, Address storage, Set<Address> watched, long startBlock, Duration poll) {

  public IntakeSettings {
    watched = Set.copyOf(watched);
  }

  /** Reads {@code lilypad.mediator.chain}'s {@code start-block} and {@code poll-interval}. */
  public static IntakeSettings read(
      Config chain, long chainId, Address storage, Set<Address> watched) {
    CheckedConfig config = CheckedConfig.of(chain, "lilypad.mediator.chain");
    return new IntakeSettings(
        chainId,
        storage,
        watched,
        config.whole("start-block", 0, Long.MAX_VALUE),
        config.duration("poll-interval"));
  }
}
