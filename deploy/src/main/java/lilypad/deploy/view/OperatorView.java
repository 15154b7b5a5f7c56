package lilypad.deploy.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What the operator's commands print: JSON, one value and nothing else, or text.
 *
 * @param out where to
 * @param json which
 */
public record OperatorView(PrintWriter out, boolean json) {

  /** A table of all deals. */
  public void deals(Deals source) {
    JsonNode all = source.all();
    print(all, DealPages.table(all));
  }

  /**
   * One deal's story.
   *
   * @throws lilypad.deploy.config.ConfigurationRefused if it is not clear which deal is meant
   */
  public void deal(Deals source, String wanted) {
    JsonNode whole = source.story(DealChoice.of(source.all(), wanted).key());
    print(whole, DealPages.story(whole));
  }

  /**
   * Why a deal was checked and judged so; whether the rules decide what is recorded.
   *
   * @throws lilypad.deploy.config.ConfigurationRefused if it is not clear which deal is meant
   */
  public boolean explanation(Deals source, String wanted) {
    JsonNode whole = source.explanation(DealChoice.of(source.all(), wanted).key());
    print(whole, DealPages.explanation(whole));
    return whole.path("agrees").asBoolean();
  }

  /** A table of the verifiers. */
  public void verifiers(OperatorApi api) {
    JsonNode all = api.require("/api/v1/verifiers");
    print(all, ServicePages.verifiers(all));
  }

  /** Accounts, and which of them a payout would empty. */
  public void accounts(ArrayNode all, ArrayNode payable) {
    ObjectNode both = JsonNodeFactory.instance.objectNode();
    both.set("accounts", all);
    both.set("payable", payable);
    List<String> lines = new ArrayList<>(PayPages.accounts(all));
    lines.add("");
    lines.add(payable.size() + " of " + all.size() + " would be paid out now; nothing was sent");
    print(both, lines);
  }

  /**
   * What became of payouts.
   *
   * @param refused what was not paid at all, and why: shown after them
   */
  public void payouts(ArrayNode verifiers, ArrayNode refused) {
    List<String> lines = new ArrayList<>();
    for (JsonNode verifier : verifiers) {
      lines.add(
          Page.cell(verifier.path("address"), 42)
              + ", "
              + Page.cell(verifier.path("operator"), 16));
      lines.addAll(PayPages.last(verifier.path("account").path("last")));
    }
    for (JsonNode answer : refused) {
      lines.addAll(PayPages.refused(answer));
    }
    ArrayNode all = verifiers.deepCopy().addAll(refused);
    if (all.isEmpty()) {
      lines.add("nothing is to be paid");
    }
    print(all, lines);
  }

  /** The mediator's health; whether it is well. One that does not answer is not. */
  public boolean health(OperatorApi api) {
    JsonNode health =
        switch (api.ask("/api/v1/health")) {
          case OperatorApi.Answer.Told told -> told.json();
          case OperatorApi.Answer.Unknown unknown ->
              ill("What listens at " + api.url() + " is no mediator of this version");
          case OperatorApi.Answer.Silent silent -> ill(api.silence(silent));
        };
    print(health, ServicePages.health(health));
    return health.path("well").asBoolean();
  }

  private static ObjectNode ill(String problem) {
    ObjectNode health = JsonNodeFactory.instance.objectNode().put("well", false);
    health.putArray("problems").add(problem);
    return health;
  }

  private void print(JsonNode value, List<String> lines) {
    if (json) {
      out.println(Page.json(value));
    } else {
      lines.forEach(out::println);
    }
    out.flush();
  }
}
