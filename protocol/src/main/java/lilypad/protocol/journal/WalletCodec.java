package lilypad.protocol.journal;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import lilypad.protocol.settle.WalletEvent;
import lilypad.protocol.wire.journal.GapFoundMsg;
import lilypad.protocol.wire.journal.IntentAcceptedMsg;
import lilypad.protocol.wire.journal.IntentRefusedMsg;
import lilypad.protocol.wire.journal.IntentSettledMsg;
import lilypad.protocol.wire.journal.NonceDisplacedMsg;
import lilypad.protocol.wire.journal.SettlementUndoneMsg;
import lilypad.protocol.wire.journal.TransactionMinedMsg;
import lilypad.protocol.wire.journal.TransactionRevertedMsg;
import lilypad.protocol.wire.journal.TransactionSignedMsg;
import lilypad.protocol.wire.journal.TransactionUnminedMsg;

/** The wallet's facts. */
final class WalletCodec {

  private WalletCodec() {}

  static String manifest(WalletEvent event) {
    return switch (event) {
      case WalletEvent.IntentAccepted e -> "wallet.IntentAccepted/1";
      case WalletEvent.GapFound e -> "wallet.GapFound/1";
      case WalletEvent.TransactionSigned e -> "wallet.TransactionSigned/1";
      case WalletEvent.TransactionMined e -> "wallet.TransactionMined/1";
      case WalletEvent.TransactionReverted e -> "wallet.TransactionReverted/1";
      case WalletEvent.TransactionUnmined e -> "wallet.TransactionUnmined/1";
      case WalletEvent.IntentSettled e -> "wallet.IntentSettled/1";
      case WalletEvent.SettlementUndone e -> "wallet.SettlementUndone/1";
      case WalletEvent.IntentRefused e -> "wallet.IntentRefused/1";
      case WalletEvent.NonceDisplaced e -> "wallet.NonceDisplaced/1";
    };
  }

  static MessageLite encode(WalletEvent event) {
    return switch (event) {
      case WalletEvent.IntentAccepted e ->
          IntentAcceptedMsg.newBuilder().setIntent(Wire.of(e.intent())).build();
      case WalletEvent.GapFound e ->
          GapFoundMsg.newBuilder().setIntent(Wire.of(e.intent())).setNonce(e.nonce()).build();
      case WalletEvent.TransactionSigned e ->
          TransactionSignedMsg.newBuilder()
              .setIntent(Wire.of(e.intent()))
              .setNonce(e.nonce())
              .setTransaction(Wire.of(e.transaction()))
              .setRaw(Wire.of(e.raw()))
              .setGasLimit(e.gasLimit())
              .setMaxFee(Wire.of(e.maxFee()))
              .setMaxPriorityFee(Wire.of(e.maxPriorityFee()))
              .setFill(e.fill())
              .build();
      case WalletEvent.TransactionMined e ->
          TransactionMinedMsg.newBuilder()
              .setIntent(Wire.of(e.intent()))
              .setTransaction(Wire.of(e.transaction()))
              .setBlock(Wire.of(e.block()))
              .setBlockNumber(e.blockNumber())
              .setSuccess(e.success())
              .build();
      case WalletEvent.TransactionReverted e ->
          TransactionRevertedMsg.newBuilder()
              .setIntent(Wire.of(e.intent()))
              .setTransaction(Wire.of(e.transaction()))
              .setBlock(Wire.of(e.block()))
              .setBlockNumber(e.blockNumber())
              .build();
      case WalletEvent.TransactionUnmined e ->
          TransactionUnminedMsg.newBuilder()
              .setIntent(Wire.of(e.intent()))
              .setTransaction(Wire.of(e.transaction()))
              .build();
      case WalletEvent.IntentSettled e ->
          IntentSettledMsg.newBuilder()
              .setIntent(Wire.of(e.intent()))
              .setTransaction(Wire.of(e.transaction()))
              .setBlock(Wire.of(e.block()))
              .setBlockNumber(e.blockNumber())
              .setSuccess(e.success())
              .setLevel(SettlementWire.level(e.level()))
              .build();
      case WalletEvent.SettlementUndone e ->
          SettlementUndoneMsg.newBuilder()
              .setIntent(Wire.of(e.intent()))
              .setTransaction(Wire.of(e.transaction()))
              .build();
      case WalletEvent.IntentRefused e ->
          IntentRefusedMsg.newBuilder()
              .setIntent(Wire.of(e.intent()))
              .setReason(e.reason())
              .build();
      case WalletEvent.NonceDisplaced e ->
          NonceDisplacedMsg.newBuilder().setIntent(Wire.of(e.intent())).setNonce(e.nonce()).build();
    };
  }

