package lilypad.deploy.demo;

import java.util.Optional;
import lilypad.deploy.devnet.DevnetSettings;
import lilypad.market.offer.DealTerms;

/** One way a dispute can go. */
interface Scenario {

  /** The verdict that it is made for; empty if there must be none. */
  Optional<String> expectedVerdict();

  /**
   * Plays it; what does not hold goes to the dispute's expectations.
   *
   * @throws InterruptedException if the thread was interrupted during a run
   */
  void play(Dispute dispute) throws InterruptedException;

  /** The scenario of that name. */
  static Scenario of(ScenarioName name) {
    return switch (name) {
      case HONEST -> new JudgedScenario(JudgedScenario.Kind.HONEST);
      case CHEAT -> new JudgedScenario(JudgedScenario.Kind.CHEAT);
      case CRASHING_VERIFIER -> new JudgedScenario(JudgedScenario.Kind.CRASHING_VERIFIER);
      case ALL_VERIFIERS_DOWN -> new AllVerifiersDown();
      case SUBTLE_CHEAT -> new SubtleCheat();
      case NONDETERMINISTIC -> new Nondeterministic();
      case LIAR_SOLVER -> new LiarSolver();
      case NOT_OUR_CHECK -> new NotOurCheck();
      case EMPTY_ESCROW -> new EmptyEscrow();
      case SWAPPED_CLAIM -> new SwappedClaim();
      case TWO_MEDIATORS -> new TwoMediators();
      case KILL_MEDIATOR -> new KillMediator();
      case PAY_OUT -> new PayOut();
      case REORG -> new Reorg();
      case SILENT_CHECK -> new SilentCheck();
      case WATCHMAN -> new Watchman();
      case CANARY -> new CanaryFound();
      case NO_SHOW -> new CheatedPanel(CheatedPanel.Kind.NO_SHOW);
      case COPIER -> new CheatedPanel(CheatedPanel.Kind.COPIER);
      case LAZY -> new CheatedPanel(CheatedPanel.Kind.LAZY);
      case COLLUDING_MINORITY -> new CheatedPanel(CheatedPanel.Kind.COLLUDING_MINORITY);
      case WITHHELD_REVEAL -> new CheatedPanel(CheatedPanel.Kind.WITHHELD_REVEAL);
      case SKEWED_RUNTIME -> new CheatedPanel(CheatedPanel.Kind.SKEWED_RUNTIME);
      case TWO_NODES_ONE_OPERATOR -> new CheatedPanel(CheatedPanel.Kind.TWO_NODES_ONE_OPERATOR);
      case DISSENT_RESOLVED -> new CheatedPanel(CheatedPanel.Kind.DISSENT_RESOLVED);
      case ECHO_PANEL -> new CheatedPanel(CheatedPanel.Kind.ECHO_PANEL);
    };
  }

  /** What an honest provider and the mediator earn: the job creator pays both. */
  static MoneyMoved accepted(DevnetSettings settings) {
    DealTerms terms = settings.terms();
    long paid = Math.min(terms.instructionPrice(), terms.paymentCollateral());
    return MoneyMoved.whole(-paid - terms.mediationFee(), paid, terms.mediationFee(), 0);
  }

  /**
   * What a cheat costs it: its stake, out of which the job creator gets the mediator's fee back.
   */
  static MoneyMoved rejected(DevnetSettings settings) {
    DealTerms terms = settings.terms();
    long stake = terms.instructionPrice() * terms.resultsCollateralMultiple();
    return MoneyMoved.whole(0, -stake, terms.mediationFee(), stake - terms.mediationFee());
  }

  /** The same on Lilypad's contracts, where the job creator pays the fee for being right. */
  static MoneyMoved rejectedByLilypadV2(DevnetSettings settings) {
    DealTerms terms = settings.terms();
    long stake = terms.instructionPrice() * terms.resultsCollateralMultiple();
    return MoneyMoved.whole(-terms.mediationFee(), -stake, terms.mediationFee(), stake);
  }
}
