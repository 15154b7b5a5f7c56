package lilypad.protocol.recheck;

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
   */
  record RangeRechecked(long from, long to, int logs, long resumeAt) implements RecheckEvent {}

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
