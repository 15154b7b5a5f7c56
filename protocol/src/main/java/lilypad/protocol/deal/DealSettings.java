package lilypad.protocol.deal;

import java.util.Optional;
import java.util.OptionalLong;
import lilypad.protocol.Address;
import lilypad.protocol.rules.Pay;
import lilypad.protocol.rules.RefereeRule;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.rules.SamplingRule;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.SettlementTiming;
import lilypad.protocol.sign.SigningDomain;

/**
 * What a mediator decides by; times in seconds of chain time.
 *
 * @param mediator our signer: we act only on checks that drew it
 * @param profile which contracts these are
 * @param route where verdicts go
 * @param domain what our verifiers' signatures are bound to
 * @param rulebook by what panels are drawn and votes judged
 * @param panel verifiers drawn first
 * @param smallestPanel verifiers below which the first round does not begin
 * @param assembly how long the first draw waits for a full panel, from the check
 * @param commitWindow how long a round waits for commitments
 * @param revealWindow how long it waits for reveals
 * @param margin how long before the chain's deadline an undecided mediation ends
 * @param moneyLevel what the check's block must have reached before money moves, and the
 *     settlement's before it counts
 * @param hurries whether a verdict that binds itself to claim and check is sent below that level
 *     when it would otherwise miss the chain's deadline
 * @param pay what verifiers earn
 */
public record DealSettings(
    Address mediator,
    ContractProfile profile,
    VerdictRoute route,
    SigningDomain domain,
    Rulebook rulebook,
    int panel,
    int smallestPanel,
    long assembly,
    long commitWindow,
    long revealWindow,
    long margin,
    FinalityLevel moneyLevel,
    boolean hurries,
    Pay.Terms pay) {

  /** As the long one, of a mediator that lets deadlines run out. */
  public DealSettings(
      Address mediator,
      ContractProfile profile,
      VerdictRoute route,
      SigningDomain domain,
      Rulebook rulebook,
      int panel,
      int smallestPanel,
      long assembly,
      long commitWindow,
      long revealWindow,
      long margin,
      FinalityLevel moneyLevel) {
    this(
        mediator,
        profile,
        route,
        domain,
        rulebook,
        panel,
        smallestPanel,
        assembly,
        commitWindow,
        revealWindow,
        margin,
        moneyLevel,
        false);
  }

  /** As the long one, of a mediator that pays nobody. */
  public DealSettings(
      Address mediator,
      ContractProfile profile,
      VerdictRoute route,
      SigningDomain domain,
      Rulebook rulebook,
      int panel,
      int smallestPanel,
      long assembly,
      long commitWindow,
      long revealWindow,
      long margin,
      FinalityLevel moneyLevel,
      boolean hurries) {
    this(
        mediator,
        profile,
        route,
        domain,
        rulebook,
        panel,
        smallestPanel,
        assembly,
        commitWindow,
        revealWindow,
        margin,
        moneyLevel,
        hurries,
        Pay.Terms.NONE);
  }

  /** The same, of a mediator that draws and judges by other rules. */
  public DealSettings by(Rulebook rules) {
    return new DealSettings(
        mediator,
        profile,
        route,
        domain,
        rules,
        panel,
        smallestPanel,
        assembly,
        commitWindow,
        revealWindow,
        margin,
        moneyLevel,
        hurries,
        pay);
  }

  /** The same, of a mediator that hurries or does not. */
  public DealSettings hurrying(boolean whether) {
    return new DealSettings(
        mediator,
        profile,
        route,
        domain,
        rulebook,
        panel,
        smallestPanel,
        assembly,
        commitWindow,
        revealWindow,
        margin,
        moneyLevel,
        whether,
        pay);
  }

  /** The same, of a mediator that pays verifiers like this. */
  public DealSettings paying(Pay.Terms terms) {
    return new DealSettings(
        mediator,
        profile,
        route,
        domain,
        rulebook,
        panel,
        smallestPanel,
        assembly,
        commitWindow,
        revealWindow,
        margin,
        moneyLevel,
        hurries,
        terms);
  }

  /**
   * When an undecided mediation ends: before the chain's deadline. Where that may have passed
   * before the check (defect D9) and a verdict is taken afterwards too, not before one panel had
   * its time: else whoever asks for the check late would choose its outcome. A silent check ends
   * before the client's time is over, or it would warn nobody.
   */
  public long closing(Mediation mediation) {
    long asked = mediation.origin().timestamp();
    long end = mediation.deadline() - lead(mediation);
    return profile.takesLateVerdicts() && !mediation.isSilent()
        ? Math.max(end, asked + commitWindow + revealWindow)
        : end;
  }

  /**
   * When a round that begins now ends to wait for commitments: it may take half of what is left.
   */
  long commitDeadline(Mediation mediation, long time) {
    long left = Math.max(2, closing(mediation) - time);
    return time + Math.min(commitWindow, Math.max(1, left / 2));
  }

  /**
   * When a round ends to wait that the mediator left alone: whoever was to answer has one whole
   * window from the time at which it was back, as in a round that begins then; empty if it has that
   * already. Never later than the mediation ends.
   *
   * @param awake chain time since when the mediator has been there without a break; 0: always
   */
  OptionalLong prolonged(Mediation mediation, Round round, long awake) {
    if (awake == 0 || !round.waits()) {
      return OptionalLong.empty();
    }
    long window =
        round.revealDeadline().isPresent()
            ? awake + revealWindow
            : commitDeadline(mediation, awake);
    long deadline = Math.min(window, closing(mediation));
    return deadline > round.end() ? OptionalLong.of(deadline) : OptionalLong.empty();
  }

  /** The mediator's own node, if it has one that looks at evidence. */
  public Optional<RefereeRule> referee() {
    return switch (rulebook) {
      case Rulebook.Tallying tallying -> Optional.empty();
      case Rulebook.Polling polling -> polling.referee();
    };
  }

  private long lead(Mediation mediation) {
    return Math.min(margin, (mediation.deadline() - mediation.origin().timestamp()) / 4);
  }

  /** Height of the block whose randomness the panels of a mediation are drawn by. */
  long beacon(Mediation mediation) {
    return beacon(mediation.origin().number());
  }

  /** Height of the block whose randomness decides what began in a block. */
  long beacon(long origin) {
    return switch (rulebook) {
      case Rulebook.Tallying tallying -> origin;
      case Rulebook.Polling polling -> origin + polling.beacon().delay();
    };
  }

  /** By what claims that nobody challenged are checked all the same; empty: none is. */
  Optional<SamplingRule> sampling() {
    return switch (rulebook) {
      case Rulebook.Tallying tallying -> Optional.empty();
      case Rulebook.Polling polling -> polling.sampling();
    };
  }

  /** Whether a verdict is to be sent now, and why; empty while there is time to wait. */
  Optional<SettlementTiming> timing(
      Mediation mediation, SettlementIntent intent, ChainClock clock) {
    long check = mediation.origin().number();
    if (check <= clock.height(VerdictRoute.before(intent, moneyLevel))) {
      return Optional.of(SettlementTiming.SURE);
    }
    if (clock.time() < mediation.deadline() - Math.max(0, lead(mediation))) {
      return Optional.empty();
    }
    return Optional.of(
        hurries && VerdictRoute.binds(intent)
            ? SettlementTiming.HURRIED
            : SettlementTiming.WITHHELD);
  }
}
