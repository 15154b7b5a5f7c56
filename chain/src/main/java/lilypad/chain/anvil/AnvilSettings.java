package lilypad.chain.anvil;

import java.nio.file.Path;

/**
 * The chain that Anvil makes.
 *
 * @param binary the pinned program, see {@link Anvil#binary}
 * @param output the file that takes what Anvil prints; replaced if there
 * @param chainId the chain's id
 * @param blockSeconds seconds from block to block; 0 for no block but those asked for
 * @param slotsInAnEpoch n puts {@code safe} n and {@code finalized} 2n blocks below the head
 * @param port the port on loopback; 0 for a free one
 */
public record AnvilSettings(
    Path binary, Path output, long chainId, int blockSeconds, int slotsInAnEpoch, int port) {

  /** The devnet's rules: a block a second, finality after two blocks, a free port. */
  public static AnvilSettings devnet(Path binary, Path output) {
    return new AnvilSettings(binary, output, 31337, 1, 1, 0);
  }

  /** The same chain with another block time; 0 for no block but those asked for. */
  public AnvilSettings withBlockSeconds(int seconds) {
    return new AnvilSettings(binary, output, chainId, seconds, slotsInAnEpoch, port);
  }

  /** The same chain with other finality; see the record's {@code slotsInAnEpoch}. */
  public AnvilSettings withSlotsInAnEpoch(int slots) {
    return new AnvilSettings(binary, output, chainId, blockSeconds, slots, port);
  }
}
