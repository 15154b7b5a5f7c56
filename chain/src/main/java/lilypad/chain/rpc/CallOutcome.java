package lilypad.chain.rpc;

import lilypad.protocol.Bytes;

/** What a transaction would do now, told by {@code eth_call}. */
public sealed interface CallOutcome permits CallOutcome.Succeeded, Reverted {

  /** It would succeed and return {@code output}. */
  record Succeeded(Bytes output) implements CallOutcome {}
}
