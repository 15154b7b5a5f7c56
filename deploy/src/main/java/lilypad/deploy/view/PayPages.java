package lilypad.deploy.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import lilypad.protocol.story.Plain;

/** Verifiers' accounts as text. */
final class PayPages {

  private PayPages() {}

  private static final int DECIMALS = 18;
  private static final int SHOWN = 6;

  /** An amount in whole tokens, exactly; a stroke where there is none. */
  static String amount(JsonNode smallest) {
    return read(smallest).map(Plain::tokens).orElse("-");
  }

  /** The same in a table: what is less than a millionth is not shown. */
  private static String cell(JsonNode smallest) {
    return read(smallest)
        .map(
            amount ->
                new BigDecimal(amount, DECIMALS)
                    .setScale(SHOWN, RoundingMode.DOWN)
                    .stripTrailingZeros()
                    .toPlainString())
        .orElse("-");
  }

  private static Optional<BigInteger> read(JsonNode smallest) {
    String text = smallest.asText();
    return text.matches("[0-9]{1,78}") ? Optional.of(new BigInteger(text)) : Optional.empty();
  }

  /** What all accounts hold together, in one line; none if that is nothing. */
  static List<String> owed(Iterable<JsonNode> verifiers) {
    BigInteger owed = BigInteger.ZERO;
    for (JsonNode verifier : verifiers) {
      owed = owed.add(read(verifier.path("account").path("balance")).orElse(BigInteger.ZERO));
    }
    return owed.signum() == 0
        ? List.of()
        : List.of(
            Plain.tokens(owed) + " to be paid to them (lilypad payouts --dry-run shows each)");
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
              cell(account.path("earned")),
              cell(account.path("paid")),
              cell(account.path("pending")),
              cell(account.path("balance"))));
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
                          Page.cell(payout.path("transaction"), 66), payout.path("block").asLong()),
              4);
      case "RETURNED" -> Page.wrapped(what + "in the account again" + why(payout), 4);
      case "STOPPING" -> Page.wrapped(what + "given up" + why(payout), 4);
      default -> Page.wrapped(what + "on its way", 4);
    };
  }

  /** What the mediator will not pay, and what to do. */
  static List<String> refused(JsonNode answer) {
    List<String> lines = new ArrayList<>();
    lines.add(Page.cell(answer.path("address"), 42));
    lines.addAll(
        Page.wrapped(
            "  %s stays in the account: it would go to %s, the mediator's own account: %s"
                .formatted(
                    amount(answer.path("balance")),
                    Page.cell(answer.path("to"), 42),
                    Page.cell(answer.path("remedy"), 300)),
            4));
    return lines;
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
    return String.format(Locale.ROOT, "%-42s  %-16s  %12s  %12s  %12s  %12s", cells)
        .stripTrailing();
  }
}
