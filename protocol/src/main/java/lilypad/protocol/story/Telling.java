package lilypad.protocol.story;

import java.math.BigInteger;
import java.util.stream.Collectors;
import lilypad.protocol.Address;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.DecodedLog;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.abi.LogDecoder;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealState;
import lilypad.protocol.deal.EvidenceDraw;
import lilypad.protocol.deal.Mediation;
import lilypad.protocol.deal.PanelMember;
import lilypad.protocol.deal.Seat;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.rules.RefereeRule;
import lilypad.protocol.rules.Step;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.settle.SettlementReport;
import lilypad.protocol.story.DealStory.Line;
import lilypad.protocol.story.DealStory.Topic;

/** The words for one fact, between the states before and after it. */
record Telling(DealState before, DealState after, Parties parties) {

  private static final int CLAIM = 64;
  private static final int OPERATOR = 40;
  private static final int WORDS = 160;

  Line line(RecordedFact fact) {
    return switch (fact.event()) {
      case DealEvent.LogRecorded e ->
          line(fact, Topic.CHAIN, "block " + e.block().number() + ": " + log(e));
      case DealEvent.LogsRetracted e ->
          line(
              fact,
              Topic.CHAIN,
              "block %s left the chain: what it said of the deal never happened%s"
                  .formatted(
                      e.block().number(),
                      orphaned() ? "; without its check the mediation waits" : ""));
      case DealEvent.MediationOpened e ->
          line(
              fact,
              Topic.CHECK,
              "the check in block %d is ours: is the claim %s right? The parties can time it out from %s on"
                  .formatted(
                      e.check().block().number(),
                      Plain.text(e.reading().claim(), CLAIM),
                      Plain.time(e.deadline())));
      case DealEvent.MediationResumed e ->
          line(
              fact,
              Topic.CHECK,
              "the same check of the same claim is in block %d now; the votes stand, the deadline is %s"
                  .formatted(e.check().block().number(), Plain.time(e.deadline())));
      case DealEvent.ClaimSampled e -> line(fact, Topic.SAMPLING, SamplingWords.of(e));
      case DealEvent.ClaimPassedOver e -> line(fact, Topic.SAMPLING, SamplingWords.of(e));
      case DealEvent.WatchDecided e -> line(fact, Topic.SAMPLING, WatchWords.of(e));
      case DealEvent.JobDescribed e -> line(fact, Topic.JOB, job(e));
      case DealEvent.AnswerKnown e ->
          line(
              fact,
              Topic.JOB,
              "the result of this job was known before: %s; who gets another is wrong, whatever the"
                      .formatted(new Cid(e.resultRoot()))
                  + " panel concludes");
      case DealEvent.JobRefused e ->
          line(
              fact,
              Topic.JOB,
              "the solver's account is refused, its %s is not the chain's: %s on chain, %s told"
                  .formatted(
                      Plain.text(e.field(), OPERATOR),
                      Plain.text(e.onChain(), WORDS),
                      Plain.text(e.told(), WORDS)));
      case DealEvent.PanelDrawn e ->
          line(
              fact,
              Topic.PANEL,
              "round %d: %s drawn from %d candidates by rule %d%s; they have until %s"
                  .formatted(
                      e.round(),
                      e.members().stream().map(this::member).collect(Collectors.joining(", ")),
                      e.candidates().size(),
                      e.rule(),
                      e.drawing()
                          .map(
                              drawing ->
                                  " and the randomness of block " + drawing.beacon().number())
                          .orElse(""),
                      Plain.time(e.commitDeadline())));
      case DealEvent.CommitmentRecorded e ->
          vote(fact, e.round(), e.verifier(), "is bound to a result that it does not show yet");
      case DealEvent.AbstentionRecorded e ->
          vote(
              fact,
              e.round(),
              e.verifier(),
              "abstains: "
                  + e.reason()
                  + (e.detail().isEmpty() ? "" : ", " + Plain.text(e.detail(), WORDS)));
      case DealEvent.AssignmentExpired e ->
          vote(
              fact,
              e.round(),
              e.verifier(),
              (e.committed() ? "did not show its result" : "did not answer")
                  + " in time, which counts as an abstention");
      case DealEvent.RoundProlonged e ->
          line(
              fact,
              Topic.PANEL,
              "%s: the mediator was away until %s, so that who has not answered yet has time until %s"
                  .formatted(round(e.round()), Plain.time(e.awake()), Plain.time(e.deadline())));
      case DealEvent.RevealsOpened e ->
          line(
              fact,
              Topic.PANEL,
              "%s: the results may be shown, until %s%s"
                  .formatted(
                      round(e.round()),
                      Plain.time(e.revealDeadline()),
                      e.draw().map(Telling::evidence).orElse("")));
      case DealEvent.RefereeAsked e ->
          line(
              fact,
              Topic.PANEL,
              "%s: %s is to run the job too, by rule %d, %s; it has until %s"
                  .formatted(
                      round(0),
                      member(e.member()),
                      e.rule(),
                      cause(e.cause()),
                      Plain.time(e.commitDeadline())));
      case DealEvent.ResultRevealed e -> {
        String result = new Cid(e.resultRoot()).toString();
        boolean claimed =
            after.mediation().map(m -> m.reading().claim().equals(result)).orElse(false);
        yield vote(
            fact,
            e.round(),
            e.verifier(),
            "%s after %d ms: %s"
                .formatted(
                    claimed ? "got the claim" : "got another result", e.runMillis(), result));
      }
      case DealEvent.ResultShownLate e -> {
        String result = new Cid(e.resultRoot()).toString();
        boolean claimed =
            after.mediation().map(m -> m.reading().claim().equals(result)).orElse(false);
        yield vote(
            fact,
            e.round(),
            e.verifier(),
            "shows %s when the time is over, which counts for nothing: %s"
                .formatted(claimed ? "the claim" : "another result", result));
      }
      case DealEvent.MoreVotesWanted e ->
          line(
              fact,
              Topic.PANEL,
              "after round %d the votes do not decide%s: %d more wanted by rule %d"
                  .formatted(e.round(), e.why().map(Telling::why).orElse(""), e.count(), e.rule()));
      case DealEvent.VerdictReached e ->
          line(
              fact,
              Topic.VERDICT,
              after.mediation().map(Mediation::isSilent).orElse(false)
                  ? Judgement.silent(e)
                  : Judgement.words(e));
      case DealEvent.SettlementRequested e ->
          line(fact, Topic.SETTLEMENT, "the verdict is to be posted as intent " + e.intent().id());
      case DealEvent.SettlementWeighed e -> line(fact, Topic.SETTLEMENT, weighed(e));
      case DealEvent.SettlementProgressed e -> line(fact, Topic.SETTLEMENT, report(e.report()));
      case DealEvent.SettlementOverdue e ->
          line(
              fact,
              Topic.SETTLEMENT,
              "the chain's deadline is over and the verdict is still refused: %s, %s"
                  .formatted(e.refusal(), Plain.text(e.reason(), WORDS)));
      case DealEvent.MediationClosed e ->
          line(
              fact,
              Topic.CHECK,
              "closed: the chain says %s, from block %d for good"
                  .formatted(e.state(), e.block().number()));
      case DealEvent.PayEarned e -> line(fact, Topic.PAY, pay(e));
      case DealEvent.DifferenceFound e -> line(fact, Topic.DIFFERENCE, ComparisonWords.of(e));
      case DealEvent.DifferenceUnknown e -> line(fact, Topic.DIFFERENCE, ComparisonWords.of(e));
    };
  }

