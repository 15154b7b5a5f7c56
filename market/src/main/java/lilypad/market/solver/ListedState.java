package lilypad.market.solver;

import java.util.Arrays;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.abi.AgreementState;

/**
 * A deal's state by the names and numbers of Lilypad's Go programs, which their solver's JSON uses.
 * From number 7 on they are not the chain's: Go has no name for a time-out of the agreement.
 */
public enum ListedState {
  DEAL_NEGOTIATING("DealNegotiating", 0),
  DEAL_AGREED("DealAgreed", 1),
  RESULTS_SUBMITTED("ResultsSubmitted", 2),
  RESULTS_ACCEPTED("ResultsAccepted", 3),
  RESULTS_CHECKED("ResultsChecked", 4),
  MEDIATION_ACCEPTED("MediationAccepted", 5),
  MEDIATION_REJECTED("MediationRejected", 6),
  TIMEOUT_SUBMIT_RESULTS("TimeoutSubmitResults", 7),
  TIMEOUT_JUDGE_RESULTS("TimeoutJudgeResults", 8),
  TIMEOUT_MEDIATE_RESULTS("TimeoutMediateResults", 9),
  /** Go's nearest terminal state for a deal that only one party agreed to. */
  TIMEOUT_MATCH("TimeoutMatch", 14);

  private final String text;
  private final int number;

  ListedState(String text, int number) {
    this.text = text;
    this.number = number;
  }

  /** What the chain's state is called there. */
  public static ListedState of(AgreementState state) {
    return switch (state) {
      case DEAL_NEGOTIATING -> DEAL_NEGOTIATING;
      case DEAL_AGREED -> DEAL_AGREED;
      case RESULTS_SUBMITTED -> RESULTS_SUBMITTED;
      case RESULTS_ACCEPTED -> RESULTS_ACCEPTED;
      case RESULTS_CHECKED -> RESULTS_CHECKED;
      case MEDIATION_ACCEPTED -> MEDIATION_ACCEPTED;
      case MEDIATION_REJECTED -> MEDIATION_REJECTED;
      case TIMEOUT_AGREE -> TIMEOUT_MATCH;
      case TIMEOUT_SUBMIT_RESULTS -> TIMEOUT_SUBMIT_RESULTS;
      case TIMEOUT_JUDGE_RESULTS -> TIMEOUT_JUDGE_RESULTS;
      case TIMEOUT_MEDIATE_RESULTS -> TIMEOUT_MEDIATE_RESULTS;
    };
  }

  /**
   * The state of that name, as in {@code ?state=ResultsChecked}.
   *
   * @throws MalformedValue if there is none
   */
  public static ListedState named(String text) {
    return Arrays.stream(values())
        .filter(state -> state.text.equals(text))
        .findFirst()
        .orElseThrow(() -> new MalformedValue("a deal's state", text));
  }

  /** The number in the JSON. */
  public int number() {
    return number;
  }

  /** The name in queries. */
  public String text() {
    return text;
  }
}
