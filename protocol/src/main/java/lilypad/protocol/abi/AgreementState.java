package lilypad.protocol.abi;

/**
 * Where a deal stands, in the order of Solidity's enum: the ordinal is the chain's index. Lilypad's
 * Go enum differs from index 7 on and must not be used to read the chain.
 */
public enum AgreementState implements ChainIndexed {
  /** At most one side has agreed; an unknown deal reads so too. Emits no DealStateChange. */
  DEAL_NEGOTIATING(0, false),
  /** Both sides have agreed. */
  DEAL_AGREED(1, false),
  /** The provider has posted its claim. */
  RESULTS_SUBMITTED(2, false),
  /** The job creator has accepted the claim. */
  RESULTS_ACCEPTED(3, true),
  /** The job creator has asked for a check: a mediator has been drawn. */
  RESULTS_CHECKED(4, false),
  /** The mediator has accepted the claim. */
  MEDIATION_ACCEPTED(5, true),
  /** The mediator has rejected the claim. */
  MEDIATION_REJECTED(6, true),
  /** One side did not agree in time. */
  TIMEOUT_AGREE(7, true),
  /** The provider posted nothing in time. */
  TIMEOUT_SUBMIT_RESULTS(8, true),
  /** The job creator neither accepted nor asked for a check in time. */
  TIMEOUT_JUDGE_RESULTS(9, true),
  /** No verdict came in time. */
  TIMEOUT_MEDIATE_RESULTS(10, true);

  private final int index;
  private final boolean terminal;

  AgreementState(int index, boolean terminal) {
    this.index = index;
    this.terminal = terminal;
  }

  @Override
  public int index() {
    return index;
  }

  /** Whether no call can move the deal any further. */
  public boolean terminal() {
    return terminal;
  }
}
