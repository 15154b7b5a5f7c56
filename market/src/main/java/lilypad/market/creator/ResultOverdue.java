package lilypad.market.creator;

import java.time.Duration;
import lilypad.protocol.DealId;
import lilypad.protocol.abi.AgreementState;

/** No claim came while the job creator waited. */
public final class ResultOverdue extends RuntimeException {

  /**
   * @param waited how long, by the wall clock
   * @param state where the deal stands now
   */
  public ResultOverdue(DealId deal, Duration waited, AgreementState state) {
    super(
        "expected a claim for deal "
            + deal.shown()
            + " within "
            + waited
            + ", got none; the deal is in state "
            + state);
  }
}
