package lilypad.protocol.deal;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.DecodedLog;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.abi.LogDecoder;

/**
 * What a deal's logs say of it.
 *
 * @param state the last state the chain told; a deal without a state change is negotiating
 * @param stateBlock the block that told it
 * @param check the last request for a check
 * @param watch the mediator that may ask in the client's place
 */
public record ChainView(
    AgreementState state,
    Optional<BlockRef> stateBlock,
    Optional<CheckRef> check,
    Optional<Watch> watch) {

  /** Of a deal without logs. */
  static final ChainView NOTHING =
      new ChainView(
          AgreementState.DEAL_NEGOTIATING, Optional.empty(), Optional.empty(), Optional.empty());

  static ChainView of(List<DealState.LoggedAt> logs) {
    ChainView view = NOTHING;
    for (DealState.LoggedAt logged : logs) {
      view = view.after(logged);
    }
    return view;
  }

  /** With one more log. */
  ChainView after(DealState.LoggedAt logged) {
    return event(logged).map(event -> after(logged, event)).orElse(this);
  }

  private ChainView after(DealState.LoggedAt logged, LilypadEvent event) {
    if (event instanceof LilypadEvent.DealStateChange change) {
      return new ChainView(change.state(), Optional.of(logged.block()), check, watch);
    }
    if (event instanceof LilypadEvent.MediationRequested requested) {
      return new ChainView(state, stateBlock, Optional.of(check(logged, requested)), watch);
    }
    if (event instanceof LilypadEvent.WatchmanAppointed appointed) {
      Watch appointment = new Watch(appointed.watchman(), appointed.controller());
      return new ChainView(state, stateBlock, check, Optional.of(appointment));
    }
    return this;
  }

  private static CheckRef check(
      DealState.LoggedAt logged, LilypadEvent.MediationRequested requested) {
    ChainLog log = logged.log();
    return new CheckRef(
        logged.block(), log.transactionHash(), log.logIndex(), requested.mediator());
  }

  /** Every payment, in order. */
  static List<LilypadEvent.Payment> payments(List<DealState.LoggedAt> logs) {
    return logs.stream()
        .flatMap(logged -> event(logged).stream())
        .flatMap(
            event ->
                event instanceof LilypadEvent.Payment payment ? Stream.of(payment) : Stream.empty())
        .toList();
  }

  private static Optional<LilypadEvent> event(DealState.LoggedAt logged) {
    return LogDecoder.decode(logged.log()) instanceof DecodedLog.Decoded decoded
        ? Optional.of(decoded.event())
        : Optional.empty();
  }
}
