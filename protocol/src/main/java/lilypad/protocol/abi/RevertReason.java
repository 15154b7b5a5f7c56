package lilypad.protocol.abi;

import java.math.BigInteger;
import lilypad.protocol.Bytes;

/** Why a call reverted, read from its revert data. Reading never fails. */
public sealed interface RevertReason {

  /** The selector of {@code Error(string)}. */
  Bytes ERROR = Selector.of("Error(string)");

  /** The selector of {@code Panic(uint256)}. */
  Bytes PANIC = Selector.of("Panic(uint256)");

  /** Solidity's {@code Error(string)}: what {@code require} and {@code revert} say. */
  record Message(String text) implements RevertReason {}

  /** Solidity's {@code Panic(uint256)}: 0x11 overflow, 0x12 division by zero, 0x21 bad enum... */
  record Panic(BigInteger code) implements RevertReason {}

  /** An error of the contract's own: four bytes of selector and its arguments. */
  record Custom(Bytes selector, Bytes arguments) implements RevertReason {}

  /** Fewer than four bytes, or an {@code Error} or {@code Panic} that cannot be read. */
  record Unreadable(Bytes data) implements RevertReason {}

  /** The message's text, or a description of what came instead. Hostile text: escape to show. */
  default String text() {
    return switch (this) {
      case Message message -> message.text();
      case Panic panic -> "panic 0x" + panic.code().toString(16);
      case Custom custom -> "error " + custom.selector();
      case Unreadable unreadable ->
          unreadable.data().size() == 0 ? "no reason given" : "unreadable revert data";
    };
  }

  /** Reads revert data as a node returns it. */
  static RevertReason decode(Bytes data) {
    if (data.size() < 4) {
      return new Unreadable(data);
    }
    byte[] bytes = data.toArray();
    Bytes selector = data.slice(0, 4);
    try {
      if (selector.equals(ERROR)) {
        return new Message(AbiReader.read(bytes, 4, 1, AbiReader::string));
      }
      if (selector.equals(PANIC)) {
        return new Panic(AbiReader.read(bytes, 4, 1, AbiReader::uint256));
      }
    } catch (MalformedAbi e) {
      return new Unreadable(data);
    }
    return new Custom(selector, data.slice(4, data.size()));
  }
}
