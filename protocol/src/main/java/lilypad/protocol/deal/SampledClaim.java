package lilypad.protocol.deal;

import java.util.Optional;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Hash32;
import lilypad.protocol.rules.Sampling;
import lilypad.protocol.settle.Refusal;
import lilypad.protocol.settle.SettlementReport;

/**
 * A claim that nobody had challenged when it was its turn to be chosen for a silent check.
 *
 * @param claim the block with the claim
 * @param choice what was decided; empty if the claim was not ours to check, or too old
 * @param watching what we decided as the client's watchman, once the silent check had ended
 */
public record SampledClaim(
    BlockRef claim, Optional<Sampling.Decision> choice, Optional<Watching> watching) {

  /** One whose silent check has not ended, or of which we are no watchman. */
  public SampledClaim(BlockRef claim, Optional<Sampling.Decision> choice) {
    this(claim, choice, Optional.empty());
  }

  /**
   * A watchman's decision, and what came of it.
   *
   * @param last what was last heard of the request for a check
   */
  public record Watching(DealEvent.WatchDecided decided, Optional<SettlementReport> last) {

    /** Whether the wallet has, or may have, something to do for it. */
    public boolean open() {
      return decided.check().isPresent()
          && last.map(
                  report ->
                      switch (report) {
                        case SettlementReport.Broadcast r -> true;
                        case SettlementReport.Mined r -> true;
                        case SettlementReport.Unmined r -> true;
                        case SettlementReport.Final r -> false;
                        case SettlementReport.Refused r -> r.refusal() != Refusal.ABANDONED;
                      })
              .orElse(true);
    }

    /** The transaction that was last heard of; one before it may be mined in its place. */
    public Optional<Hash32> transaction() {
      return last.flatMap(
          report ->
              switch (report) {
                case SettlementReport.Broadcast r -> Optional.of(r.transaction());
                case SettlementReport.Mined r -> Optional.of(r.transaction());
                case SettlementReport.Unmined r -> Optional.of(r.transaction());
                case SettlementReport.Final r -> Optional.of(r.transaction());
                case SettlementReport.Refused r -> Optional.empty();
              });
    }
  }

  SampledClaim watching(DealEvent.WatchDecided decided) {
    return new SampledClaim(claim, choice, Optional.of(new Watching(decided, Optional.empty())));
  }

  /** A report of another intent changes nothing. */
  SampledClaim reported(SettlementReport report) {
    return new SampledClaim(
        claim,
        choice,
        watching.map(
            known ->
                known.decided().isOf(report.intent())
                    ? new Watching(known.decided(), Optional.of(report))
                    : known));
  }
}
