package lilypad.deploy.demo;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The scenarios, in the order in which they are told. */
public enum ScenarioName {
  /** The provider ran the job; the client asks for a check. */
  HONEST("honest"),
  /** The provider posts an invented content id that nobody can fetch. */
  CHEAT("cheat"),
  /** The provider changes one byte of one file of the result, and serves it. */
  SUBTLE_CHEAT("subtle-cheat"),
  /** The job itself differs from run to run. */
  NONDETERMINISTIC("nondeterministic"),
  /** The solver's account of the deal contradicts the chain. */
  LIAR_SOLVER("liar-solver"),
  /** Another mediator was drawn. */
  NOT_OUR_CHECK("not-our-check"),
  /** One verifier's runtime fails on the job. */
  CRASHING_VERIFIER("crashing-verifier"),
  /** Nobody can judge before the deadline. */
  ALL_VERIFIERS_DOWN("all-verifiers-down"),
  /** Lilypad's contracts: the stake is gone when the verdict is to take it. */
  EMPTY_ESCROW("empty-escrow"),
  /** Lilypad's contracts: the claim is another when the verdict is to be mined. */
  SWAPPED_CLAIM("swapped-claim"),
  /** Two services with signers of their own, side by side. */
  TWO_MEDIATORS("two-mediators"),
  /** The mediator is killed twice, at the worst moments. */
  KILL_MEDIATOR("kill-mediator"),
  /** Verifiers are paid, and the mediator is killed meanwhile. */
  PAY_OUT("pay-out"),
  /** The block with the check is replaced. */
  REORG("reorg"),
  /** Nobody challenges a wrong claim; the mediator warns, and the client asks. */
  SILENT_CHECK("silent-check"),
  /** Nobody challenges a wrong claim; the mediator asks, as the client's watchman. */
  WATCHMAN("watchman"),
  /** A job whose result is known finds a verifier that echoes claims. */
  CANARY("canary"),
  /** Two of three verifiers take the job and never answer. */
  NO_SHOW("no-show"),
  /** A verifier replays what another committed to. */
  COPIER("copier"),
  /** The claim is wrong; two of three verifiers echo it without running the job. */
  LAZY("lazy"),
  /** The claim is wrong; one of three verifiers is the provider's friend. */
  COLLUDING_MINORITY("colluding-minority"),
  /** A verifier commits and does not show its result. */
  WITHHELD_REVEAL("withheld-reveal"),
  /** A verifier has another runtime than the module names. */
  SKEWED_RUNTIME("skewed-runtime"),
  /** Two nodes of one operator would speak with one voice. */
  TWO_NODES_ONE_OPERATOR("two-nodes-one-operator"),
  /** One verifier dissents, and more are asked. */
  DISSENT_RESOLVED("dissent-resolved"),
  /** The claim is wrong, and the whole panel echoes it without running the job. */
  ECHO_PANEL("echo-panel");

  private final String text;

  ScenarioName(String text) {
    this.text = text;
  }

  /** The names as a person types them. */
  public static List<String> texts() {
    return Arrays.stream(values()).map(ScenarioName::text).toList();
  }

  /** The scenario that a person named. */
  public static Optional<ScenarioName> of(String text) {
    return Arrays.stream(values()).filter(name -> name.text.equals(text)).findFirst();
  }

  /** As a person types it. */
  public String text() {
    return text;
  }
}
