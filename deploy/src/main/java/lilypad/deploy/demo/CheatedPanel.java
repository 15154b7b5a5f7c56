package lilypad.deploy.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import lilypad.deploy.cheat.VerifierConduct;
import lilypad.deploy.devnet.FleetProcess;
import lilypad.market.PlayedDeal;
import lilypad.market.provider.Conduct;
import lilypad.protocol.abi.AgreementState;

/**
 * Verifiers cheat or fail, and the verdict is what an honest run says all the same. In three acts:
 * {@link #claim}; {@link #seat}, which fills the first panel with one of the pair, the third and
 * one honest verifier, because there are no others; and {@link #judge}, for which the reserve must
 * be on its way.
 */
record CheatedPanel(Kind kind) implements Scenario {

  /** Who cheats how. */
  enum Kind {
    /** Two of three take the job and say no more. */
    NO_SHOW(ScenarioName.NO_SHOW, Conduct.HONEST, VerifierConduct.NO_SHOW, VerifierConduct.NO_SHOW),
    /** One replays what another confided to it. */
    COPIER(ScenarioName.COPIER, Conduct.HONEST, VerifierConduct.COPY, VerifierConduct.HONEST),
    /** The claim is wrong, and two of three echo it. */
    LAZY(ScenarioName.LAZY, Conduct.INVENTED_RESULT, VerifierConduct.ECHO, VerifierConduct.ECHO),
    /** The claim is wrong, and one of three is the provider's friend. */
    COLLUDING_MINORITY(
        ScenarioName.COLLUDING_MINORITY,
        Conduct.INVENTED_RESULT,
        VerifierConduct.ECHO,
        VerifierConduct.HONEST),
    /** One commits and keeps its result to itself. */
    WITHHELD_REVEAL(
        ScenarioName.WITHHELD_REVEAL,
        Conduct.HONEST,
        VerifierConduct.WITHHOLD,
        VerifierConduct.HONEST),
    /** One that is connected has another runtime; it was never told to cheat. */
    SKEWED_RUNTIME(
        ScenarioName.SKEWED_RUNTIME,
        Conduct.HONEST,
        VerifierConduct.HONEST,
        VerifierConduct.HONEST),
    /** Two nodes of one operator would deny a right claim with one voice. */
    TWO_NODES_ONE_OPERATOR(
        ScenarioName.TWO_NODES_ONE_OPERATOR,
        Conduct.HONEST,
        VerifierConduct.INVENT,
        VerifierConduct.HONEST),
    /** One got another result than everybody else. */
    DISSENT_RESOLVED(
        ScenarioName.DISSENT_RESOLVED,
        Conduct.HONEST,
        VerifierConduct.HONEST,
        VerifierConduct.INVENT),
    /** The claim is wrong, and all three echo it. */
    ECHO_PANEL(
        ScenarioName.ECHO_PANEL,
        Conduct.INVENTED_RESULT,
        VerifierConduct.ECHO,
        VerifierConduct.ECHO,
        VerifierConduct.ECHO);

    private final ScenarioName scenario;
    private final Conduct provider;
    private final VerifierConduct first;
    private final VerifierConduct pair;
    private final VerifierConduct third;

    Kind(ScenarioName scenario, Conduct provider, VerifierConduct pair, VerifierConduct third) {
      this(scenario, provider, VerifierConduct.HONEST, pair, third);
    }

    Kind(
        ScenarioName scenario,
        Conduct provider,
        VerifierConduct first,
        VerifierConduct pair,
        VerifierConduct third) {
      this.scenario = scenario;
      this.provider = provider;
      this.first = first;
      this.pair = pair;
      this.third = third;
    }

    /** What stands in the job, so that the verifiers know which scenario it is. */
    String message() {
      return Dispute.message(scenario);
    }

    /** What the verifier does that is there from the start and else honest. */
    VerifierConduct first() {
      return first;
    }

    /** What the operator with two nodes does. */
    VerifierConduct pair() {
      return pair;
    }

    /** What the third of the panel does. */
    VerifierConduct third() {
      return third;
    }

    private boolean claimIsRight() {
      return provider == Conduct.HONEST;
    }

    /** How many of the first panel commit to something. */
    private long committing() {
      return FIRST_PANEL
          - Stream.of(pair, third).filter(conduct -> conduct == VerifierConduct.NO_SHOW).count();
    }

