package lilypad.persistence.audit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import lilypad.protocol.Address;
import lilypad.protocol.ChainLog;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.DecodedLog;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.abi.LogDecoder;
import lilypad.protocol.deal.DealReplay.Contradiction;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.roster.VerifierEvent.PayoutMade;
import lilypad.protocol.roster.VerifierEvent.PayoutRequested;
import lilypad.protocol.settle.Outgoing;
import lilypad.protocol.settle.Refusal;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.SettlementReport;
import lilypad.protocol.settle.WalletEvent;
import lilypad.protocol.settle.WalletState;

/** That payouts ended as the wallet says, and that the token moved what was paid. */
final class PayoutCheck {

  private record Moved(Address token, Address to, Wei amount, Hash32 block) {}

  private record Made(PayoutMade fact, Moved expected, Consumer<Contradiction> wrong) {}

  private final Predicate<Address> ours;

  /** The outbox, as far as it is about payouts. */
  private WalletState wallet = WalletState.EMPTY;

  private final Map<Hash32, PayoutRequested> wanted = new HashMap<>();

  /** Every end that the wallet ever told of a payout: a reorganisation may bring another one. */
  private final Map<Hash32, Set<SettlementReport>> ends = new HashMap<>();

  /** What the mediator's tokens did, by transaction, of which no account has told yet. */
  private final Map<Hash32, Moved> moved = new HashMap<>();

  /** What accounts tell of which the chain has not told yet. */
  private final Map<Hash32, Made> unseen = new HashMap<>();

  private long finalized = -1;

  /**
   * Nothing was paid yet.
   *
   * @param ours whether an account is, or was, the mediator's
   */
  PayoutCheck(Predicate<Address> ours) {
    this.ours = ours;
  }

  void requested(SettlementIntent intent, PayoutRequested request) {
    wanted.put(intent.id(), request);
  }

  void sent(WalletEvent event) {
    if (wanted.containsKey(event.about())) {
      wallet = wallet.apply(event);
      wallet
          .find(event.about())
          .flatMap(Outgoing::report)
          .ifPresent(
              report -> ends.computeIfAbsent(event.about(), id -> new HashSet<>()).add(report));
    }
  }

  void made(SettlementIntent intent, PayoutMade fact, Consumer<Contradiction> wrong) {
    SettlementReport due =
        new SettlementReport.Final(
            intent.id(), fact.transaction(), fact.block(), fact.blockNumber(), true);
    if (!ends.getOrDefault(intent.id(), Set.of()).contains(due)) {
      wrong.accept(
          new Contradiction(
              "a payout made", "one that the wallet settled with success", fact.toString()));
    }
    PayoutRequested request = wanted.get(intent.id());
    if (request == null) {
      return;
    }
    Made made =
        new Made(
            fact, new Moved(request.token(), request.to(), request.amount(), fact.block()), wrong);
    Moved known = moved.remove(fact.transaction());
    if (known == null) {
      unseen.put(fact.transaction(), made);
    } else {
      compare(made, known);
    }
  }

  private static void compare(Made made, Moved found) {
    Moved expected = made.expected();
    if (!found.token().equals(expected.token())
        || !found.to().equals(expected.to())
        || !found.amount().equals(expected.amount())) {
      made.wrong()
          .accept(new Contradiction("what a payout moved", expected.toString(), found.toString()));
    }
  }

  void returned(
      SettlementIntent intent, VerifierEvent.PayoutReturned fact, Consumer<Contradiction> wrong) {
    boolean given =
        ends.getOrDefault(intent.id(), Set.of()).stream()
            .anyMatch(
                report ->
                    report instanceof SettlementReport.Refused refused
                        && refused.refusal() == Refusal.ABANDONED);
    if (!given) {
      wrong.accept(
          new Contradiction("a payout returned", "one that the wallet gave up", fact.toString()));
    }
  }

  void seen(IntakeEvent event) {
    switch (event) {
      case IntakeEvent.BlockSeen block -> seen(block);
      case IntakeEvent.RangeSeen range -> range.blocks().forEach(this::seen);
      case IntakeEvent.BlockRetracted gone ->
          moved.values().removeIf(what -> what.block().equals(gone.block().hash()));
      case IntakeEvent.FinalityAdvanced advanced -> finalized = advanced.finalized();
      case IntakeEvent.DeliveryAdvanced e -> {}
      case IntakeEvent.CaughtUp e -> {}
      case IntakeEvent.FinalityViolated e -> {}
      case IntakeEvent.LogsContradicted e -> {}
      case IntakeEvent.StateContradicted e -> {}
      case IntakeEvent.ChainAccepted e -> {}
    }
  }

  private void seen(IntakeEvent.BlockSeen block) {
    for (ChainLog log : block.contractLogs()) {
      if (isOfOurs(log)
          && LogDecoder.decode(log) instanceof DecodedLog.Decoded decoded
          && decoded.event() instanceof LilypadEvent.Transfer transfer) {
        Moved found = new Moved(log.address(), transfer.to(), transfer.value(), log.blockHash());
        Made made = unseen.remove(log.transactionHash());
        if (made == null) {
          moved.put(log.transactionHash(), found);
        } else {
          compare(made, found);
        }
      }
    }
  }

  /** Whether a log's first indexed value is our account: most logs are not worth decoding. */
  private boolean isOfOurs(ChainLog log) {
    return log.topics().size() > 1
        && ours.test(new Address(log.topics().get(1).bytes().slice(12, 32)));
  }

  /** What the chain should have told by now. */
  void end() {
    for (Made made : unseen.values()) {
      if (made.fact().blockNumber() <= finalized) {
        made.wrong()
            .accept(
                new Contradiction(
                    "what a payout moved", made.expected().toString(), "no transfer in its block"));
      }
    }
  }
}
