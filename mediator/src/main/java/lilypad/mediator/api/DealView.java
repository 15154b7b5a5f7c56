package lilypad.mediator.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import lilypad.mediator.query.DealBoard.Story;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.deal.CheckRef;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealState;
import lilypad.protocol.deal.Mediation;
import lilypad.protocol.deal.Round;
import lilypad.protocol.deal.SampledClaim;
import lilypad.protocol.deal.Seat;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.rules.Sampling;
import lilypad.protocol.rules.Vote;
import lilypad.protocol.settle.SettlementReport;

/** A deal as JSON, as {@code docs/operations.md} describes it. */
public final class DealView {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private DealView() {}

  /** The record of one deal. */
  public static ObjectNode of(Story story) {
    DealState state = story.state();
    Optional<Mediation> mediation = state.mediation();
    ObjectNode out = JSON.objectNode();
    out.put("dealId", state.deal().map(DealId::text).orElse(""));
    out.put("key", story.key().toString());
    out.put("chainState", state.chain().state().name());
    out.put("open", story.open());
    out.put("mediations", story.openings());
    ArrayNode retracted = out.putArray("retracted");
    story.retracted().forEach(hash -> retracted.add(hash.toString()));
    out.set("check", mediation.flatMap(Mediation::challenge).map(DealView::check).orElse(null));
    out.put("silent", mediation.map(Mediation::isSilent).orElse(false));
    out.set(
        "sampling", state.sampled().flatMap(SampledClaim::choice).map(DealView::of).orElse(null));
    out.put(
        "knownResult",
        mediation.flatMap(Mediation::answer).map(root -> new Cid(root).toString()).orElse(null));
    out.set("warning", state.warning().map(DealView::warning).orElse(null));
    out.set(
        "watch", state.sampled().flatMap(SampledClaim::watching).map(DealView::watch).orElse(null));
    out.put("orphaned", mediation.map(Mediation::orphaned).orElse(false));
    out.put("claim", mediation.map(m -> m.reading().claim()).orElse(null));
    out.put("deadline", mediation.map(Mediation::deadline).orElse(null));
    out.set("refusal", mediation.flatMap(Mediation::refusal).map(DealView::refusal).orElse(null));
    ArrayNode votes = out.putArray("votes");
    mediation.ifPresent(
        m -> m.seats().forEach(seat -> votes.add(vote(seat, m.reading().result().dataId()))));
    out.set(
        "referee",
        mediation
            .flatMap(m -> m.referral().map(own -> referee(own, m.reading().result().dataId())))
            .orElse(null));
    out.put(
        "verdict", mediation.flatMap(Mediation::verdict).map(v -> v.verdict().name()).orElse(null));
    out.put(
        "confidence",
        mediation
            .flatMap(Mediation::verdict)
            .map(v -> v.grounds().sureness().thousandths())
            .orElse(null));
    out.put(
        "rule", mediation.flatMap(Mediation::verdict).map(v -> v.grounds().rule()).orElse(null));
    out.put("verdictAt", mediation.flatMap(Mediation::verdict).map(v -> v.at()).orElse(null));
    out.set(
        "settlement",
        mediation.flatMap(Mediation::settlement).map(DealView::settlement).orElse(null));
    out.set(
        "difference",
        mediation.flatMap(Mediation::comparison).map(DifferenceView::of).orElse(null));
    out.set("pay", mediation.flatMap(Mediation::earned).map(DealView::pay).orElse(null));
    out.put("closed", mediation.flatMap(Mediation::closed).map(c -> c.state().name()).orElse(null));
    return out;
  }

  private static ObjectNode of(Sampling.Decision choice) {
    return JSON.objectNode()
        .put("rate", choice.rate().toString())
        .put("reason", choice.reason().name())
        .put("rule", choice.rule())
        .put("chosen", choice.sampled());
  }

  /** What a client has to know that has not asked for a check of a wrong claim yet. */
  private static ObjectNode warning(Mediation silent) {
    return JSON.objectNode()
        .put("message", "the claim is wrong; whoever pays for the job can ask for a check")
        .put("claim", silent.reading().claim())
        .put("until", silent.deadline());
  }

