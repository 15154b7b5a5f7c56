package lilypad.deploy.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Verifiers and health as text. */
final class ServicePages {

  private static final int RUNTIME = 10;

  private ServicePages() {}

  /** One row for each verifier that is in the roster, ever served or is connected. */
  static List<String> verifiers(JsonNode verifiers) {
    List<String> lines = new ArrayList<>();
    lines.add(
        row("verifier", "operator", "now", "runtime", "revealed", "abstained", "late", "running"));
    int connected = 0;
    for (JsonNode verifier : verifiers) {
      JsonNode work = verifier.path("work");
      connected += verifier.path("connected").asBoolean() ? 1 : 0;
      lines.add(
          row(
              Page.cell(verifier.path("address"), 42),
              Page.cell(verifier.path("operator"), 16),
              presence(verifier),
              Page.cell(verifier.path("runtimeDigest"), RUNTIME),
              work.path("revealed").asLong(),
              work.path("abstained").asLong(),
              work.path("noCommitment").asLong() + work.path("noReveal").asLong(),
              work.path("running").asLong()));
    }
    lines.add("");
    lines.add(connected + " of " + verifiers.size() + " connected");
    verifiers.forEach(verifier -> lines.addAll(wrong(verifier)));
    lines.addAll(PayPages.owed(verifiers));
    return lines;
  }

  /** Of the answers that were judged, how many were wrong; both count less as they age. */
  private static List<String> wrong(JsonNode verifier) {
    JsonNode record = verifier.path("record");
    double wrong = record.path("wrong").asDouble();
    return wrong == 0
        ? List.of()
        : Page.wrapped(
            String.format(
                Locale.ROOT,
                "%s of %s: %.1f of %.1f answers were wrong",
                Page.cell(verifier.path("address"), 42),
                Page.cell(verifier.path("operator"), 16),
                wrong,
                record.path("answers").asDouble()),
            2);
  }

  private static String presence(JsonNode verifier) {
    if (verifier.path("connected").asBoolean()) {
      return "connected";
    }
    return verifier.path("rostered").asBoolean() ? "away" : "not listed";
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%-42s  %-16s  %-10s  %-10s  %8s  %9s  %4s  %7s", cells)
        .stripTrailing();
  }

  /** What is wrong first, then the numbers. */
  static List<String> health(JsonNode health) {
    List<String> lines = new ArrayList<>();
    lines.add(health.path("well").asBoolean() ? "well" : "NOT WELL");
    for (JsonNode problem : health.path("problems")) {
      lines.addAll(Page.wrapped("  * " + Page.cell(problem, 500), 4));
    }
    JsonNode chain = health.path("chain");
    if (!chain.path("head").isMissingNode()) {
      lines.add(
          "chain       block %d of %s, seen %s; safe %d, final %d"
              .formatted(
                  chain.path("head").asLong(),
                  Page.time(chain.path("headTime")),
                  Page.time(chain.path("seenAt")),
                  chain.path("safe").asLong(),
                  chain.path("finalized").asLong()));
    }
    for (JsonNode endpoint : chain.path("endpoints")) {
      lines.addAll(Page.wrapped(endpoint(endpoint), 4));
    }
    if (health.path("deals").isObject()) {
      lines.add(
          "deals       %d known, %d open; %d deliveries done, %d pending"
              .formatted(
                  health.path("deals").path("known").asLong(),
                  health.path("deals").path("open").asLong(),
                  health.path("delivery").path("delivered").asLong(),
                  health.path("delivery").path("pending").asLong()));
      JsonNode verifiers = health.path("verifiers");
      lines.add(
          "verifiers   %d of %d connected, of %d operators; a panel needs %d"
              .formatted(
                  verifiers.path("connected").asLong(),
                  verifiers.path("rostered").asLong(),
                  verifiers.path("operators").asLong(),
                  verifiers.path("operatorsNeeded").asLong()));
      lines.add("wallet      " + health.path("wallet").size() + " transactions on their way");
      for (JsonNode intent : health.path("wallet")) {
        lines.add(
            "  intent %s of deal %s: signed %d times, %s, last heard of %s"
                .formatted(
                    Page.cell(intent.path("intent"), 14),
                    Page.cell(intent.path("deal"), 14),
                    intent.path("signed").asLong(),
                    intent.path("minedIn").isNumber()
                        ? "mined in block " + intent.path("minedIn").asLong()
                        : "not mined",
                    Page.time(intent.path("movedAt"))));
      }
      JsonNode journal = health.path("journal");
      lines.add(
          "journal     %d facts, a signed head over %d%s%s"
              .formatted(
                  journal.path("events").asLong(),
                  journal.path("signed").asLong(),
                  anchored(journal.path("anchored")),
                  journal.path("waiting").asLong() == 0
                      ? ""
                      : "; %d more wait for their place"
                          .formatted(journal.path("waiting").asLong())));
    }
    return lines;
  }

  /** The newest head on chain, if there ever was one. */
  private static String anchored(JsonNode head) {
    return head.path("size").isNumber()
        ? ", on chain one over %d since block %d, %d s ago (%d facts behind)"
            .formatted(
                head.path("size").asLong(),
                head.path("block").asLong(),
                head.path("secondsAgo").asLong(),
                head.path("behind").asLong())
        : "";
  }

  private static String endpoint(JsonNode endpoint) {
    return "  endpoint %s: %s%s%s"
        .formatted(
            Page.cell(endpoint.path("url"), 80),
            Page.cell(endpoint.path("state"), 20).toLowerCase(Locale.ROOT).replace('_', ' '),
            endpoint.path("head").isNumber() ? ", head " + endpoint.path("head").asLong() : "",
            endpoint.path("trouble").isTextual()
                ? ", trouble %d s ago: %s"
                    .formatted(
                        endpoint.path("troubleSecondsAgo").asLong(),
                        Page.cell(endpoint.path("trouble"), 300))
                : "");
  }
}
