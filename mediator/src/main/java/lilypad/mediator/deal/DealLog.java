package lilypad.mediator.deal;

import lilypad.protocol.DealKey;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealState;
import lilypad.protocol.deal.Mediation;
import lilypad.protocol.deal.SampledClaim;
import lilypad.protocol.money.Imbalance;
import lilypad.protocol.settle.Refusal;
import lilypad.protocol.settle.SettlementReport;
import lilypad.protocol.story.Plain;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What an operator must see of deals: one line for each turn in a mediation. */
public final class DealLog {

  private static final Logger LOG = LoggerFactory.getLogger("lilypad.operator.deal");
  private static final int SHOWN = 160;
  private static final String VERDICT = "verdict";
  private static final String REQUEST = "request for a check";

  /** Says what happened, if it is worth an operator's attention. */
  void happened(DealKey key, DealState state, DealEvent event) {
    // Its toString() is fit for a log, and made only for a line that is written.
    Record deal = state.deal().<Record>map(id -> id).orElse(key);
    switch (event) {
      case DealEvent.MediationOpened e ->
          LOG.info(
              "deal {}: check in block {}, claim {}, deadline {}",
              deal,
              e.check().block(),
              shown(e.reading().claim()),
              e.deadline());
      case DealEvent.MediationResumed e ->
          LOG.info("deal {}: the check is now in block {}", deal, e.check().block());
      case DealEvent.LogsRetracted e ->
          LOG.warn("deal {}: block {} left the chain", deal, e.block());
      case DealEvent.JobRefused e ->
          LOG.warn(
              "deal {}: the solver's {} is refused: {} on chain, {} told",
              deal,
              e.field(),
              shown(e.onChain()),
              shown(e.told()));
      case DealEvent.PanelDrawn e ->
          LOG.info("deal {}: round {}, {} verifiers drawn", deal, e.round(), e.members().size());
      case DealEvent.AbstentionRecorded e ->
          LOG.info(
              "deal {}: {} abstains: {} ({})", deal, e.verifier(), e.reason(), shown(e.detail()));
      case DealEvent.AssignmentExpired e ->
          LOG.warn(
              "deal {}: {} {} in time",
              deal,
              e.verifier(),
              e.committed() ? "did not reveal" : "did not answer");
      case DealEvent.RoundProlonged e ->
          LOG.info(
              "deal {}: the mediator was away, round {} waits until {}",
              deal,
              e.round(),
              e.deadline());
      case DealEvent.ClaimSampled e -> {
        if (e.chosen()) {
          LOG.info(
              "deal {}: nobody challenged the claim {}, it is checked silently; the client can ask"
                  + " until {}",
              deal,
              shown(e.reading().claim()),
              e.deadline());
        } else {
          LOG.debug("deal {}: nobody challenged the claim, it is not checked", deal);
        }
      }
      case DealEvent.AnswerKnown e -> LOG.debug("deal {}: a canary, whose result is known", deal);
      case DealEvent.ClaimPassedOver e ->
          LOG.debug("deal {}: the claim of block {} is too old to be checked", deal, e.claim());
      case DealEvent.WatchDecided e -> watched(deal, e);
      case DealEvent.VerdictReached e ->
          state
              .warning()
              .ifPresentOrElse(silent -> warned(deal, e, silent), () -> reached(deal, e));
      case DealEvent.SettlementWeighed e -> weighed(deal, e);
      case DealEvent.SettlementProgressed e ->
          settlement(deal, isRequest(state, e.report()) ? REQUEST : VERDICT, e.report());
      case DealEvent.SettlementOverdue e ->
          LOG.error(
              "deal {}: the deadline is over and the chain still refuses the verdict: {}: {}; it is"
                  + " tried as long as nobody times the deal out",
              deal,
              shown(e.reason()),
              remedy(e.refusal()));
      case DealEvent.MediationClosed e ->
          LOG.info("deal {}: {} in block {}", deal, e.state(), e.block());
      case DealEvent.PayEarned e ->
          LOG.info(
              "deal {}: {} answers earn {} each by rule {}",
              deal,
              e.awards().size(),
              e.awards().stream().findFirst().map(award -> award.amount().toString()).orElse("0"),
              e.rule());
      case DealEvent.DifferenceFound e ->
          LOG.info(
              "deal {}: claim and result differ, the claim is the first: {}",
              deal,
              shown(e.difference().toString()));
      case DealEvent.DifferenceUnknown e -> LOG.info("deal {}: {}", deal, e.obstacle().words());
      case DealEvent.LogRecorded e -> LOG.debug("deal {}: log in block {}", deal, e.block());
      case DealEvent.JobDescribed e -> LOG.debug("deal {}: module {}", deal, e.job().module());
      case DealEvent.CommitmentRecorded e -> LOG.debug("deal {}: {} commits", deal, e.verifier());
      case DealEvent.RevealsOpened e -> LOG.debug("deal {}: reveals open", deal);
      case DealEvent.RefereeAsked e ->
          LOG.info("deal {}: our own node runs the job too ({})", deal, e.cause());
      case DealEvent.ResultRevealed e -> LOG.debug("deal {}: {} reveals", deal, e.verifier());
      case DealEvent.ResultShownLate e ->
          LOG.info("deal {}: {} shows its result when its time is over", deal, e.verifier());
      case DealEvent.MoreVotesWanted e ->
          LOG.info("deal {}: {} more votes wanted", deal, e.count());
      case DealEvent.SettlementRequested e ->
          LOG.debug("deal {}: settlement {}", deal, e.intent().id());
    }
  }

  /** Something a deal wants could not be done now; it is tried again with the next block. */
  void delayed(DealKey key, String what, String why) {
    LOG.warn("deal {}: {} is tried again: {}", key, what, shown(why));
  }

