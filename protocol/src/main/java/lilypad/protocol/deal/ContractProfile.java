package lilypad.protocol.deal;

import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.Timeout;

/** What differs between the contracts a mediator may serve. */
public enum ContractProfile {
  /**
   * Our own contracts: the mediation contract itself binds a verdict to claim and check, the
   * mediation's clock starts at the check, every time-out works.
   */
  OURS("ours") {
    @Override
    public long deadline(AgreementReading reading) {
      Timeout mediate = reading.deal().timeouts().mediateResults();
      return mediate.deadline(reading.agreement().resultsCheckedAt());
    }

    @Override
    public VerdictRoute route(Address mediation, Optional<Address> guard) {
      if (guard.isPresent()) {
        throw new IllegalArgumentException(
            "expected no guard in front of contracts that bind verdicts, got " + guard.get());
      }
      return new VerdictRoute(mediation, true);
    }

    @Override
    public boolean takesLateVerdicts() {
      return false;
    }

    @Override
    public boolean reaches(AgreementState state) {
      return true;
    }
  },

  /**
   * Lilypad v2 as deployed: a verdict names only the deal unless a guard stands in front (possible
   * because the contracts go by {@code tx.origin}), the mediation's time-out counts from the
   * submission (defect D9), and two time-outs always revert (defect D8).
   */
  LILYPAD_V2("lilypad-v2") {
    @Override
    public long deadline(AgreementReading reading) {
      Timeout judge = reading.deal().timeouts().judgeResults();
      return judge.deadline(reading.agreement().resultsSubmittedAt());
    }

    @Override
    public VerdictRoute route(Address mediation, Optional<Address> guard) {
      return guard
          .map(address -> new VerdictRoute(address, true))
          .orElseGet(() -> new VerdictRoute(mediation, false));
    }

    @Override
    public boolean takesLateVerdicts() {
      return true;
    }

    @Override
    public boolean reaches(AgreementState state) {
      return state != AgreementState.TIMEOUT_SUBMIT_RESULTS
          && state != AgreementState.TIMEOUT_JUDGE_RESULTS;
    }
  };

  private final String key;

  ContractProfile(String key) {
    this.key = key;
  }

  /** Its name in configuration. */
  public String key() {
    return key;
  }

  /** Chain time from which {@code timeoutMediateResult} succeeds. */
  public abstract long deadline(AgreementReading reading);

  /**
   * Where verdicts go: the guard if there is one, else the mediation contract.
   *
   * @throws IllegalArgumentException with a guard in front of {@link #OURS}: they go by {@code
   *     msg.sender}, so nothing can stand in front of them
   */
  public abstract VerdictRoute route(Address mediation, Optional<Address> guard);

  /**
   * Whether the deadline can come at any time after the check, even before it, so that a verdict
   * after it is what the parties have to expect. The contracts take it until somebody times the
   * deal out.
   */
  public abstract boolean takesLateVerdicts();

  /** Whether a deal can get into a state: the call that leads there may always revert. */
  public abstract boolean reaches(AgreementState state);
}