  static WalletEvent decode(String manifest, byte[] bytes) throws InvalidProtocolBufferException {
    return switch (manifest) {
      case "wallet.IntentAccepted/1" ->
          new WalletEvent.IntentAccepted(
              Wire.intent(IntentAcceptedMsg.parseFrom(bytes).getIntent()));
      case "wallet.GapFound/1" -> {
        GapFoundMsg m = GapFoundMsg.parseFrom(bytes);
        yield new WalletEvent.GapFound(Wire.hash(m.getIntent()), m.getNonce());
      }
      case "wallet.TransactionSigned/1" -> {
        TransactionSignedMsg m = TransactionSignedMsg.parseFrom(bytes);
        yield new WalletEvent.TransactionSigned(
            Wire.hash(m.getIntent()),
            m.getNonce(),
            Wire.hash(m.getTransaction()),
            Wire.bytes(m.getRaw()),
            m.getGasLimit(),
            Wire.wei(m.getMaxFee()),
            Wire.wei(m.getMaxPriorityFee()),
            m.getFill());
      }
      case "wallet.TransactionMined/1" -> {
        TransactionMinedMsg m = TransactionMinedMsg.parseFrom(bytes);
        yield new WalletEvent.TransactionMined(
            Wire.hash(m.getIntent()),
            Wire.hash(m.getTransaction()),
            Wire.hash(m.getBlock()),
            m.getBlockNumber(),
            m.getSuccess());
      }
      case "wallet.TransactionReverted/1" -> {
        TransactionRevertedMsg m = TransactionRevertedMsg.parseFrom(bytes);
        yield new WalletEvent.TransactionReverted(
            Wire.hash(m.getIntent()),
            Wire.hash(m.getTransaction()),
            Wire.hash(m.getBlock()),
            m.getBlockNumber());
      }
      case "wallet.TransactionUnmined/1" -> {
        TransactionUnminedMsg m = TransactionUnminedMsg.parseFrom(bytes);
        yield new WalletEvent.TransactionUnmined(
            Wire.hash(m.getIntent()), Wire.hash(m.getTransaction()));
      }
      case "wallet.IntentSettled/1" -> {
        IntentSettledMsg m = IntentSettledMsg.parseFrom(bytes);
        yield new WalletEvent.IntentSettled(
            Wire.hash(m.getIntent()),
            Wire.hash(m.getTransaction()),
            Wire.hash(m.getBlock()),
            m.getBlockNumber(),
            m.getSuccess(),
            SettlementWire.level(m.getLevel()));
      }
      case "wallet.SettlementUndone/1" -> {
        SettlementUndoneMsg m = SettlementUndoneMsg.parseFrom(bytes);
        yield new WalletEvent.SettlementUndone(
            Wire.hash(m.getIntent()), Wire.hash(m.getTransaction()));
      }
      case "wallet.IntentRefused/1" -> {
        IntentRefusedMsg m = IntentRefusedMsg.parseFrom(bytes);
        yield new WalletEvent.IntentRefused(Wire.hash(m.getIntent()), m.getReason());
      }
      case "wallet.NonceDisplaced/1" -> {
        NonceDisplacedMsg m = NonceDisplacedMsg.parseFrom(bytes);
        yield new WalletEvent.NonceDisplaced(Wire.hash(m.getIntent()), m.getNonce());
      }
      default -> throw new UnknownManifest(manifest);
    };
  }
}
