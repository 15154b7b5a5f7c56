package lilypad.protocol.rules;

/**
 * Whether a watchman asks for a check in the client's place, once its silent check has come to an
 * end. It spends the client's money (the fee, which comes back where the claim is found wrong), so
 * it asks only where it would give the verdict REJECT itself, as sure as a REJECT has to be, and
 * while the client is sure to have the time to ask.
 */
public final class Watching {

  /** The version of this rule, recorded with each decision. */
  public static final int VERSION = 1;

  private Watching() {}

  /**
   * All that a decision rests on.
   *
   * @param verdict of the silent check
   * @param sureness of that verdict
   * @param required what a REJECT needs
   * @param knownRight whether the job's result was known before anybody was asked, and is the claim
   * @param at chain time of the decision
   * @param deadline the last second in which the client is sure to have the time to ask
   */
  public record Inputs(
      Verdict verdict,
      Probability sureness,
      Probability required,
      boolean knownRight,
      long at,
      long deadline) {}

  /** Why a watchman asks, or does not. */
  public enum Reason {
    /** The claim is wrong: it asks. */
    WRONG,
    /** The silent check did not find the claim wrong. */
    NOT_REJECTED,
    /** It did, but not as surely as a REJECT has to be. */
    UNSURE,
    /** It did, but the claim is known to be right. */
    KNOWN_RIGHT,
    /** The client's time to ask is over. */
    TOO_LATE
  }

  /** A decision. */
  public record Decision(int rule, Inputs inputs, Reason reason) {

    /** Whether a check is asked for. */
    public boolean asks() {
      return reason == Reason.WRONG;
    }
  }

  /** Decides: the same from the same inputs. */
  public static Decision decide(Inputs inputs) {
    return new Decision(VERSION, inputs, reason(inputs));
  }

  private static Reason reason(Inputs inputs) {
    if (inputs.verdict() != Verdict.REJECT) {
      return Reason.NOT_REJECTED;
    }
    if (inputs.sureness().compareTo(inputs.required()) < 0) {
      return Reason.UNSURE;
    }
    if (inputs.knownRight()) {
      return Reason.KNOWN_RIGHT;
    }
    return inputs.at() < inputs.deadline() ? Reason.WRONG : Reason.TOO_LATE;
  }
}
