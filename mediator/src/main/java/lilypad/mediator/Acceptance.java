package lilypad.mediator;

import lilypad.protocol.Hash32;

/** What an operator says, having looked, when the chain contradicts what is recorded as final. */
public sealed interface Acceptance {

  /** Of a replaced final block and the one in its place, this is the chain's. */
  record Chain(Hash32 block) implements Acceptance {}

  /**
   * Of a final block's logs these are the chain's.
   *
   * @param recorded those that are recorded, or else those that are told now
   */
  record Logs(boolean recorded) implements Acceptance {}
}
