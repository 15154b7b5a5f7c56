package lilypad.deploy.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import lilypad.protocol.DealId;
import lilypad.protocol.story.Plain;

/** Deals as tables and stories. */
final class DealPages {

  private static final int SUBJECT = 33;
  private static final int FIELD = 12;
  private static final int MOST = 2_000;

  private DealPages() {}

  /** One row for each deal, the last check last. */
  static List<String> table(JsonNode deals) {
    List<JsonNode> sorted = new ArrayList<>();
    deals.forEach(sorted::add);
    sorted.sort(
        Comparator.comparingLong(
                (JsonNode deal) -> deal.path("check").path("blockTime").asLong(Long.MIN_VALUE))
            .thenComparing(deal -> deal.path("key").asText()));
    List<String> lines = new ArrayList<>();
    lines.add(
        row("deal", "checked (UTC)", "votes", "verdict", "conf.", "on chain", "settlement", ""));
    for (JsonNode deal : sorted) {
      JsonNode confidence = deal.path("confidence");
      String checked =
          deal.path("silent").asBoolean()
              ? "silently"
              : Page.seconds(deal.path("check").path("blockTime"));
      lines.add(
          row(
              Page.cell(id(deal), 20),
              checked.substring(0, Math.min(16, checked.length())),
              votes(deal),
              Page.cell(deal.path("verdict"), 16),
              confidence.isInt() ? Plain.fraction(confidence.asInt()) : "-",
              Page.cell(deal.path("chainState"), 23),
              Page.cell(deal.path("settlement").path("status"), 10),
              standing(deal)));
    }
    lines.add("");
    lines.add(
        sorted.size()
            + (sorted.size() == 1 ? " deal" : " deals")
            + "; votes: got the claim / got another result / abstained or pending");
    return lines;
  }

  /** A deal's head, story and money. */
  static List<String> story(JsonNode whole) {
    JsonNode deal = whole.path("deal");
    List<String> lines = new ArrayList<>();
    lines.add("deal        " + id(deal));
    lines.add("key         " + Page.cell(deal.path("key"), 64));
    lines.add(
        "state       "
            + Page.cell(deal.path("chainState"), 30)
            + (deal.path("open").asBoolean() ? ", open" : "")
            + (deal.path("orphaned").asBoolean() ? ", its check left the chain" : ""));
    lines.add("claim       " + Page.cell(deal.path("claim"), 80));
    lines.add(
        "verdict     "
            + Page.cell(deal.path("verdict"), 20)
            + (deal.path("silent").asBoolean() ? ", of a silent check" : ""));
    if (deal.path("warning").isObject()) {
      lines.add(
          "WARNING     "
              + Page.cell(deal.path("warning").path("message"), 80)
              + ", until "
              + Page.seconds(deal.path("warning").path("until"))
              + " whatever others do");
    }
    if (deal.path("difference").isObject()) {
      lines.addAll(
          Page.wrapped(
              "difference  " + Page.cell(deal.path("difference").path("words"), MOST), 12));
    }
    lines.add("");
    for (JsonNode line : whole.path("story")) {
      lines.addAll(
          Page.wrapped(
              String.format(
                  Locale.ROOT,
                  "%-19s  %-10s  %s",
                  Page.time(line.path("at")),
                  Page.cell(line.path("topic"), 10),
                  Page.cell(line.path("text"), MOST)),
              SUBJECT));
    }
    if (!whole.path("money").isEmpty()) {
      lines.add("");
      lines.add("money moved by this deal, as far as the chain says now");
      for (JsonNode share : whole.path("money")) {
        lines.add(
            String.format(
                Locale.ROOT,
                "  %-24s %s",
                Page.cell(share.path("party"), 24),
                signed(share.path("net").asText())));
      }
    }
    return lines;
  }

  private static String standing(JsonNode deal) {
    if (deal.path("warning").isObject()) {
      return "WARNING";
    }
    return deal.path("open").asBoolean() ? "open" : "";
  }

  /** An explanation, line by line. */
  static List<String> explanation(JsonNode whole) {
    List<String> lines = new ArrayList<>();
    for (JsonNode line : whole.path("text")) {
      lines.addAll(Page.wrapped(Page.cell(line.asText(), MOST), FIELD));
    }
    return lines;
  }

  private static String signed(String net) {
    if (!net.matches("-?[0-9]{1,80}")) {
      return Page.cell(net, 20);
    }
    BigInteger amount = new BigInteger(net);
    return (amount.signum() > 0 ? "+" : "") + Plain.tokens(amount);
  }

  private static String id(JsonNode deal) {
    return new DealId(deal.path("dealId").asText()).shown();
  }

  private static String votes(JsonNode deal) {
    int match = 0;
    int other = 0;
    int none = 0;
    for (JsonNode vote : deal.path("votes")) {
      switch (vote.path("vote").asText()) {
        case "MATCH" -> match++;
        case "MISMATCH" -> other++;
        default -> none++;
      }
    }
    return match + other + none == 0 ? "-" : match + "/" + other + "/" + none;
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%-20s  %-16s  %-8s  %-16s  %-5s  %-23s  %-10s  %s", cells)
        .stripTrailing();
  }
}