  private static Line line(RecordedFact fact, Topic topic, String text) {
    return new Line(fact.recordedAt(), topic, text);
  }

  private Line vote(RecordedFact fact, int round, Address verifier, String words) {
    return line(fact, Topic.VOTE, "%s: %s %s".formatted(round(round), voter(verifier), words));
  }

  private static String round(int number) {
    return number == 0 ? "own run" : "round " + number;
  }

  private static String evidence(EvidenceDraw draw) {
    return draw.sampled() ? "; the panel's evidence is to be looked at" : "";
  }

  /** Why the mediator's own node runs a job. */
  static String cause(RefereeRule.Cause cause) {
    return switch (cause) {
      case CONTRADICTION -> "for the evidence contradicts itself or is missing";
      case SAMPLED -> "for the panel was drawn to have its evidence looked at";
      case DISSENT -> "for nobody else can resolve the dissent";
      case REJECT -> "before a stake is taken";
    };
  }

  private boolean orphaned() {
    return after.mediation().map(Mediation::orphaned).orElse(false)
        && !before.mediation().map(Mediation::orphaned).orElse(false);
  }

  private String voter(Address verifier) {
    return after.mediation().stream()
        .flatMap(Mediation::everyRound)
        .flatMap(round -> round.seats().stream())
        .map(Seat::member)
        .filter(member -> member.verifier().equals(verifier))
        .findFirst()
        .map(this::member)
        .orElseGet(() -> Plain.address(verifier));
  }

  private String member(PanelMember member) {
    return Plain.text(member.operator(), OPERATOR) + " (" + Plain.address(member.verifier()) + ")";
  }

  private String log(DealEvent.LogRecorded recorded) {
    return switch (LogDecoder.decode(recorded.log())) {
      case DecodedLog.Decoded decoded ->
          ownCheck(recorded, decoded.event())
              ? "we ask for a check, as the client's watchman"
              : event(decoded.event());
      case DecodedLog.UnknownLog unknown -> "a log that is none of Lilypad's";
      case DecodedLog.MalformedLog malformed -> "a log that claims to be " + malformed.event();
    };
  }

  /** Whether it is the check that we asked for in the client's place, as far as is known. */
  private boolean ownCheck(DealEvent.LogRecorded recorded, LilypadEvent event) {
    return event instanceof LilypadEvent.DealStateChange change
        && change.state() == AgreementState.RESULTS_CHECKED
        && WatchWords.sentAs(before, recorded.log().transactionHash());
  }

