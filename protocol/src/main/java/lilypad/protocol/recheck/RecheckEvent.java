package lilypad.protocol.recheck;

import java.util.List;
import lilypad.protocol.BlockRef;
import lilypad.protocol.DealId;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.journal.JournalEvent;

/** A fact about how far the record can be relied on, and whose word cannot. */
public sealed interface RecheckEvent extends JournalEvent {

  /**
   * Final blocks were read once more, some time later, and compared with what was recorded of them.
   * What differed is a fact of the intake.
   *
   * @param from the lowest block
   * @param to the highest block
   * @param logs how many logs of watched contracts are recorded of them
   * @param resumeAt the sequence number of the intake's fact from which the blocks above {@code to}
   *     are told
   * @param changes of each deal whose state changed in these blocks, the last change, in their
   *     order
   */
  record RangeRechecked(long from, long to, int logs, long resumeAt, List<StateChange> changes)
      implements RecheckEvent {
    public RangeRechecked {
      changes = List.copyOf(changes);
    }
  }

  /** A recorded log announces that a deal reached a state. */
  record StateChange(DealId deal, AgreementState state, BlockRef block) {}

  /**
   * An endpoint told something that cannot be true, or that the others contradict.
   *
   * @param endpoint its URL without credentials, path and query
   * @param method the JSON-RPC method of the question, or what was checked
   * @param parameters what was asked, in words
   * @param expected what a true answer is
   * @param actual what it told
   */
  record EndpointDisproved(
      String endpoint, String method, String parameters, String expected, String actual)
      implements RecheckEvent {}
}
