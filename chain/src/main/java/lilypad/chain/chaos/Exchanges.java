package lilypad.chain.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes each exchange to the node and back, on the course that the plan gives it. */
final class Exchanges {

  private static final Logger LOG = LoggerFactory.getLogger(Exchanges.class);
  private static final int BAD_GATEWAY = 502;

  private final FaultPlan plan;
  private final Node node;
  private final Ledger ledger;
  private final FaultDealer dealer;
  private final ObjectMapper json;

  Exchanges(FaultPlan plan, Node node, Ledger ledger, ObjectMapper json) {
    this.plan = plan;
    this.node = node;
    this.ledger = ledger;
    this.dealer = new FaultDealer(node, ledger, json);
    this.json = json;
  }

  /** What a client gets for a request over HTTP. */
  Reply over(byte[] body) throws InterruptedException {
    try {
      Optional<Asked> asked = Asked.read(json, body);
      if (asked.isEmpty()) {
        ledger.exchange();
        return passed(node.post(body));
      }
      Course course = course(asked.get());
      if (course.instead().isPresent()) {
        return course.instead().get();
      }
      Node.Answered answered =
          node.post(course.forwarded().equals(asked.get()) ? body : bytes(course.forwarded()));
      return answered.status() == 200 ? back(course, answered.body().toArray()) : passed(answered);
    } catch (Node.Silent e) {
      return unavailable(e);
    }
  }

  /**
   * The course of a request or a notification, counted.
   *
   * @throws Node.Silent if the node has to be asked first and does not answer
   */
  Course course(Asked asked) throws Node.Silent, InterruptedException {
    ledger.exchange();
    Optional<FaultPlan.Chosen> chosen = plan.next(asked);
    return chosen.isPresent() ? dealer.course(asked, chosen.get()) : Course.straight(asked);
  }

  /** What a client gets of the node's answer. */
  Reply back(Course course, byte[] answer) throws InterruptedException {
    try {
      return course.after().of(answer);
    } catch (JsonProcessingException e) {
      // What the node itself spoilt goes on as it is.
      return Reply.Whole.of(answer);
    } catch (IOException e) {
      return unavailable(e);
    }
  }

  Reply unavailable(IOException e) {
    LOG.warn("{}", e.getMessage());
    return new Reply.Refused(
        BAD_GATEWAY,
        Map.of(),
        String.valueOf(e.getMessage()),
        json.createObjectNode()
            .put("jsonrpc", "2.0")
            .putNull("id")
            .set("error", json.createObjectNode().put("code", -32_603).put("message", "no node")));
  }

  private Reply passed(Node.Answered answered) {
    if (answered.status() == 200) {
      return new Reply.Whole(answered.body());
    }
    String text = new String(answered.body().toArray(), StandardCharsets.UTF_8);
    return new Reply.Refused(answered.status(), Map.of(), text, json.createObjectNode());
  }

  private byte[] bytes(Asked asked) {
    return asked.body(json).toString().getBytes(StandardCharsets.UTF_8);
  }
}
