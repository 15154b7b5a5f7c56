package lilypad.chain.follow;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.util.Arrays;
import java.util.Locale;
import lilypad.chain.follow.VerifySettings.Mode;
import lilypad.chain.rpc.FinalityDepth;

/**
 * How the follower works; read from {@code lilypad.chain.follow}, documented in this module's
 * {@code reference.conf}.
 *
 * @param blocksPerCall most single blocks read in one call
 * @param rangeBlocks most final blocks asked for in one request; how many it is then is found out
 *     with each node
 * @param depth where safety and finality lie on nodes without the tags
 * @param verify how far logs are believed
 */
public record FollowSettings(
    int blocksPerCall, int rangeBlocks, FinalityDepth depth, VerifySettings verify) {

  public FollowSettings {
    if (blocksPerCall < 1 || rangeBlocks < 1) {
      throw new IllegalArgumentException(
          "expected at least one block, got blocks-per-call "
              + blocksPerCall
              + " and range-blocks "
              + rangeBlocks);
    }
  }

  /** As the canonical constructor, with what is believed left at its default. */
  public FollowSettings(int blocksPerCall, int rangeBlocks, FinalityDepth depth) {
    this(blocksPerCall, rangeBlocks, depth, VerifySettings.DEFAULT);
  }

  /**
   * Reads the keys below {@code config}.
   *
   * @throws ConfigException if one is missing or out of range
   */
  public static FollowSettings from(Config config) {
    try {
      return new FollowSettings(
          config.getInt("blocks-per-call"),
          config.getInt("range-blocks"),
          new FinalityDepth(config.getLong("safe-depth"), config.getLong("finalized-depth")),
          new VerifySettings(
              mode(config), config.getLong("verify-depth"), config.getInt("verify-batch")));
    } catch (IllegalArgumentException e) {
      throw new ConfigException.BadValue(
          config.origin(), "lilypad.chain.follow", String.valueOf(e.getMessage()), e);
    }
  }

  private static Mode mode(Config config) {
    String name = config.getString("verify");
    return Arrays.stream(Mode.values())
        .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException.BadValue(
                    config.origin(), "verify", "expected auto, bloom, full or none, got " + name));
  }
}
