package lilypad.chain.rpc;

/** The endpoint serves another chain than the one configured (EIP-155 chain id). */
public final class WrongChain extends RpcFault {

  private final long expected;
  private final long actual;

  /** Names both chain ids. */
  public WrongChain(long expected, long actual) {
    super("expected chain id " + expected + ", got " + actual);
    this.expected = expected;
    this.actual = actual;
  }

  /** The chain id asked for. */
  public long expected() {
    return expected;
  }

  /** The chain id that the endpoint reports. */
  public long actual() {
    return actual;
  }
}
