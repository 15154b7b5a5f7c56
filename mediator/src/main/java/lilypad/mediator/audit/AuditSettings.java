package lilypad.mediator.audit;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.verifier.config.CheckedConfig;

/**
 * How the record is vouched for.
 *
 * @param headInterval how long at the most between a fact and a signed head over it
 * @param anchor where heads are put on chain; nowhere, if empty
 */
public record AuditSettings(Duration headInterval, Optional<Anchor> anchor) {

  /** The configuration key of the contract. */
  public static final String CONTRACT = "lilypad.mediator.audit.anchor.contract";

  /**
   * Where and how often heads are put on chain.
   *
   * @param contract a {@code HeadAnchor}
   * @param interval how long at the least from one to the next
   */
  public record Anchor(Address contract, Duration interval) {}

  /**
   * Reads {@code lilypad.mediator.audit}.
   *
   * @throws com.typesafe.config.ConfigException naming the key that is missing or wrong
   */
  public static AuditSettings read(Config audit) {
    CheckedConfig config = CheckedConfig.of(audit, "lilypad.mediator.audit");
    Duration interval = config.duration("anchor.interval");
    return new AuditSettings(
        config.duration("head-interval"),
        config.optionalAddress("anchor.contract").map(contract -> new Anchor(contract, interval)));
  }
}
