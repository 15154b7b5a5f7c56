package lilypad.protocol.deal;

import lilypad.protocol.Address;
import lilypad.protocol.rules.Tally;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.sign.SigningDomain;

/**
 * What a mediator decides by; times in seconds of chain time.
 *
 * @param mediator our signer: we act only on checks that drew it
 * @param profile which contracts these are
 * @param route where verdicts go
 * @param domain what our verifiers' signatures are bound to
 * @param parameters of the adjudication
 * @param panel verifiers drawn first
 * @param smallestPanel verifiers below which the first round does not begin
 * @param assembly how long the first draw waits for a full panel, from the check
 * @param commitWindow how long a round waits for commitments
 * @param revealWindow how long it waits for reveals
 * @param margin how long before the chain's deadline an undecided mediation ends
 * @param moneyLevel what the check's block must have reached before money moves, and the
 *     settlement's before it counts
 */
public record DealSettings(
    Address mediator,
    ContractProfile profile,
    VerdictRoute route,
    SigningDomain domain,
    Tally.Parameters parameters,
    int panel,
    int smallestPanel,
    long assembly,
    long commitWindow,
    long revealWindow,
    long margin,
    FinalityLevel moneyLevel) {

  /**
   * When an undecided mediation ends: before the chain's deadline. Where that may have passed
   * before the check (defect D9) and a verdict is taken afterwards too, not before one panel had
   * its time: else whoever asks for the check late would choose its outcome.
   */
  long closing(Mediation mediation) {
    long asked = mediation.check().block().timestamp();
    long before = Math.min(this.margin, (mediation.deadline() - asked) / 4);
    long end = mediation.deadline() - before;
    return profile.takesLateVerdicts() ? Math.max(end, asked + commitWindow + revealWindow) : end;
  }
}
