package lilypad.protocol.abi;

import java.nio.charset.StandardCharsets;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;

/** Turns a Solidity signature such as {@code getDeal(string)} into what stands for it on chain. */
public final class Selector {

  private Selector() {}

  /** The first four bytes of the signature's Keccak-256: the selector of a function or an error. */
  public static Bytes of(String signature) {
    return topic(signature).bytes().slice(0, 4);
  }

  /** The signature's Keccak-256: topic 0 of an event. */
  public static Hash32 topic(String signature) {
    return Keccak.hash(signature.getBytes(StandardCharsets.US_ASCII));
  }
}
