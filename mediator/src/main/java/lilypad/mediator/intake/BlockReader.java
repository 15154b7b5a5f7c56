package lilypad.mediator.intake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lilypad.chain.follow.FollowStep;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.abi.DecodedLog;
import lilypad.protocol.abi.LogDecoder;
import lilypad.protocol.intake.IntakeEvent;

/**
 * From what the follower found to facts: sorts a block's logs by deal; what cannot be decoded is
 * kept and named, and stops nothing.
 */
final class BlockReader {

  private BlockReader() {}

  static IntakeEvent event(FollowStep step, IntakeState state) {
    return switch (step) {
      case FollowStep.BlockExtended extended -> seen(extended.block(), extended.logs());
      case FollowStep.RangeScanned range ->
          new IntakeEvent.RangeSeen(
              range.from(),
              range.to(),
              range.last(),
              range.withLogs().stream().map(block -> seen(block.block(), block.logs())).toList());
      case FollowStep.BlockRetracted retracted ->
          new IntakeEvent.BlockRetracted(
              retracted.block(),
              Optional.ofNullable(state.dealsOf().get(retracted.block().hash()))
                  .map(IntakeState.SeenBlock::deals)
                  .orElse(List.of()));
      case FollowStep.FinalityAdvanced advanced ->
          new IntakeEvent.FinalityAdvanced(advanced.safe(), advanced.finalized());
    };
  }

  private static IntakeEvent.BlockSeen seen(BlockRef block, List<ChainLog> logs) {
    Map<DealId, List<ChainLog>> deals = new LinkedHashMap<>();
    List<ChainLog> contract = new ArrayList<>();
    List<IntakeEvent.LogAnomaly> anomalies = new ArrayList<>();
    for (ChainLog log : logs) {
      switch (LogDecoder.decode(log)) {
        case DecodedLog.Decoded decoded ->
            decoded
                .event()
                .deal()
                .ifPresentOrElse(
                    deal -> deals.computeIfAbsent(deal, id -> new ArrayList<>()).add(log),
                    () -> contract.add(log));
        case DecodedLog.UnknownLog unknown ->
            anomalies.add(
                new IntakeEvent.LogAnomaly(
                    log,
                    unknown.expected(),
                    unknown.topic0().map(Hash32::toString).orElse("a log without topics")));
        case DecodedLog.MalformedLog malformed ->
            anomalies.add(
                new IntakeEvent.LogAnomaly(log, malformed.expected(), malformed.actual()));
      }
    }
    return new IntakeEvent.BlockSeen(
        block,
        deals.entrySet().stream()
            .map(entry -> new IntakeEvent.DealLogs(entry.getKey(), entry.getValue()))
            .toList(),
        contract,
        anomalies);
  }
}