    /** Whether answers stand against each other among the first three. */
    private boolean dissents() {
      return switch (this) {
        case LAZY, COLLUDING_MINORITY, TWO_NODES_ONE_OPERATOR, DISSENT_RESOLVED -> true;
        case ECHO_PANEL -> false;
        case NO_SHOW, COPIER, WITHHELD_REVEAL, SKEWED_RUNTIME -> false;
      };
    }
  }

  /** Long enough for rounds that wait for somebody who does not come, on a busy machine. */
  private static final Duration TIME_TO_MEDIATE = Duration.ofMinutes(4);

  private static final int FIRST_PANEL = 3;

  /** How the story of a deal tells a commitment. */
  private static final String COMMITTED = "is bound to a result";

  /** How it tells that one did not come. */
  private static final String OVERDUE = "did not answer in time";

  /** How it tells that one committed and kept its result. */
  private static final String NOT_SHOWN = "did not show its result in time";

  /** How it tells that the mediator's own node ran the job. */
  private static final String OWN_RUN = "own run: ";

  /** How many are asked at the least when the first three do not agree. */
  private static final int ENLARGED = 5;

  @Override
  public Optional<String> expectedVerdict() {
    return Optional.of(kind.claimIsRight() ? "ACCEPT" : "REJECT");
  }

  @Override
  public void play(Dispute dispute) throws InterruptedException {
    claim(dispute);
    seat(dispute);
    dispute.site().callReserve();
    judge(dispute);
  }

  /** Brings the deal up to its claim. */
  void claim(Dispute dispute) throws InterruptedException {
    dispute.play(
        dispute
            .script()
            .on(dispute.devnet().settings().terms().withMediateResults(TIME_TO_MEDIATE))
            .with(kind.provider));
  }

  /** Has the claim checked, until all of the first panel have committed that ever will. */
  void seat(Dispute dispute) {
    Cast cast = Cast.of(dispute.site());
    if (kind == Kind.SKEWED_RUNTIME) {
      expectSkewed(dispute, cast);
    }
    dispute.check();
    dispute.awaitRecord(
        "a panel of " + FIRST_PANEL, record -> VoteRow.of(record).size() >= FIRST_PANEL);
    dispute
        .waiting()
        .until(kind.committing() + " commitments, or their end", () -> haveCommitted(dispute));
    Set<String> seated = seated(dispute);
    dispute.expect().holds("the first verifier sits", seated.contains(cast.first()));
    dispute.expect().holds("the third sits", seated.contains(cast.third()));
    dispute.tell("the first panel has committed");
  }

  private boolean haveCommitted(Dispute dispute) {
    List<String> story = dispute.site().api().story(dispute.deal().id());
    return story.stream().anyMatch(line -> line.contains(OVERDUE))
        || story.stream().filter(line -> line.contains(COMMITTED)).count() >= kind.committing();
  }

  private static void expectSkewed(Dispute dispute, Cast cast) {
    JsonNode skewed = onRecord(dispute, cast.skewed(), one -> one.path("connected").asBoolean());
    JsonNode usual = onRecord(dispute, cast.first(), one -> one.path("connected").asBoolean());
    dispute
        .expect()
        .holds(
            "the skewed verifier's runtime is another",
            !skewed.path("runtimeDigest").equals(usual.path("runtimeDigest")));
  }

  /** Waits for the end and compares it with what the deal was made for. */
  void judge(Dispute dispute) {
    Cast cast = Cast.of(dispute.site());
    dispute.awaitEnding(
        kind.claimIsRight()
            ? AgreementState.MEDIATION_ACCEPTED
            : AgreementState.MEDIATION_REJECTED);
    long decided = dispute.awaitVerdictOnRecord().path("verdictAt").asLong(Long.MAX_VALUE);
    dispute.expectVerdict();
    dispute
        .expect()
        .holds("the verdict came before the chain's deadline", decided < dispute.deadline());
    dispute.expectMoney(
        kind.claimIsRight()
            ? Scenario.accepted(dispute.devnet().settings())
            : Scenario.rejected(dispute.devnet().settings()));
    dispute.votes().forEach(vote -> expectVote(dispute, cast, vote));
    expectSeats(dispute, cast);
    expectTraces(dispute, cast);
  }

