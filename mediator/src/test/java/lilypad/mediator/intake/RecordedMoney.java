package lilypad.mediator.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lilypad.protocol.Address;
import lilypad.protocol.DealId;
import lilypad.protocol.RecordedTrace;
import lilypad.protocol.abi.Agreement;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.abi.RecordedContracts;
import lilypad.protocol.deal.ContractProfile;
import lilypad.protocol.deal.DealState;
import lilypad.protocol.money.Holding;
import lilypad.protocol.money.MoneyMoved;
import lilypad.protocol.money.MoneyRules;
import lilypad.protocol.money.Outcome;

/**
 * Who gained and lost what in the recording: counted in three ways that know nothing of each other.
 */
final class RecordedMoney {

  private static final int DECIMALS = 18;

  private RecordedMoney() {}

  /** As the deals' journaled payments tell it, and the transfers that belong to no deal. */
  static MoneyMoved journaled(RecordedWorld world, RecordedContracts contracts) {
    MoneyMoved all = withoutDeal(world);
    for (Map.Entry<DealId, DealState> deal : world.deals().entrySet()) {
      all =
          all.plus(
              MoneyMoved.of(deal.getValue().payments(), contracts.deal(deal.getKey()).members()));
    }
    return all;
  }

  /** As the rules imply it from terms and outcomes, and the same transfers. */
  static MoneyMoved implied(RecordedWorld world, RecordedContracts contracts) {
    MoneyMoved all = withoutDeal(world);
    for (DealId deal : contracts.deals()) {
      Agreement agreement = contracts.agreement(deal);
      Address mediator = contracts.mediator(deal);
      Outcome outcome =
          new Outcome(
              agreement.state(),
              agreement.jobCreatorAgreedAt() != 0,
              agreement.resourceProviderAgreedAt() != 0,
              contracts.instructionCount(deal),
              mediator.equals(Address.ZERO) ? Optional.empty() : Optional.of(mediator));
      all =
          all.plus(
              MoneyRules.implied(ContractProfile.LILYPAD_V2, contracts.deal(deal), outcome)
                  .orElseThrow(() -> new AssertionError("no way to " + outcome)));
    }
    return all;
  }

  private static MoneyMoved withoutDeal(RecordedWorld world) {
    MoneyMoved all = MoneyMoved.NOTHING;
    Address token = RecordedWorld.contract("token");
    for (LilypadEvent.Transfer transfer : world.transfersWithoutDeal()) {
      BigInteger amount = transfer.value().value();
      Holding less = new Holding(amount.negate(), BigInteger.ZERO);
      all = all.plus(only(transfer.from(), less));
      all =
          all.plus(
              transfer.to().equals(token)
                  ? only(transfer.from(), new Holding(BigInteger.ZERO, amount))
                  : only(transfer.to(), new Holding(amount, BigInteger.ZERO)));
    }
    return all;
  }

  private static MoneyMoved only(Address account, Holding change) {
    return new MoneyMoved(new TreeMap<>(Map.of(account, change)), BigInteger.ZERO);
  }

  /** As the token's balances before and after a flow tell it. */
  static Map<String, Holding> recorded(String flow) {
    JsonNode balances = RecordedTrace.get("balances").required(flow);
    Map<String, Holding> changes = new LinkedHashMap<>();
    balances
        .required("before")
        .properties()
        .forEach(
            before -> {
              JsonNode after = balances.required("after").required(before.getKey());
              changes.put(
                  before.getKey(),
                  new Holding(
                      difference(before.getValue(), after, "balance"),
                      difference(before.getValue(), after, "escrow")));
            });
    return changes;
  }

  private static BigInteger difference(JsonNode before, JsonNode after, String field) {
    return new BigInteger(after.required(field).asText())
        .subtract(new BigInteger(before.required(field).asText()));
  }

  /** By the recorder's names: its admin owns the token, and the token holds all escrow. */
  static Map<String, Holding> named(MoneyMoved moved) {
    Map<String, Holding> changes = new LinkedHashMap<>();
    BigInteger held = BigInteger.ZERO;
    for (Map.Entry<String, JsonNode> account : RecordedTrace.get("accounts").properties()) {
      Address address = Address.fromHex(account.getValue().asText());
      Holding change = moved.holdings().getOrDefault(address, Holding.UNCHANGED);
      BigInteger owned = account.getKey().equals("admin") ? moved.treasury() : BigInteger.ZERO;
      changes.put(account.getKey(), new Holding(change.balance().add(owned), change.escrow()));
      held = held.add(change.escrow());
    }
    changes.put("tokenContract", new Holding(held, BigInteger.ZERO));
    return changes;
  }

  /** In whole tokens, without those for whom nothing changed. */
  static String shown(Map<String, Holding> changes) {
    List<String> parts =
        changes.entrySet().stream()
            .filter(change -> !change.getValue().equals(Holding.UNCHANGED))
            .map(change -> change.getKey() + " " + shown(change.getValue()))
            .sorted()
            .toList();
    return parts.isEmpty() ? "nothing" : parts.stream().collect(Collectors.joining(", "));
  }

  private static String shown(Holding change) {
    String balance = change.balance().signum() == 0 ? "" : whole(change.balance());
    String escrow = change.escrow().signum() == 0 ? "" : " escrow " + whole(change.escrow());
    return (balance + escrow).strip();
  }

  private static String whole(BigInteger amount) {
    String plain = new BigDecimal(amount, DECIMALS).stripTrailingZeros().toPlainString();
    return amount.signum() > 0 ? "+" + plain : plain;
  }
}
