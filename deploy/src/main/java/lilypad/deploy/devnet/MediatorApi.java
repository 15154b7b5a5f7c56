package lilypad.deploy.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lilypad.deploy.view.OperatorApi;
import lilypad.deploy.view.PayDesk;
import lilypad.protocol.DealId;
import lilypad.protocol.Wei;

/** What the mediator says of its deals over HTTP. */
public final class MediatorApi implements AutoCloseable {

  private final OperatorApi api;

  /** Asks at {@code url}: scheme, host and port. */
  MediatorApi(URI url) {
    this.api = new OperatorApi(url);
  }

  /** Where it listens. */
  public URI url() {
    return api.url();
  }

  /** A deal's record; empty while the mediator does not know it or does not answer. */
  public Optional<JsonNode> deal(DealId deal) {
    return get("/api/v1/deals/" + deal.text());
  }

  /** The records of all deals; empty while the mediator does not answer. */
  public Optional<JsonNode> deals() {
    return get("/api/v1/deals");
  }

  /** A deal's story, line by line; empty while the mediator does not know it. */
  public List<String> story(DealId deal) {
    List<String> lines = new ArrayList<>();
    get("/api/v1/deals/" + deal.text() + "/story")
        .ifPresent(
            told -> told.path("story").forEach(line -> lines.add(line.path("text").asText())));
    return lines;
  }

  /** The deals that clients are warned of; empty too while the mediator does not answer. */
  public List<DealId> warnings() {
    List<DealId> deals = new ArrayList<>();
    get("/api/v1/warnings")
        .ifPresent(
            told -> told.forEach(deal -> deals.add(new DealId(deal.path("dealId").asText()))));
    return deals;
  }

  /** How many verifiers are connected. */
  public int connectedVerifiers() {
    int connected = 0;
    for (JsonNode verifier :
        get("/api/v1/verifiers").orElseGet(JsonNodeFactory.instance::arrayNode)) {
      connected += verifier.path("connected").asBoolean() ? 1 : 0;
    }
    return connected;
  }

  /**
   * What is on record about a verifier; empty while the mediator does not answer.
   *
   * @param address with its checksum
   */
  public Optional<JsonNode> verifier(String address) {
    return get("/api/v1/verifiers").stream()
        .flatMap(JsonNode::valueStream)
        .filter(one -> one.path("address").asText().equals(address))
        .findFirst();
  }

  /** All its verifiers' accounts. */
  PayDesk payDesk() {
    return new PayDesk(api, Set.of(), Wei.ZERO);
  }

  /** While it is down or starting there is no answer: whoever asks waits and asks again. */
  private Optional<JsonNode> get(String path) {
    return api.ask(path) instanceof OperatorApi.Answer.Told told
        ? Optional.of(told.json())
        : Optional.empty();
  }

  @Override
  public void close() {
    api.close();
  }
}
