package lilypad.mediator;

import com.typesafe.config.Config;
import lilypad.verifier.config.CheckedConfig;

/**
 * How often states are kept beside the journal, so that a restart reads only what came after.
 *
 * @param entity after how many facts of its own an intake, a recheck, a wallet or a verifier's
 *     record is kept
 * @param boards after how many facts of the whole journal the read models are kept
 */
public record SnapshotSettings(int entity, long boards) {

  /** Reads {@code lilypad.mediator.snapshots}. */
  static SnapshotSettings read(Config snapshots) {
    CheckedConfig config = CheckedConfig.of(snapshots, "lilypad.mediator.snapshots");
    return new SnapshotSettings(
        (int) config.whole("entity-every", 1, 1_000_000),
        config.whole("boards-every", 1, Long.MAX_VALUE));
  }
}
