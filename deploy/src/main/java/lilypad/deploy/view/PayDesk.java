package lilypad.deploy.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import lilypad.protocol.Address;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.Wei;
import lilypad.verifier.key.AccessToken;

/**
 * Verifiers' accounts at a running mediator, which alone pays: it is asked to, and then how it
 * goes.
 *
 * @param verifiers whose; all if it is empty
 * @param least what is not worth a transaction below it
 */
public record PayDesk(OperatorApi api, Set<Address> verifiers, Wei least) {

  private static final Duration LOOK = Duration.ofMillis(500);

  /** Copies the set. */
  public PayDesk {
    verifiers = Set.copyOf(verifiers);
  }

  /** The accounts that ever held anything. */
  public ArrayNode accounts() {
    return those(verifier -> !amount(verifier, "earned").equals(BigInteger.ZERO));
  }

  /** The accounts that a payout would empty now. */
  public ArrayNode payable() {
    return those(
        verifier -> {
          BigInteger balance = amount(verifier, "balance");
          return balance.signum() > 0
              && amount(verifier, "pending").signum() == 0
              && balance.compareTo(least.value()) >= 0;
        });
  }

  private ArrayNode those(Predicate<JsonNode> which) {
    ArrayNode found = JsonNodeFactory.instance.arrayNode();
    for (JsonNode verifier : api.require("/api/v1/verifiers")) {
      boolean meant =
          verifiers.isEmpty()
              || verifiers.contains(Address.fromHex(verifier.path("address").asText()));
      if (meant && which.test(verifier)) {
        found.add(verifier);
      }
    }
    return found;
  }

  private static BigInteger amount(JsonNode verifier, String which) {
    return new BigInteger(verifier.path("account").path(which).asText("0"));
  }

  /**
   * What the mediator answered.
   *
   * @param paying whose payouts are on their way
   * @param refused what it will not pay, and what to do
   */
  public record Asked(Set<String> paying, ArrayNode refused) {
    /** Copies the set. */
    public Asked {
      paying = Set.copyOf(paying);
    }
  }

  /** Has the mediator pay. */
  public Asked pay(AccessToken token) {
    String query =
        verifiers.stream().sorted().map(one -> "&node=" + one).collect(Collectors.joining());
    Set<String> paying = new HashSet<>();
    ArrayNode refused = JsonNodeFactory.instance.arrayNode();
    for (JsonNode answer : api.post("/api/v1/payouts?minimum=" + least + query, token)) {
      switch (answer.path("answer").asText()) {
        case "TOO_LITTLE" -> {}
        case "TO_OURSELVES" -> refused.add(answer);
        default -> paying.add(answer.path("address").asText());
      }
    }
    return new Asked(paying, refused);
  }

  /**
   * Waits until it is known what became of payouts, or until it has waited long enough: then they
   * are on their way still.
   */
  public ArrayNode follow(Set<String> paying, Duration patience) {
    Instant end = Instant.now().plus(patience);
    Predicate<JsonNode> meant = verifier -> paying.contains(verifier.path("address").asText());
    ArrayNode now = those(meant);
    while (now.valueStream().anyMatch(PayDesk::open) && Instant.now().isBefore(end)) {
      pause();
      now = those(meant);
    }
    return now;
  }

  private static boolean open(JsonNode verifier) {
    String state = verifier.path("account").path("last").path("state").asText();
    return state.equals("PENDING") || state.equals("STOPPING");
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotGoOn(
          "Waiting for payouts was interrupted", "Ask again: nothing is paid twice", e);
    }
  }
}
