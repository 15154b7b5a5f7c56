package lilypad.chain.rpc;

/** What {@code eth_estimateGas} answers. */
public sealed interface GasEstimate permits GasEstimate.Estimated, Reverted {

  /** The transaction needs about this much gas. */
  record Estimated(long gas) implements GasEstimate {}
}
