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
 * @param idle how often while a doorbell would ring for it
 * @param secondLook after how long a node that contradicts finality is asked again
 */
public record IntakeSettings(
    long chainId,
    Address storage,
    Set<Address> watched,
    long startBlock,
    Duration poll,
    Duration idle,
    Duration secondLook) {

  public IntakeSettings {
    watched = Set.copyOf(watched);
  }

  /** Reads {@code lilypad.mediator.chain}'s keys for where to start and how often to ask. */
  public static IntakeSettings read(
      Config chain, long chainId, Address storage, Set<Address> watched) {
    CheckedConfig config = CheckedConfig.of(chain, "lilypad.mediator.chain");
    return new IntakeSettings(
        chainId,
        storage,
        watched,
        config.whole("start-block", 0, Long.MAX_VALUE),
        config.duration("poll-interval"),
        config.duration("doorbell-poll-interval"),
        config.duration("second-look"));
  }
}
