package lilypad.deploy.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import lilypad.deploy.devnet.Devnet;
import lilypad.deploy.devnet.MediatorSite;
import lilypad.deploy.view.PayDesk;
import lilypad.market.DevnetAccount;
import lilypad.market.contracts.Balances;
import lilypad.protocol.Address;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.story.Plain;

/**
 * Verifiers are paid what they earned. The mediator is killed with the transfers in the node's
 * pool, and asked to pay a second and a third time: each is paid once, and accounts and chain
 * agree.
 */
record PayOut() implements Scenario {

  private static final int BLOCK_SECONDS = 1;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Override
  public Optional<String> expectedVerdict() {
    return Optional.of("ACCEPT");
  }

  @Override
  public void play(Dispute dispute) throws InterruptedException {
    Devnet devnet = dispute.devnet();
    MediatorSite site = dispute.site();
    PayDesk desk = site.payDesk();
    dispute.play(dispute.script());
    dispute.check();
    dispute.awaitEnding(AgreementState.MEDIATION_ACCEPTED);
    JsonNode record =
        dispute.awaitRecord(
            "a final settlement and what its answers earned",
            deal ->
                deal.path("settlement").path("status").asText().equals("FINAL")
                    && deal.path("pay").isObject());
    dispute.expectVerdict();
    dispute.expectMoney(Scenario.accepted(devnet.settings()));
    JsonNode awards = record.path("pay").path("awards");
    dispute.expect().equal("the answers that are paid", dispute.votes().size(), awards.size());
    dispute
        .waiting()
        .until(
            "the accounts of what is on record as earned",
            () -> onRecord(site).equals(Optional.of(amounts(desk.accounts(), "earned"))));
    Map<Address, BigInteger> due = amounts(desk.payable(), "balance");
    Balances before = balances(dispute);
    long nonce = dispute.chain().nonce(site);
    payAndKill(dispute, desk, nonce, due);

    ArrayNode ends = desk.follow(texts(due.keySet()), PATIENCE);
    for (JsonNode verifier : ends) {
      dispute
          .expect()
          .equal(
              "the payout of " + verifier.path("address").asText(),
              "MADE",
              verifier.path("account").path("last").path("state").asText());
    }
    dispute
        .expect()
        .equal("a third wish to pay", Set.of(), desk.pay(site.operatorToken()).paying());
    dispute.expect().equal("what is still to be paid", 0, desk.payable().size());
    dispute.expectNonce(nonce + due.size());
    Balances after = balances(dispute);
    due.forEach(
        (verifier, amount) ->
            dispute
                .expect()
                .equal(
                    "what " + verifier + " got",
                    amount,
                    after
                        .of(verifier)
                        .total()
                        .value()
                        .subtract(before.of(verifier).total().value())));
    dispute.tell(
        "paid "
            + Plain.tokens(due.values().stream().reduce(BigInteger.ZERO, BigInteger::add))
            + " to "
            + due.size()
            + " verifiers, as their balances on chain say");
  }

  /** Kill -9 with all transfers in the pool; then they are asked for once more. */
  private static void payAndKill(
      Dispute dispute, PayDesk desk, long nonce, Map<Address, BigInteger> due) {
    MediatorSite site = dispute.site();
    dispute.devnet().anvil().setBlockSeconds(0);
    dispute.tell("mining is stopped; " + due.size() + " verifiers are to be paid");
    dispute
        .expect()
        .equal("those that are paid", texts(due.keySet()), desk.pay(site.operatorToken()).paying());
    dispute
        .waiting()
        .until(
            "the transfers in the node's pool",
            () -> dispute.chain().pendingNonce(site) == nonce + due.size());
    site.mediator().kill();
    dispute.tell("killed the mediator with the transfers on their way");
    site.restartMediator();
    dispute
        .expect()
        .equal(
            "those that are on their way",
            texts(due.keySet()),
            desk.pay(site.operatorToken()).paying());
    dispute.devnet().anvil().setBlockSeconds(BLOCK_SECONDS);
  }

  /** What all answers so far earned by the deals' records; empty while one does not say it yet. */
  private static Optional<Map<Address, BigInteger>> onRecord(MediatorSite site) {
    Map<Address, BigInteger> earned = new TreeMap<>();
    for (JsonNode deal : site.api().deals().orElseGet(JsonNodeFactory.instance::arrayNode)) {
      if (deal.path("settlement").isObject() && !deal.path("pay").isObject()) {
        return Optional.empty();
      }
      for (JsonNode award : deal.path("pay").path("awards")) {
        earned.merge(
            Address.fromHex(award.path("verifier").asText()),
            new BigInteger(award.path("amount").asText()),
            BigInteger::add);
      }
    }
    return Optional.of(earned);
  }

  private static Map<Address, BigInteger> amounts(ArrayNode verifiers, String which) {
    Map<Address, BigInteger> amounts = new TreeMap<>();
    for (JsonNode verifier : verifiers) {
      amounts.put(
          Address.fromHex(verifier.path("address").asText()),
          new BigInteger(verifier.path("account").path(which).asText()));
    }
    return amounts;
  }

  private static Set<String> texts(Set<Address> addresses) {
    Set<String> texts = new TreeSet<>();
    addresses.forEach(address -> texts.add(address.checksummed()));
    return texts;
  }

  private static Balances balances(Dispute dispute) {
    return dispute
        .devnet()
        .market()
        .ledger()
        .balances(dispute.site().verifierAccounts().stream().map(DevnetAccount::address).toList());
  }
}
