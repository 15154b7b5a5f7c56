package lilypad.chain.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.RecordedTrace;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.abi.MalformedAbi;
import lilypad.protocol.abi.RecordedContracts;

/**
 * What {@code eth_call} gives on the recorded chain. In this order: the recorded answer at that
 * very block; what storage and mediation hold, folded from the recorded transactions; what became
 * of the same transaction in the next block; a bare revert where the contract has no such function;
 * the recorded refusal of a verdict for which no mediator was drawn. Anything else was not
 * recorded.
 */
final class RecordedCalls {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final Map<String, String> ARTIFACTS =
      Map.of(
          "controller", "LilypadController",
          "mediation", "LilypadMediationRandom",
          "storage", "LilypadStorage",
          "payments", "LilypadPayments",
          "token", "LilypadToken",
          "users", "LilypadUsers");

  private record Call(Address to, Bytes input, long block) {}

  private final Map<Call, String> recorded = new HashMap<>();
  private final Map<Address, Set<Bytes>> functions = new HashMap<>();
  private final Address storage = contract("storage");
  private final Address mediation = contract("mediation");

  RecordedCalls() {
    for (JsonNode call : RecordedTrace.get("calls")) {
      recorded.put(
          new Call(
              Address.fromHex(call.required("to").asText()),
              Bytes.fromHex(call.required("input").asText()),
              RecordedTrace.number(call.required("block"))),
          call.required("output").asText());
    }
    ARTIFACTS.forEach(
        (name, artifact) -> {
          Set<Bytes> selectors = new HashSet<>();
          for (JsonNode selector : RecordedTrace.get("selectors").required(artifact)) {
            selectors.add(Bytes.fromHex(selector.asText()));
          }
          functions.put(contract(name), selectors);
        });
  }

  private static Address contract(String name) {
    return Address.fromHex(RecordedTrace.get("addresses").required(name).asText());
  }

  JsonNode answer(JsonNode call, long block) {
    Address to = Address.fromHex(call.path("to").asText());
    Bytes input = Bytes.fromHex(call.path(call.has("data") ? "data" : "input").asText());
    String exact = recorded.get(new Call(to, input, block));
    if (exact != null) {
      return JSON.textNode(exact);
    }
    return held(to, input, block)
        .map(Bytes::toString)
        .or(() -> next(call, to, input, block))
        .or(() -> refused(to, input, block))
        .<JsonNode>map(JSON::textNode)
        .orElseThrow(
            () ->
                new CannedRpc.Refused(
                    -32_000,
                    "not recorded: a call of " + to + " with " + input + " in block " + block,
                    Optional.empty()));
  }

  private Optional<Bytes> held(Address to, Bytes input, long block) {
    LilypadCall view = decoded(input);
    boolean there = to.equals(view instanceof LilypadCall.GetMediator ? mediation : storage);
    return there ? RecordedContracts.at(block).answer(view) : Optional.empty();
  }

  private static LilypadCall decoded(Bytes input) {
    try {
      return LilypadCall.decode(input);
    } catch (MalformedAbi e) {
      return new LilypadCall.Other(Bytes.EMPTY, input);
    }
  }

  private static Optional<String> next(JsonNode call, Address to, Bytes input, long block) {
    for (JsonNode step : RecordedTrace.callSteps()) {
      boolean same =
          RecordedTrace.number(step.required("blockNumber")) == block + 1
              && Address.fromHex(step.required("to").asText()).equals(to)
              && step.required("from").asText().equalsIgnoreCase(call.path("from").asText())
              && Bytes.fromHex(step.required("input").asText()).equals(input);
      if (same && step.has("revertData")) {
        throw reverted(step);
      }
      if (same) {
        return Optional.of("0x");
      }
    }
    return Optional.empty();
  }

  private Optional<String> refused(Address to, Bytes input, long block) {
    Set<Bytes> known = functions.get(to);
    if (known != null && !known.contains(input.slice(0, Math.min(4, input.size())))) {
      throw new CannedRpc.Refused(3, "execution reverted", Optional.of("0x"));
    }
    boolean undrawn =
        to.equals(mediation)
            && decoded(input) instanceof LilypadCall.OfDeal verdict
            && isVerdict(verdict)
            && RecordedContracts.at(block).mediator(verdict.dealId()).equals(Address.ZERO);
    if (undrawn) {
      throw reverted(
          RecordedTrace.callSteps().stream()
              .filter(step -> step.required("flow").asText().equals("P-unknown-deal"))
              .filter(step -> decodedStep(step) instanceof LilypadCall.MediationAcceptResult)
              .findFirst()
              .orElseThrow());
    }
    return Optional.empty();
  }

  private static boolean isVerdict(LilypadCall call) {
    return call instanceof LilypadCall.MediationAcceptResult
        || call instanceof LilypadCall.MediationRejectResult;
  }

  private static LilypadCall decodedStep(JsonNode step) {
    return decoded(Bytes.fromHex(step.required("input").asText()));
  }

  private static CannedRpc.Refused reverted(JsonNode step) {
    return new CannedRpc.Refused(
        3,
        "execution reverted: " + step.required("revertReason").asText(),
        Optional.of(step.required("revertData").asText()));
  }
}