  private static void weighed(Record deal, DealEvent.SettlementWeighed e) {
    switch (e.timing()) {
      case SURE -> LOG.debug("deal {}: the check's block is {}", deal, e.level());
      case HURRIED ->
          LOG.warn(
              "deal {}: the check's block is {}, not {}, but the deadline is near: the verdict is"
                  + " sent, bound to claim and check (settle.near-deadline)",
              deal,
              e.level(),
              e.required());
      case WITHHELD ->
          LOG.warn(
              "deal {}: the check's block is {}, not {}, and the deadline is near: the verdict"
                  + " waits all the same (settle.near-deadline, or no guard)",
              deal,
              e.level(),
              e.required());
    }
  }

  private static void watched(Record deal, DealEvent.WatchDecided e) {
    if (e.decision().asks()) {
      LOG.warn(
          "deal {}: the client made us its watchman: we ask for a check of the wrong claim in its"
              + " place, which it could until {}",
          deal,
          e.decision().inputs().deadline());
    } else {
      LOG.info("deal {}: its watchman asks for no check: {}", deal, e.decision().reason());
    }
  }

  private static boolean isRequest(DealState state, SettlementReport report) {
    return state
        .sampled()
        .flatMap(SampledClaim::watching)
        .filter(watching -> watching.decided().isOf(report.intent()))
        .isPresent();
  }

  private static void settlement(Record deal, String what, SettlementReport report) {
    switch (report) {
      case SettlementReport.Broadcast r ->
          LOG.info("deal {}: {} sent as {}", deal, what, r.transaction());
      case SettlementReport.Mined r ->
          LOG.info(
              "deal {}: {} {} in block {}",
              deal,
              what,
              r.success() ? "mined" : "reverted",
              r.blockNumber());
      case SettlementReport.Unmined r ->
          LOG.warn("deal {}: {} is no longer mined", deal, r.transaction());
      case SettlementReport.Final r ->
          LOG.info(
              "deal {}: {} {} for good in block {}",
              deal,
              what,
              r.success() ? "stands" : "reverted",
              r.blockNumber());
      case SettlementReport.Refused r -> refused(deal, what, r);
    }
  }

  /** Where a person can do something about it, or may have to, it is an alarm. */
  private static void refused(Record deal, String what, SettlementReport.Refused r) {
    Level level =
        switch (r.refusal()) {
          case ESCROW_SHORT, REVERTED, WRONG_CONTRACT, NOT_OURS -> Level.ERROR;
          case TOKEN_PAUSED,
              TOKENS_SHORT,
              FEE_SHORT,
              NOT_WATCHMAN,
              UNKNOWN,
              CLAIM_DIFFERS,
              CHECK_DIFFERS ->
              Level.WARN;
          case DECIDED, CHECK_CLOSED, NOT_DRAWN, ABANDONED -> Level.INFO;
        };
    LOG.atLevel(level)
        .log(
            "deal {}: the chain refuses the {}: {}: {}",
            deal,
            what,
            shown(r.reason()),
            remedy(r.refusal()));
  }

  private static String remedy(Refusal refusal) {
    return switch (refusal) {
      case ESCROW_SHORT ->
          "a party's escrow does not hold what the verdict moves; tried with every block";
      case REVERTED ->
          "something was moved before it in its block; it is sent again after more blocks each"
              + " time";
      case TOKEN_PAUSED -> "the token is paused; tried with every block";
      case TOKENS_SHORT ->
          "a contract does not hold the tokens that the verdict moves; tried with every block";
      case NOT_DRAWN -> "the node knows of no check; tried with every block";
      case UNKNOWN -> "not a reason we know; tried with every block";
      case WRONG_CONTRACT ->
          "the contract it goes to takes no verdicts (any more): compare chain.contracts with the"
              + " deployment";
      case NOT_OURS -> "another mediator was drawn, as far as the contract knows: check the node";
      case DECIDED -> "the deal is decided or timed out already";
      case CHECK_CLOSED -> "a check was asked for, the claim accepted, or the time for it is over";
      case NOT_WATCHMAN ->
          "we are not the deal's watchman, as far as the contract knows: check the node; tried with"
              + " every block";
      case FEE_SHORT ->
          "the client does not hold the fee of the check; tried with every block while there is"
              + " time";
      case CLAIM_DIFFERS -> "the chain holds another claim than the one that was judged";
      case CHECK_DIFFERS -> "the chain holds another check than the one that was judged";
      case ABANDONED -> "given up, nothing was sent";
    };
  }

  /** Money that does not add up is never silent. */
  void unbalanced(DealKey key, Imbalance imbalance) {
    LOG.error(
        "deal {}: the payments on chain are not what {} implies: implied {}, moved {}; nothing is"
            + " done about it, but the contracts or the node are not what they should be",
        key,
        imbalance.outcome().state(),
        imbalance.implied().map(Object::toString).orElse("nothing: no such outcome"),
        imbalance.moved());
  }

  private static String shown(String text) {
    return Plain.text(text, SHOWN);
  }

  private static void reached(Record deal, DealEvent.VerdictReached e) {
    LOG.info(
        "deal {}: {} with {}, {} votes",
        deal,
        e.verdict(),
        e.grounds().sureness(),
        e.grounds().votes().size());
  }

  private static void warned(Record deal, DealEvent.VerdictReached e, Mediation silent) {
    LOG.warn(
        "deal {}: WRONG CLAIM that nobody challenged: {} with {}, {} votes{}; nothing is"
            + " posted: tell the client, who can ask for a check until {}",
        deal,
        e.verdict(),
        e.grounds().sureness(),
        e.grounds().votes().size(),
        silent.answer().isPresent() ? ", a canary" : "",
        silent.deadline());
  }
}
