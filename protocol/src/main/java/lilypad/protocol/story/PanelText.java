package lilypad.protocol.story;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.Drawing;
import lilypad.protocol.deal.PanelWorking;
import lilypad.protocol.rules.Candidate;
import lilypad.protocol.rules.Reputation;
import lilypad.protocol.rules.WeightedSortition;
import lilypad.protocol.story.DealExplanation.Counted;
import lilypad.protocol.story.DealExplanation.Part;
import lilypad.protocol.story.DealExplanation.Worth;

/** Why a panel is this one, in lines. */
final class PanelText {

  static final int OPERATOR = 24;

  private PanelText() {}

  static void add(Part.Drawn part, List<String> lines) {
    DealEvent.PanelDrawn drawn = part.drawn();
    PanelWorking working = part.working();
    lines.add("ROUND %d: WHY THIS PANEL".formatted(drawn.round()));
    lines.add(
        ExplanationText.field(
            "rule",
            drawn.rule() == WeightedSortition.VERSION
                ? "sortition %d: operators by weight, then one of the operator's nodes"
                    .formatted(drawn.rule())
                : "sortition %d: by hash, all operators alike".formatted(drawn.rule())));
    beacon(drawn, lines);
    lines.add(ExplanationText.field("seed", drawn.seed().toString()));
    lines.add(
        ExplanationText.field(
            "runtime",
            working.runtime().map(Plain::hash).orElse("none")
                + (working.named().isPresent()
                    ? ", named by the module"
                    : ", the one seated before or that most operators have")));
    lines.add(
        ExplanationText.field(
            "asked for",
            "%d of %d candidates; %d drawn"
                .formatted(working.wanted(), drawn.candidates().size(), working.places().size())));
    lines.addAll(candidates(drawn, working));
    lines.addAll(members(drawn, part.voices()));
  }

  private static void beacon(DealEvent.PanelDrawn drawn, List<String> lines) {
    Optional<Drawing> drawing = drawn.drawing();
    if (drawing.isEmpty()) {
      lines.add(ExplanationText.field("beacon", "the hash of the check's block"));
      return;
    }
    Drawing by = drawing.get();
    lines.add(
        ExplanationText.field(
            "beacon", "block %d, %s".formatted(by.beacon().number(), by.beacon().hash())));
    lines.add(ExplanationText.field("prevrandao", by.prevrandao().toString()));
    lines.add(
        ExplanationText.field(
            "roster",
            "weight %d of all operators, connected or not; drawn at %s"
                .formatted(by.rosterWeight(), Plain.time(by.at()))));
  }

  /** In the order of the record, which decides whose share of the weight is where. */
  private static List<String> candidates(DealEvent.PanelDrawn drawn, PanelWorking working) {
    Map<Candidate, String> fates = new TreeMap<>();
    for (int i = 0; i < working.places().size(); i++) {
      PanelWorking.Place place = working.places().get(i);
      fates.put(place.candidate(), "drawn " + (i + 1) + ": " + chance(place.chance()));
    }
    working.left().forEach(left -> fates.put(left.candidate(), "left out: " + left(left)));
    Grid grid =
        new Grid(
            "  ", "candidate", "node", "runtime", "weight", "observed", "answers", "wrong", "");
    for (Candidate candidate : drawn.candidates()) {
      Reputation.Evidence answers = candidate.standing().answers();
      grid.row(
          Plain.text(candidate.operator(), OPERATOR),
          Plain.address(candidate.verifier()),
          Plain.hash(candidate.runtimeDigest()),
          Long.toString(candidate.weight()),
          Long.toString(candidate.standing().observations()),
          Plain.observations(answers.checks()),
          Plain.observations(answers.faults()),
          fates.getOrDefault(candidate, ""));
    }
    return grid.lines();
  }

  private static String chance(PanelWorking.Chance chance) {
    return switch (chance) {
      case PanelWorking.Chance.ByWeight by ->
          "%d of 0 to %d%s"
              .formatted(
                  by.drawn().point(),
                  by.drawn().total() - 1,
                  by.drawn().nodes() == 1
                      ? ""
                      : ", node %d of %d".formatted(by.drawn().node() + 1, by.drawn().nodes()));
      case PanelWorking.Chance.ByHash by -> "hash " + Plain.hash(by.ticket());
    };
  }

  private static String left(PanelWorking.Left left) {
    return switch (left.reason()) {
      case OTHER_RUNTIME -> "other runtime";
      case SAT_BEFORE -> "its operator sat before";
      case NO_WEIGHT -> "no weight";
      case OPERATOR_SITS -> "its operator sits already";
      case NOT_DRAWN -> "not drawn";
    };
  }

  private static List<String> members(DealEvent.PanelDrawn drawn, List<Counted> voices) {
    if (drawn.rule() != WeightedSortition.VERSION) {
      return List.of();
    }
    Grid grid = new Grid("  ", "member", "weight", "odds", "because it errs with at most");
    for (Counted voice : voices) {
      grid.row(
          Plain.text(voice.member().operator(), OPERATOR),
          Long.toString(voice.member().voice().weight()),
          Plain.odds(voice.member().voice().odds()),
          voice.worth().map(PanelText::because).orElse("as recorded"));
    }
    return grid.lines();
  }

  private static String because(Worth worth) {
    Reputation.Evidence answers = worth.standing().answers();
    String bound =
        "Clopper-Pearson of %s wrong in %s, doubt %s: %s"
            .formatted(
                Plain.observations(answers.faults()),
                Plain.observations(answers.checks()),
                Plain.fraction(worth.rule().delta()),
                worth.worth().bound());
    return worth.worth().assumed()
        ? "%s, a stranger's (%s)".formatted(Plain.fraction(worth.rule().stranger()), bound)
        : bound;
  }
}
