package lilypad.mediator.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import lilypad.mediator.panel.PayoutAnswer;
import lilypad.protocol.Address;
import lilypad.protocol.roster.Account;
import lilypad.protocol.roster.Payout;
import lilypad.protocol.roster.VerifierEvent.PayoutRequested;
import lilypad.protocol.settle.Refusal;

/** A verifier's account as JSON; amounts are texts of whole smallest units. */
final class AccountView {

  private static final String NOT_OURSELVES =
      "give payout = ADDRESS of whom it is owed to in the node's roster entry, start the mediator"
          + " again, then run lilypad payouts again";

  private AccountView() {}

  static ObjectNode of(Account account, Address payee) {
    ObjectNode out =
        JsonNodeFactory.instance
            .objectNode()
            .put("earned", account.earned().toString())
            .put("paid", account.paid().toString())
            .put("pending", account.pending().toString())
            .put("balance", account.balance().toString())
            .put("payee", payee.checksummed());
    out.set("last", account.last().map(AccountView::payout).orElse(null));
    return out;
  }

  private static ObjectNode payout(Payout payout) {
    ObjectNode out = requested(payout.request());
    payout
        .made()
        .ifPresent(
            made ->
                out.put("transaction", made.transaction().toString())
                    .put("block", made.blockNumber()));
    payout
        .stopped()
        .ifPresent(
            stopped ->
                out.put("refusal", stopped.refusal().name())
                    .put("reason", stopped.reason())
                    .put("remedy", remedy(stopped.refusal())));
    return out.put("state", state(payout));
  }

  private static String state(Payout payout) {
    if (payout.made().isPresent()) {
      return "MADE";
    }
    if (payout.returned()) {
      return "RETURNED";
    }
    return payout.stopped().isPresent() ? "STOPPING" : "PENDING";
  }

  private static ObjectNode requested(PayoutRequested request) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("number", request.number())
        .put("amount", request.amount().toString())
        .put("to", request.to().checksummed());
  }

  private static String remedy(Refusal refusal) {
    return switch (refusal) {
      case TOKENS_SHORT -> "send tokens to the mediator's account, then run lilypad payouts again";
      case TOKEN_PAUSED ->
          "wait until the token's owner lets it go on, then run lilypad payouts again";
      case WRONG_CONTRACT ->
          "correct lilypad.mediator.chain.contracts.token, then run lilypad payouts again";
      case DECIDED,
          CLAIM_DIFFERS,
          CHECK_DIFFERS,
          NOT_OURS,
          CHECK_CLOSED,
          NOT_WATCHMAN,
          FEE_SHORT,
          NOT_DRAWN,
          ESCROW_SHORT,
          REVERTED,
          ABANDONED,
          UNKNOWN ->
          "see what the token's contract says about this payee, correct the roster's payout if it"
              + " is that, then run lilypad payouts again";
    };
  }

  static ArrayNode of(Map<Address, PayoutAnswer> answers) {
    ArrayNode out = JsonNodeFactory.instance.arrayNode();
    new TreeMap<>(answers)
        .forEach(
            (verifier, answer) -> {
              ObjectNode one =
                  switch (answer) {
                    case PayoutAnswer.Requested r ->
                        requested(r.payout()).put("answer", "REQUESTED");
                    case PayoutAnswer.OnItsWay o ->
                        requested(o.payout()).put("answer", "ON_ITS_WAY");
                    case PayoutAnswer.TooLittle l ->
                        JsonNodeFactory.instance
                            .objectNode()
                            .put("balance", l.balance().toString())
                            .put("answer", "TOO_LITTLE");
                    case PayoutAnswer.ToOurselves t ->
                        JsonNodeFactory.instance
                            .objectNode()
                            .put("balance", t.balance().toString())
                            .put("to", t.payee().checksummed())
                            .put("remedy", NOT_OURSELVES)
                            .put("answer", "TO_OURSELVES");
                  };
              out.add(one.put("address", verifier.checksummed()));
            });
    return out;
  }
}
