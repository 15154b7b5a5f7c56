package lilypad.mediator.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.PanelWorking;
import lilypad.protocol.rules.Adjudication;
import lilypad.protocol.rules.Candidate;
import lilypad.protocol.rules.Poll;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.rules.Reputation;
import lilypad.protocol.rules.Tally;
import lilypad.protocol.rules.Vote;
import lilypad.protocol.rules.Watching;
import lilypad.protocol.rules.Working;
import lilypad.protocol.story.DealExplanation;
import lilypad.protocol.story.DealExplanation.Cause;
import lilypad.protocol.story.DealExplanation.Check;
import lilypad.protocol.story.DealExplanation.Counted;
import lilypad.protocol.story.DealExplanation.Part;
import lilypad.protocol.story.DealExplanation.Weighed;
import lilypad.protocol.story.Plain;

/** An explanation as one JSON object, as {@code docs/operations.md} describes it. */
public final class ExplanationView {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private ExplanationView() {}

  /** With the numbers, and with the lines that a person is shown. */
  public static ObjectNode of(DealExplanation why) {
    ObjectNode out = JSON.objectNode();
    out.put("dealId", why.deal().map(DealId::text).orElse(""));
    out.put("key", why.key().toString());
    out.put("chainState", why.state().name());
    out.put("agrees", why.differences().isEmpty());
    out.put("replayed", why.replayed());
    ArrayNode contradictions = out.putArray("contradictions");
    why.differences()
        .forEach(
            wrong ->
                contradictions
                    .addObject()
                    .put("fact", wrong.fact())
                    .put("what", wrong.what())
                    .put("expected", wrong.expected())
                    .put("recorded", wrong.recorded()));
    ArrayNode checks = out.putArray("checks");
    why.checks().forEach(check -> checks.add(check(check)));
    ArrayNode text = out.putArray("text");
    why.lines().forEach(text::add);
    return out;
  }

  private static ObjectNode check(Check check) {
    ObjectNode out = JSON.objectNode();
    out.put(
        "cause",
        switch (check.cause()) {
          case Cause.Asked asked -> asked.byUs() ? "WATCHMAN" : "ASKED";
          case Cause.Sampled sampled -> "SAMPLED";
        });
    BlockRef block =
        switch (check.cause()) {
          case Cause.Asked asked -> asked.check().block();
          case Cause.Sampled sampled -> sampled.claim();
        };
    out.put("blockNumber", block.number());
    out.put("blockHash", block.hash().toString());
    switch (check.cause()) {
      case Cause.Asked asked -> out.put("transaction", asked.check().transaction().toString());
      case Cause.Sampled sampled ->
          sampled
              .choice()
              .ifPresent(
                  choice ->
                      out.put("rate", choice.rate().toString())
                          .put("reason", choice.reason().name())
                          .put("samplingRule", choice.rule()));
    }
    out.put("claim", check.reading().claim());
    out.put("deadline", check.deadline());
    out.put("orphaned", check.orphaned());
    out.put("wanted", check.wanted());
    ArrayNode decisions = out.putArray("decisions");
    for (Part part : check.parts()) {
      decisions.add(
          switch (part) {
            case Part.Drawn drawn -> panel(drawn);
            case Part.Referred referred -> referred(referred);
            case Part.Judged judged -> judged(judged);
            case Part.Watched watched -> watched(watched);
          });
    }
    return out;
  }

  private static ObjectNode panel(Part.Drawn part) {
    DealEvent.PanelDrawn drawn = part.drawn();
    ObjectNode out =
        JSON.objectNode()
            .put("kind", "PANEL")
            .put("round", drawn.round())
            .put("rule", drawn.rule())
            .put("seed", drawn.seed().toString())
            .put("wanted", part.working().wanted())
            .put("runtime", part.working().runtime().map(Hash32::toString).orElse(null));
    drawn
        .drawing()
        .ifPresent(
            by -> {
              out.put("rosterWeight", by.rosterWeight()).put("drawnAt", by.at());
              out.putObject("beacon")
                  .put("blockNumber", by.beacon().number())
                  .put("blockHash", by.beacon().hash().toString())
                  .put("prevrandao", by.prevrandao().toString());
            });
    candidates(part, out.putArray("candidates"));
    ArrayNode members = out.putArray("members");
    part.voices().forEach(voice -> members.add(member(voice)));
    return out;
  }