  private void expectVote(Dispute dispute, Cast cast, VoteRow vote) {
    PlayedDeal deal = dispute.deal();
    String who = vote.verifier();
    Optional<String> honest = Optional.of(deal.honest().toString());
    Optional<String> claim = Optional.of(deal.claim().dataId().toString());
    Expectations expect = dispute.expect();
    switch (cast.conduct(who, kind)) {
      case HONEST -> {
        if (cast.reserve().contains(who) && isLate(vote)) {
          // It has just booted beside others on a busy machine; the verdict is right all the same.
          return;
        }
        expect.equal("the vote of " + who, kind.claimIsRight() ? "MATCH" : "MISMATCH", vote.vote());
        expect.equal("the result of " + who, honest, vote.dataId());
      }
      case ECHO -> {
        expect.equal("the echo's vote", "MATCH", vote.vote());
        expect.equal("the echo's result", claim, vote.dataId());
      }
      case INVENT -> {
        expect.equal("the inventor's vote", "MISMATCH", vote.vote());
        expect.holds("the inventor's result is its own", !vote.dataId().equals(honest));
      }
      case NO_SHOW, WITHHOLD, COPY -> {
        expect.holds("the vote of " + who + " is none for want of time, got " + vote, isLate(vote));
        expect.equal("the result of " + who, Optional.empty(), vote.dataId());
      }
    }
  }

  private static boolean isLate(VoteRow vote) {
    return vote.vote().equals("ABSTAIN") && vote.reason().equals(Optional.of("TIMED_OUT"));
  }

  /** Holds in each of the scenarios, whoever cheats. */
  private void expectSeats(Dispute dispute, Cast cast) {
    Set<String> seated = seated(dispute);
    Expectations expect = dispute.expect();
    expect.equal("the number of different verifiers", dispute.votes().size(), seated.size());
    expect.equal(
        "how many nodes of the operator with two sit",
        1L,
        cast.pair().stream().filter(seated::contains).count());
    expect.holds("nobody of another runtime sits", !seated.contains(cast.skewed()));
    expect.holds("the mediator's own node does not sit", !seated.contains(cast.referee()));
    expect.holds(
        "dissent enlarges the panel, got " + seated.size() + " seats",
        !kind.dissents() || seated.size() >= ENLARGED);
  }

  /** What the cheats did must have been tried, and counts against them. */
  private void expectTraces(Dispute dispute, Cast cast) {
    Set<String> seated = seated(dispute);
    switch (kind) {
      case COPIER -> {
        expectLine(dispute, dispute.site().mediator(), "broke the protocol: commitment for");
        expectLine(dispute, dispute.site().mediator(), "expected the result committed to as");
        expectStory(dispute, NOT_SHOWN);
      }
      case WITHHELD_REVEAL -> {
        String withholder = cast.pair().stream().filter(seated::contains).findFirst().orElseThrow();
        onRecord(dispute, withholder, one -> one.path("work").path("noReveal").asInt() > 0);
        expectStory(dispute, NOT_SHOWN);
      }
      case NO_SHOW -> {
        onRecord(dispute, cast.third(), one -> one.path("work").path("noCommitment").asInt() > 0);
        expectStory(dispute, OVERDUE);
        dispute
            .expect()
            .holds(
                "somebody of the reserve sits for those who did not come",
                cast.reserve().stream().anyMatch(seated::contains));
      }
      case ECHO_PANEL -> {
        expectStory(dispute, OWN_RUN);
        JsonNode referee = dispute.awaitVerdictOnRecord().path("referee");
        dispute
            .expect()
            .equal("who ran it again", cast.referee(), referee.path("verifier").asText());
        dispute.expect().equal("what came of it", "MISMATCH", referee.path("vote").asText());
        dispute
            .expect()
            .holds(
                "somebody of the reserve sits for those who have no evidence",
                cast.reserve().stream().anyMatch(seated::contains));
      }
      case LAZY, COLLUDING_MINORITY, SKEWED_RUNTIME, TWO_NODES_ONE_OPERATOR, DISSENT_RESOLVED -> {}
    }
  }

  private static void expectLine(Dispute dispute, FleetProcess process, String text) {
    dispute
        .expect()
        .holds(process.name() + " says \"" + text + "\"", process.linesPrinted(text) > 0);
  }

  private static void expectStory(Dispute dispute, String text) {
    dispute
        .expect()
        .holds(
            "the deal's story tells: " + text,
            dispute.site().api().story(dispute.deal().id()).stream()
                .anyMatch(line -> line.contains(text)));
  }

  /** Waits until it is on record of a verifier. */
  private static JsonNode onRecord(
      Dispute dispute, String verifier, Predicate<JsonNode> condition) {
    return dispute
        .waiting()
        .forValue(
            "a record of " + verifier,
            () -> dispute.site().api().verifier(verifier).filter(condition));
  }

  private static Set<String> seated(Dispute dispute) {
    Set<String> seated = new HashSet<>();
    dispute.votes().forEach(vote -> seated.add(vote.verifier()));
    return seated;
  }
}
