package lilypad.protocol.deal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * @param payments every payment, in order
 */
public record ChainView(
    AgreementState state,
    Optional<BlockRef> stateBlock,
    Optional<CheckRef> check,
    List<LilypadEvent.Payment> payments) {

  static ChainView of(List<DealState.LoggedAt> logs) {
    AgreementState state = AgreementState.DEAL_NEGOTIATING;
    Optional<BlockRef> stateBlock = Optional.empty();
    Optional<CheckRef> check = Optional.empty();
    List<LilypadEvent.Payment> payments = new ArrayList<>();
    for (DealState.LoggedAt logged : logs) {
      ChainLog log = logged.log();
      if (LogDecoder.decode(log) instanceof DecodedLog.Decoded decoded) {
        LilypadEvent event = decoded.event();
        if (event instanceof LilypadEvent.DealStateChange change) {
          state = change.state();
          stateBlock = Optional.of(logged.block());
        } else if (event instanceof LilypadEvent.MediationRequested requested) {
          check =
              Optional.of(
                  new CheckRef(
                      logged.block(), log.transactionHash(), log.logIndex(), requested.mediator()));
        } else if (event instanceof LilypadEvent.Payment payment) {
          payments.add(payment);
        }
      }
    }
    return new ChainView(state, stateBlock, check, List.copyOf(payments));
  }
}