  private String event(LilypadEvent event) {
    if (event instanceof LilypadEvent.WatchmanAppointed appointed) {
      return "the client appoints mediator %s as its watchman, who may ask for a check in its place"
          .formatted(Plain.address(appointed.watchman()));
    }
    if (event instanceof LilypadEvent.DealStateChange change) {
      return state(change.state());
    }
    if (event instanceof LilypadEvent.MediationRequested requested) {
      return "mediator " + Plain.address(requested.mediator()) + " is drawn";
    }
    if (event instanceof LilypadEvent.Payment payment) {
      return payment(payment);
    }
    return "a " + event.getClass().getSimpleName();
  }

  private static String state(AgreementState state) {
    return switch (state) {
      case DEAL_NEGOTIATING -> "one side has agreed";
      case DEAL_AGREED -> "both sides have agreed";
      case RESULTS_SUBMITTED -> "the provider has posted its claim";
      case RESULTS_ACCEPTED -> "the client has accepted the claim";
      case RESULTS_CHECKED -> "the client asks for a check";
      case MEDIATION_ACCEPTED -> "the mediator has accepted the claim";
      case MEDIATION_REJECTED -> "the mediator has rejected the claim";
      case TIMEOUT_AGREE -> "timed out, one side never agreed";
      case TIMEOUT_SUBMIT_RESULTS -> "timed out, the provider posted nothing";
      case TIMEOUT_JUDGE_RESULTS -> "timed out, the client did not judge the claim";
      case TIMEOUT_MEDIATE_RESULTS -> "timed out, no verdict was posted";
    };
  }

  private String payment(LilypadEvent.Payment payment) {
    String what =
        switch (payment.reason()) {
          case PAYMENT_COLLATERAL -> "the client's deposit";
          case RESULTS_COLLATERAL -> "the stake on the claim";
          case TIMEOUT_COLLATERAL -> "the deposit against delay";
          case JOB_PAYMENT -> "the job's price";
          case MEDIATION_FEE -> "the mediation fee";
        };
    String how =
        switch (payment.direction()) {
          case PAID_IN -> "pays in";
          case PAID_OUT -> "is paid";
          case REFUNDED -> "gets back";
          case SLASHED -> "loses";
        };
    return "%s %s %s, %s"
        .formatted(
            parties.name(payment.payee()), how, Plain.tokens(payment.amount().value()), what);
  }

  private static String job(DealEvent.JobDescribed described) {
    JobToRun job = described.job();
    String profile =
        switch (job.profile()) {
          case DETERMINISTIC ->
              job.runtime()
                  .map(runtime -> "deterministic on runtime " + Plain.hash(runtime))
                  .orElse("deterministic, of no named runtime");
          case AMBIENT -> "with a real clock, so it is never rejected";
          case UNKNOWN -> "of unknown determinism, so it is never rejected";
        };
    return "the solver's account agrees with the chain: module %s, %s; %d verifiers wanted"
        .formatted(job.module(), profile, described.panel());
  }

  private String pay(DealEvent.PayEarned e) {
    BigInteger all =
        e.awards().stream()
            .map(award -> award.amount().value())
            .reduce(BigInteger.ZERO, BigInteger::add);
    return "%s for %s by rule %d%s"
        .formatted(
            Plain.tokens(all),
            e.awards().stream()
                .map(award -> voter(award.verifier()))
                .collect(Collectors.joining(", ")),
            e.rule(),
            e.fee().equals(Wei.ZERO)
                ? ", out of the mediator's own: no fee comes in"
                : ", out of the fee of " + Plain.tokens(e.fee().value()));
  }

  private static String why(Step.Why why) {
    return switch (why) {
      case ABSTENTIONS -> ", too few answered";
      case DISSENT -> ", they contradict each other";
      case CONFIDENCE -> ", they are not worth enough";
      case COLLUSION -> ", all who agree could collude";
    };
  }

  private static String weighed(DealEvent.SettlementWeighed e) {
    String block = "the check's block %d is %s".formatted(e.check().number(), level(e.level()));
    return switch (e.timing()) {
      case SURE -> block + ": the verdict is sent";
      case HURRIED ->
          "%s, not %s, but the deadline is near: the verdict is sent, bound to claim and check"
              .formatted(block, level(e.required()));
      case WITHHELD ->
          "%s, not %s, and the deadline is near: the verdict waits all the same"
              .formatted(block, level(e.required()));
    };
  }

  private static String level(FinalityLevel level) {
    return switch (level) {
      case LATEST -> "in the chain";
      case SAFE -> "safe";
      case FINALIZED -> "final";
    };
  }

  private static String report(SettlementReport report) {
    return switch (report) {
      case SettlementReport.Broadcast r -> "sent as " + r.transaction();
      case SettlementReport.Mined r ->
          "%s in block %d".formatted(r.success() ? "mined" : "reverted", r.blockNumber());
      case SettlementReport.Unmined r -> "no longer in a block: " + r.transaction();
      case SettlementReport.Final r ->
          "%s for good, in block %d".formatted(r.success() ? "done" : "reverted", r.blockNumber());
      case SettlementReport.Refused r ->
          "the contract would refuse it: %s%s"
              .formatted(
                  Plain.text(r.reason(), WORDS),
                  r.refusal().retryable() ? "; it is tried again" : "");
    };
  }
}
