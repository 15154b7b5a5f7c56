package lilypad.mediator.audit;

import com.typesafe.config.Config;
import java.time.Duration;
import lilypad.verifier.config.CheckedConfig;

/**
 * How the record is vouched for.
 *
 * @param headInterval how long at the most between a fact and a signed head over it
 */
public record AuditSettings(Duration headInterval) {

  /** Reads {@code lilypad.mediator.audit}. */
  public static AuditSettings read(Config audit) {
    CheckedConfig config = CheckedConfig.of(audit, "lilypad.mediator.audit");
    return new AuditSettings(config.duration("head-interval"));
  }
}
