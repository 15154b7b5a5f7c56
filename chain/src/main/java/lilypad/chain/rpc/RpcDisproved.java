package lilypad.chain.rpc;

import lilypad.protocol.BlockRef;

/**
 * An answer that cannot be true: it contradicts what the block's hash commits to. Expected and got
 * are the evidence; anybody who has the block can check it.
 */
public final class RpcDisproved extends RpcFault {

  private final String endpoint;
  private final BlockRef block;
  private final String expected;
  private final String got;

  /**
   * @param endpoint who gave the answer, without credentials, path and query
   * @param block the block that the answer is about
   * @param expected what the block's hash commits to, in words
   * @param got what the endpoint said
   */
  public RpcDisproved(String endpoint, BlockRef block, String expected, String got) {
    super(
        "disproved: "
            + endpoint
            + " says of block "
            + block
            + " what its hash does not allow: expected "
            + expected
            + ", got "
            + got);
    this.endpoint = endpoint;
    this.block = block;
    this.expected = expected;
    this.got = got;
  }

  /** Who gave the answer, without credentials, path and query. */
  public String endpoint() {
    return endpoint;
  }

  /** The block that the answer is about. */
  public BlockRef block() {
    return block;
  }

  /** What the block's hash commits to, in words. */
  public String expected() {
    return expected;
  }

  /** What the endpoint said. */
  public String got() {
    return got;
  }

  /** The same for whoever keeps evidence against endpoints. */
  public Evidence evidence() {
    return new Evidence("what a block's hash commits to", block.toString(), expected, got);
  }
}