  private static void candidates(Part.Drawn part, ArrayNode out) {
    Map<Address, String> left = new HashMap<>();
    part.working().left().forEach(one -> left.put(one.candidate().verifier(), one.reason().name()));
    List<PanelWorking.Place> places = part.working().places();
    for (Candidate candidate : part.drawn().candidates()) {
      Reputation.Evidence answers = candidate.standing().answers();
      ObjectNode each =
          voter(out.addObject(), candidate.verifier(), candidate.operator())
              .put("runtime", candidate.runtimeDigest().toString())
              .put("weight", candidate.weight())
              .put("observations", candidate.standing().observations())
              .put("answers", new BigDecimal(Plain.observations(answers.checks())))
              .put("wrong", new BigDecimal(Plain.observations(answers.faults())))
              .put("leftOut", left.get(candidate.verifier()));
      for (int i = 0; i < places.size(); i++) {
        if (places.get(i).candidate().equals(candidate)) {
          chance(each.put("place", i + 1), places.get(i).chance());
        }
      }
    }
  }

  private static void chance(ObjectNode out, PanelWorking.Chance chance) {
    switch (chance) {
      case PanelWorking.Chance.ByWeight by ->
          out.put("point", by.drawn().point())
              .put("total", by.drawn().total())
              .put("node", by.drawn().node())
              .put("nodes", by.drawn().nodes());
      case PanelWorking.Chance.ByHash by -> out.put("ticket", by.ticket().toString());
    }
  }

  private static ObjectNode voter(ObjectNode out, Address verifier, String operator) {
    return out.put("verifier", verifier.checksummed()).put("operator", operator);
  }

  private static ObjectNode member(Counted voice) {
    ObjectNode out =
        voter(JSON.objectNode(), voice.member().verifier(), voice.member().operator())
            .put("weight", voice.member().voice().weight())
            .put("odds", new BigDecimal(Plain.odds(voice.member().voice().odds())));
    voice
        .worth()
        .ifPresent(
            worth ->
                out.put("errorBound", number(worth.worth().bound()))
                    .put("doubt", number(worth.rule().delta()))
                    .put("strangerError", number(worth.rule().stranger()))
                    .put("asStranger", worth.worth().assumed()));
    return out;
  }

  private static BigDecimal number(Probability probability) {
    return new BigDecimal(probability.toString());
  }

  private static ObjectNode watched(Part.Watched part) {
    Watching.Decision decision = part.decided().decision();
    return JSON.objectNode()
        .put("kind", "WATCHMAN")
        .put("rule", decision.rule())
        .put("asks", decision.asks())
        .put("reason", decision.reason().name());
  }

  private static ObjectNode referred(Part.Referred part) {
    DealEvent.RefereeAsked asked = part.asked();
    return voter(
        JSON.objectNode()
            .put("kind", "REFEREE")
            .put("round", part.round())
            .put("rule", asked.rule())
            .put("cause", asked.cause().name()),
        asked.member().verifier(),
        asked.member().operator());
  }

  private static ObjectNode judged(Part.Judged part) {
    ObjectNode out = JSON.objectNode();
    if (part.decision() instanceof DealEvent.VerdictReached reached) {
      out.put("kind", "VERDICT").put("round", part.round());
      out.put("verdict", reached.verdict().name());
      out.put("confidence", number(reached.grounds().sureness()));
      out.put("at", reached.at());
    } else if (part.decision() instanceof DealEvent.MoreVotesWanted asked) {
      out.put("kind", "MORE").put("round", part.round()).put("count", asked.count());
      out.put("why", asked.why().map(Enum::name).orElse(null));
    }
    part.at().ifPresent(at -> out.put("ends", at.ends()).put("nobodyElse", at.nobodyElse()));
    part.weighed()
        .ifPresent(
            weighed -> {
              switch (weighed) {
                case Weighed.Polled polled -> polled(polled, out);
                case Weighed.Tallied tallied -> tallied(tallied, out);
              }
            });
    return out;
  }

