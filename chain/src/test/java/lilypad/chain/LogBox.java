package lilypad.chain;

import lilypad.protocol.Bytes;

/**
 * A contract for tests, in 68 bytes of hand-written EVM code. A call without data emits one log
 * (topic 42, data: the block's number). A call with data does the same once; the second time it
 * reverts with {@code Error("twice")}.
 */
public final class LogBox {

  private static final String RUNTIME =
      "36156010576000546" // no data: to the log
          + "01d576001600055" // seen before: to the revert; else remember
          + "5b43600052602a60206000a100" // log
          + "5b6308c379a060e01b600052602060045260056024526474776963656" // Error(string)
          + "0d81b60445260646000fd";

  /** Its creation code. */
  public static final Bytes INIT_CODE =
      Bytes.fromHex("60" + "%02x".formatted(RUNTIME.length() / 2) + "80600b6000396000f3" + RUNTIME);

  private LogBox() {}
}
