package lilypad.deploy.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lilypad.mediator.deal.DealActor;
import lilypad.persistence.embedded.JournalReader;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.abi.DecodedLog;
import lilypad.protocol.abi.LogDecoder;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.journal.JournalEvent;

/**
 * What a journal tells of a chain: the logs the intake saw and those each deal recorded, less what
 * was retracted; and when the facts of each block were durable.
 */
final class LiveJournal {

  /** A block whose facts its deals have when so many deliveries were acknowledged. */
  private record Owed(Hash32 block, long deliveries) {}

  private final List<IntakeEvent.BlockSeen> seen = new ArrayList<>();
  private final Map<String, List<ChainLog>> recorded = new HashMap<>();
  private final Deque<Owed> owed = new ArrayDeque<>();
  private final Map<Hash32, Long> durable = new HashMap<>();
  private long deliveries;

  /**
   * Reads all of it.
   *
   * @throws BenchFault if there is a fact that this chain gives no reason for
   */
  static LiveJournal read(Path folder) {
    LiveJournal journal = new LiveJournal();
    try (JournalReader reader = JournalReader.open(folder)) {
      reader.forEach(
          entry -> journal.happened(entry.persistenceId(), entry.event(), entry.recordedAt()));
    }
    return journal;
  }

  void happened(String persistenceId, JournalEvent event, long at) {
    switch (event) {
      case IntakeEvent intake -> taken(intake, at);
      case DealEvent.LogRecorded fact -> logs(persistenceId).add(fact.log());
      case DealEvent.LogsRetracted gone ->
          logs(persistenceId).removeIf(log -> log.blockHash().equals(gone.block().hash()));
      case DealEvent other -> throw unexpected(other);
      default -> {
        // The wallet's and the recheck's own affairs.
      }
    }
  }

  private List<ChainLog> logs(String persistenceId) {
    return recorded.computeIfAbsent(persistenceId, id -> new ArrayList<>());
  }

  private void taken(IntakeEvent event, long at) {
    switch (event) {
      case IntakeEvent.BlockSeen block -> seen(block);
      case IntakeEvent.RangeSeen range -> range.blocks().forEach(this::seen);
      case IntakeEvent.BlockRetracted gone -> {
        seen.removeIf(block -> block.block().equals(gone.block()));
        deliveries += gone.deals().size();
      }
      case IntakeEvent.DeliveryAdvanced advanced -> {
        while (!owed.isEmpty() && owed.getFirst().deliveries() <= advanced.delivered()) {
          durable.putIfAbsent(owed.removeFirst().block(), at);
        }
      }
      case IntakeEvent.FinalityAdvanced advanced -> {}
      case IntakeEvent.CaughtUp caught -> {}
      case IntakeEvent.FinalityViolated violated -> throw unexpected(violated);
      case IntakeEvent.LogsContradicted contradicted -> throw unexpected(contradicted);
      case IntakeEvent.StateContradicted contradicted -> throw unexpected(contradicted);
      case IntakeEvent.ChainAccepted accepted -> throw unexpected(accepted);
    }
  }

  private void seen(IntakeEvent.BlockSeen block) {
    seen.add(block);
    if (!block.deals().isEmpty()) {
      deliveries += block.deals().size();
      owed.add(new Owed(block.block().hash(), deliveries));
    }
  }

  private static BenchFault unexpected(JournalEvent event) {
    return new BenchFault("expected logs, retractions and finality only, got " + event);
  }

  /** Intake's and deals' differences from what there is. */
  LogDifference against(List<LiveChain.Mined> canonical) {
    List<ChainLog> all = canonical.stream().flatMap(mined -> mined.logs().stream()).toList();
    LogDifference difference =
        LogDifference.between(all, seen.stream().flatMap(block -> logs(block).stream()).toList());
    Map<String, List<ChainLog>> expected = new HashMap<>();
    for (ChainLog log : all) {
      deal(log)
          .ifPresent(
              deal ->
                  expected
                      .computeIfAbsent(
                          DealActor.persistenceId(LiveChain.key(deal)).id(),
                          id -> new ArrayList<>())
                      .add(log));
    }
    Set<String> deals = new HashSet<>(expected.keySet());
    deals.addAll(recorded.keySet());
    for (String deal : deals) {
      difference =
          difference.plus(
              LogDifference.between(
                  expected.getOrDefault(deal, List.of()), recorded.getOrDefault(deal, List.of())));
    }
    return difference;
  }

  /** The generator's logs can all be decoded. */
  private static Optional<DealId> deal(ChainLog log) {
    return switch (LogDecoder.decode(log)) {
      case DecodedLog.Decoded decoded -> decoded.event().deal();
      case DecodedLog other -> throw new BenchFault("expected a log of ours, got " + other);
    };
  }

  /** A block's logs by their place in it: the intake keeps them by deal. */
  private static List<ChainLog> logs(IntakeEvent.BlockSeen block) {
    List<ChainLog> logs = new ArrayList<>(block.contractLogs());
    block.deals().forEach(deal -> logs.addAll(deal.logs()));
    block.anomalies().forEach(anomaly -> logs.add(anomaly.log()));
    logs.sort(Comparator.comparingInt(ChainLog::logIndex));
    return logs;
  }

  /**
   * Milliseconds from a block's appearing until its deals' facts were durable, of each canonical
   * block with such, ascending. The end is the intake's own record that all were acknowledged,
   * which comes after them.
   */
  List<Long> latencies(List<LiveChain.Mined> canonical) {
    List<Long> latencies = new ArrayList<>();
    for (LiveChain.Mined mined : canonical) {
      Optional.ofNullable(durable.get(mined.block().hash()))
          .ifPresent(at -> latencies.add(at - mined.at()));
    }
    latencies.sort(Comparator.naturalOrder());
    return List.copyOf(latencies);
  }
}