  private static void polled(Weighed.Polled polled, ObjectNode out) {
    Poll poll = polled.poll();
    Working working = polled.working();
    out.put("rule", polled.rule())
        .put("profile", poll.profile().name())
        .put("runtime", poll.runtime().map(Hash32::toString).orElse(null))
        .put("rosterWeight", poll.totalWeight())
        .put("closing", poll.closing())
        .put("referee", poll.referee().name());
    Poll.Parameters numbers = poll.parameters();
    if (numbers.asksForCollusion()) {
      out.put("presentWeight", poll.present());
    }
    out.putObject("numbers")
        .put("panel", numbers.panel())
        .put("quorum", numbers.quorum())
        .put("largest", numbers.largest())
        .put("asked", numbers.asked())
        .put("acceptError", number(numbers.acceptError()))
        .put("rejectError", number(numbers.rejectError()))
        .put("colluding", number(numbers.colluding()))
        .put("echoing", number(numbers.echoing()));
    ArrayNode votes = out.putArray("votes");
    for (Working.Heard heard : working.heard()) {
      vote(votes.addObject(), heard.ballot().vote())
          .put("weight", heard.ballot().weight())
          .put("odds", new BigDecimal(Plain.odds(heard.ballot().odds())))
          .put("evidence", heard.ballot().evidence().name())
          .put("counts", heard.hearing().name());
    }
    ArrayNode groups = out.putArray("groups");
    for (Working.Group group : working.groups()) {
      groups
          .addObject()
          .put("dataId", new Cid(group.root()).toString())
          .put("claimed", group.claimed())
          .put("operators", group.supporters())
          .put("weight", group.weight())
          .put("product", group.product())
          .put("posterior", number(group.posterior()));
    }
    out.put("answers", working.answers())
        .put("needed", working.needed())
        .put("room", working.room());
    working.trial().ifPresent(trial -> leading(out.putObject("leading"), trial));
  }

  private static void leading(ObjectNode out, Working.Trial trial) {
    out.put("dataId", new Cid(trial.root()).toString())
        .put("operators", trial.supporters())
        .put("wanted", number(trial.wanted()))
        .put("sure", trial.sure())
        .put("dissent", trial.dissent())
        .put("share", number(trial.share()))
        .put("outweighs", trial.outweighs())
        .put("passed", trial.passed());
    trial.captured().ifPresent(chance -> out.put("captured", number(chance)));
  }

  private static ObjectNode vote(ObjectNode out, Vote vote) {
    voter(out, vote.verifier(), vote.operator());
    return switch (vote) {
      case Vote.Match match ->
          out.put("vote", "MATCH").put("dataId", new Cid(match.resultRoot()).toString());
      case Vote.Mismatch mismatch ->
          out.put("vote", "MISMATCH").put("dataId", new Cid(mismatch.resultRoot()).toString());
      case Vote.Abstain abstain ->
          out.put("vote", "ABSTAIN").put("reason", abstain.reason().name());
    };
  }

  private static void tallied(Weighed.Tallied tallied, ObjectNode out) {
    Tally tally = tallied.tally();
    out.put("rule", tallied.rule())
        .put("profile", tally.profile().name())
        .put("runtime", tally.runtime().map(Hash32::toString).orElse(null))
        .put("closing", tally.closing());
    out.putObject("numbers")
        .put("odds", tally.parameters().odds())
        .put("acceptAbove", tally.parameters().acceptAbove())
        .put("rejectAbove", tally.parameters().rejectAbove())
        .put("largestPanel", tally.parameters().largestPanel());
    ArrayNode votes = out.putArray("votes");
    tally.votes().forEach(vote -> vote(votes.addObject(), vote));
    ArrayNode groups = out.putArray("groups");
    for (Adjudication.Group group : tallied.working().groups()) {
      groups
          .addObject()
          .put("dataId", group.other().map(root -> new Cid(root).toString()).orElse(null))
          .put("claimed", group.other().isEmpty())
          .put("operators", group.votes())
          .put("credibility", group.credibility());
    }
    out.put("answers", tallied.working().answers()).put("needed", tallied.working().needed());
  }
}
