package lilypad.protocol.story;

import java.util.ArrayList;
import java.util.List;
import lilypad.protocol.DealId;
import lilypad.protocol.story.DealExplanation.Cause;
import lilypad.protocol.story.DealExplanation.Check;
import lilypad.protocol.story.DealExplanation.Difference;
import lilypad.protocol.story.DealExplanation.Part;

/** An explanation in lines fit for a terminal, tables in plain columns. */
final class ExplanationText {

  private static final int CLAIM = 64;
  private static final int WORDS = 600;

  private ExplanationText() {}

  static List<String> of(DealExplanation why) {
    List<String> lines = new ArrayList<>();
    lines.add(field("deal", why.deal().map(DealId::shown).orElse("-")));
    lines.add(field("key", why.key().toString()));
    lines.add(field("chain", why.state().name()));
    if (why.checks().isEmpty()) {
      lines.add("");
      lines.add("There is nothing to explain: this mediator was not asked to check the deal.");
    }
    if (!why.checks().isEmpty() && !why.replayed()) {
      lines.add(
          field(
              "settings",
              "the record does not have all that the mediator decided by: what rests on it is"
                  + " shown as recorded"));
    }
    for (Difference wrong : why.differences()) {
      lines.add("");
      lines.add(
          "CONTRADICTED: fact %d, %s: expected %s, recorded %s"
              .formatted(
                  wrong.fact(),
                  Plain.text(wrong.what(), WORDS),
                  Plain.text(wrong.expected(), WORDS),
                  Plain.text(wrong.recorded(), WORDS)));
    }
    for (Check check : why.checks()) {
      check(check, lines);
      if (!check.decided()) {
        lines.add("");
        lines.add(undecided(why, check));
      }
    }
    if (why.replayed() && !why.checks().isEmpty()) {
      lines.add("");
      lines.add(
          why.differences().isEmpty()
              ? "Every decision above was made once more by the recorded rules, with the same"
                  + " outcome."
              : "NOT EVERY DECISION ABOVE IS ONE THAT THE RULES MAKE: see CONTRADICTED.");
    }
    return List.copyOf(lines);
  }

  static String field(String name, String words) {
    return "%-11s %s".formatted(name, words);
  }

  private static void check(Check check, List<String> lines) {
    lines.add("");
    lines.add("WHY IT WAS CHECKED");
    lines.add(field("cause", cause(check)));
    lines.add(field("claim", Plain.text(check.reading().claim(), CLAIM)));
    lines.add(field("deadline", Plain.time(check.deadline()) + ", when the parties can end it"));
    if (check.orphaned()) {
      lines.add(field("", "its block left the chain: without it the mediation waits"));
    }
    for (Part part : check.parts()) {
      lines.add("");
      switch (part) {
        case Part.Drawn drawn -> PanelText.add(drawn, lines);
        case Part.Referred referred -> VerdictText.add(referred, lines);
        case Part.Judged judged -> VerdictText.add(judged, lines);
        case Part.Watched watched -> VerdictText.add(watched, lines);
      }
    }
  }

  private static String undecided(DealExplanation why, Check check) {
    if (!check.equals(why.checks().getLast())) {
      return "NO VERDICT: another claim came in its place";
    }
    if (why.state().terminal()) {
      return "NO VERDICT: the deal ended on chain before there was one";
    }
    return check.wanted() > 0
        ? "NO VERDICT YET: %d more are to be drawn".formatted(check.wanted())
        : "NO VERDICT YET";
  }

  private static String cause(Check check) {
    return switch (check.cause()) {
      case Cause.Asked asked ->
          "%s asked for it in block %d, transaction %s, and our account was drawn"
              .formatted(
                  asked.byUs() ? "we, the client's watchman," : "the client",
                  asked.check().block().number(),
                  asked.check().transaction());
      case Cause.Sampled sampled ->
          "nobody asked for it, and the claim of block %d was chosen for a silent check%s"
              .formatted(
                  sampled.claim().number(),
                  sampled
                      .choice()
                      .map(
                          choice ->
                              " by rule %d: a share of %s, %s"
                                  .formatted(
                                      choice.rule(),
                                      choice.rate(),
                                      SamplingWords.why(choice.reason())))
                      .orElse(""));
    };
  }
}