  /** What we decided as the client's watchman, and what came of it. */
  private static ObjectNode watch(SampledClaim.Watching watching) {
    DealEvent.WatchDecided decided = watching.decided();
    ObjectNode out =
        JSON.objectNode()
            .put("asks", decided.decision().asks())
            .put("reason", decided.decision().reason().name())
            .put("rule", decided.decision().rule());
    decided
        .check()
        .ifPresent(check -> status(out.put("intent", check.id().toString()), watching.last()));
    return out;
  }

  private static ObjectNode pay(DealEvent.PayEarned earned) {
    ObjectNode out =
        JSON.objectNode().put("rule", earned.rule()).put("fee", earned.fee().toString());
    ArrayNode awards = out.putArray("awards");
    earned
        .awards()
        .forEach(
            award ->
                awards
                    .addObject()
                    .put("verifier", award.verifier().checksummed())
                    .put("amount", award.amount().toString()));
    return out;
  }

  private static ObjectNode refusal(DealEvent.JobRefused refusal) {
    return JSON.objectNode()
        .put("field", refusal.field())
        .put("onChain", refusal.onChain())
        .put("told", refusal.told());
  }

  private static ObjectNode check(CheckRef check) {
    return JSON.objectNode()
        .put("blockNumber", check.block().number())
        .put("blockHash", check.block().hash().toString())
        .put("blockTime", check.block().timestamp())
        .put("transaction", check.transaction().toString());
  }

  private static ObjectNode vote(Seat seat, Bytes claim) {
    ObjectNode out =
        JSON.objectNode()
            .put("verifier", seat.member().verifier().checksummed())
            .put("operator", seat.member().operator());
    Optional<Vote> vote = seat.vote(claim);
    out.put(
        "vote",
        vote.map(
                v ->
                    switch (v) {
                      case Vote.Match m -> "MATCH";
                      case Vote.Mismatch m -> "MISMATCH";
                      case Vote.Abstain a -> "ABSTAIN";
                    })
            .orElse("PENDING"));
    switch (seat.progress()) {
      case Seat.Progress.Revealed revealed ->
          out.putNull("reason")
              .put("dataId", new Cid(revealed.resultRoot()).toString())
              .put("millis", revealed.runMillis());
      case Seat.Progress.Abstained abstained ->
          out.put("reason", abstained.reason().name()).putNull("dataId").putNull("millis");
      case Seat.Progress.Expired expired ->
          out.put("reason", AbstentionReason.TIMED_OUT.name())
              .put("dataId", expired.late().map(root -> new Cid(root).toString()).orElse(null))
              .putNull("millis");
      case Seat.Progress.Assigned assigned -> nothing(out);
      case Seat.Progress.Committed committed -> nothing(out);
    }
    return out;
  }

  /** Our own run, if there was to be one: told like a vote, and none. */
  private static ObjectNode referee(Round own, Bytes claim) {
    return vote(own.seats().getFirst(), claim);
  }

  private static void nothing(ObjectNode out) {
    out.putNull("reason").putNull("dataId").putNull("millis");
  }

  private static ObjectNode settlement(Mediation.Settlement settlement) {
    ObjectNode out =
        JSON.objectNode()
            .put("intent", settlement.intent().id().toString())
            .put("overdue", settlement.overdue());
    settlement
        .weighed()
        .ifPresent(
            weighed ->
                out.putObject("check")
                    .put("timing", weighed.timing().name())
                    .put("level", weighed.level().name())
                    .put("required", weighed.required().name()));
    return status(out, settlement.last());
  }

  private static ObjectNode status(ObjectNode out, Optional<SettlementReport> last) {
    if (last.isEmpty()) {
      return out.put("status", "REQUESTED");
    }
    return switch (last.get()) {
      case SettlementReport.Broadcast r ->
          out.put("status", "BROADCAST").put("txHash", r.transaction().toString());
      case SettlementReport.Mined r ->
          out.put("status", "MINED")
              .put("txHash", r.transaction().toString())
              .put("block", r.blockNumber())
              .put("success", r.success());
      case SettlementReport.Unmined r ->
          out.put("status", "UNMINED").put("txHash", r.transaction().toString());
      case SettlementReport.Final r ->
          out.put("status", "FINAL")
              .put("txHash", r.transaction().toString())
              .put("block", r.blockNumber())
              .put("success", r.success());
      case SettlementReport.Refused r ->
          out.put("status", "REFUSED")
              .put("reason", r.reason())
              .put("refusal", r.refusal().name())
              .put("retryable", r.refusal().retryable());
    };
  }
}
