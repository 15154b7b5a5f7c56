package lilypad.deploy.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import lilypad.protocol.story.Plain;

/** Verifiers' accounts as text. */
final class PayPages {

  private PayPages() {}

  /** An amount in whole tokens; a stroke where there is none. */
  static String amount(JsonNode smallest) {
    String text = smallest.asText();
    return text.matches("[0-9]{1,78}") ? Plain.tokens(new BigInteger(text)) : "-";
  }

  /** One row for each account. */
  static List<String> accounts(Iterable<JsonNode> verifiers) {
    List<String> lines = new ArrayList<>();
    lines.add(row("verifier", "operator", "earned", "paid", "on its way", "to be paid"));
    for (JsonNode verifier : verifiers) {
      JsonNode account = verifier.path("account");
      lines.add(
          row(
              Page.cell(verifier.path("address"), 42),
              Page.cell(verifier.path("operator"), 16),
              amount(account.path("earned")),
              amount(account.path("paid")),
              amount(account.path("pending")),
              amount(account.path("balance"))));
      lines.addAll(last(account.path("last")));
    }
    return lines;
  }

  /** What became of the last payout: what was done, or what to do. */
  static List<String> last(JsonNode payout) {
    if (!payout.isObject()) {
      return List.of();
    }
    String what =
        "  payout %d, %s to %s: "
            .formatted(
                payout.path("number").asLong(),
                amount(payout.path("amount")),
                Page.cell(payout.path("to"), 42));
    return switch (payout.path("state").asText()) {
      case "MADE" ->
          Page.wrapped(
              what
                  + "made by %s in block %d"
                      .formatted(
                          Page.cell(payout.path("transaction"), 66),
                          payout.path("block").asLong()),
              4);
      case "RETURNED" -> Page.wrapped(what + "in the account again" + why(payout), 4);
      case "STOPPING" -> Page.wrapped(what + "given up" + why(payout), 4);
      default -> Page.wrapped(what + "on its way", 4);
    };
  }

  private static String why(JsonNode payout) {
    return payout.path("refusal").isTextual()
        ? ", the token refuses it: %s, %s: %s"
            .formatted(
                Page.cell(payout.path("refusal"), 20),
                Page.cell(payout.path("reason"), 200),
                Page.cell(payout.path("remedy"), 300))
        : "";
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%-42s  %-16s  %-16s  %-16s  %-16s  %s", cells)
        .stripTrailing();
  }
}
