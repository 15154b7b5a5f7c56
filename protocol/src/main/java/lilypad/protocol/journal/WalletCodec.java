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
      case WalletEvent.TransactionSigned e -> of(e);
      case WalletEvent.TransactionMined e -> of(e);
      case WalletEvent.TransactionReverted e -> of(e);
      case WalletEvent.TransactionUnmined e ->
          TransactionUnminedMsg.newBuilder()
              .setIntent(Wire.of(e.intent()))
              .setTransaction(Wire.of(e.transaction()))
              .build();
      case WalletEvent.IntentSettled e -> of(e);
      case WalletEvent.SettlementUndone e ->
          SettlementUndoneMsg.newBuilder()
              .setIntent(Wire.of(e.intent()))
              .setTransaction(Wire.of(e.transaction()))
              .build();
      case WalletEvent.IntentRefused e -> of(e);
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
      case "wallet.TransactionSigned/1" -> signed(TransactionSignedMsg.parseFrom(bytes));
      case "wallet.TransactionMined/1" -> mined(TransactionMinedMsg.parseFrom(bytes));
      case "wallet.TransactionReverted/1" -> reverted(TransactionRevertedMsg.parseFrom(bytes));
      case "wallet.TransactionUnmined/1" -> {
        TransactionUnminedMsg m = TransactionUnminedMsg.parseFrom(bytes);
        yield new WalletEvent.TransactionUnmined(
            Wire.hash(m.getIntent()), Wire.hash(m.getTransaction()));
      }
      case "wallet.IntentSettled/1" -> settled(IntentSettledMsg.parseFrom(bytes));
      case "wallet.SettlementUndone/1" -> {
        SettlementUndoneMsg m = SettlementUndoneMsg.parseFrom(bytes);
        yield new WalletEvent.SettlementUndone(
            Wire.hash(m.getIntent()), Wire.hash(m.getTransaction()));
      }
      case "wallet.IntentRefused/1" -> refused(IntentRefusedMsg.parseFrom(bytes));
      case "wallet.NonceDisplaced/1" -> {
        NonceDisplacedMsg m = NonceDisplacedMsg.parseFrom(bytes);
        yield new WalletEvent.NonceDisplaced(Wire.hash(m.getIntent()), m.getNonce());
      }
      default -> throw new UnknownManifest(manifest);
    };
  }

  static TransactionSignedMsg of(WalletEvent.TransactionSigned e) {
    return TransactionSignedMsg.newBuilder()
        .setIntent(Wire.of(e.intent()))
        .setNonce(e.nonce())
        .setTransaction(Wire.of(e.transaction()))
        .setRaw(Wire.of(e.raw()))
        .setGasLimit(e.gasLimit())
        .setMaxFee(Wire.of(e.maxFee()))
        .setMaxPriorityFee(Wire.of(e.maxPriorityFee()))
        .setFill(e.fill())
        .build();
  }

  static WalletEvent.TransactionSigned signed(TransactionSignedMsg m) {
    return new WalletEvent.TransactionSigned(
        Wire.hash(m.getIntent()),
        m.getNonce(),
        Wire.hash(m.getTransaction()),
        Wire.bytes(m.getRaw()),
        m.getGasLimit(),
        Wire.wei(m.getMaxFee()),
        Wire.wei(m.getMaxPriorityFee()),
        m.getFill());
  }

  static TransactionMinedMsg of(WalletEvent.TransactionMined e) {
    return TransactionMinedMsg.newBuilder()
        .setIntent(Wire.of(e.intent()))
        .setTransaction(Wire.of(e.transaction()))
        .setBlock(Wire.of(e.block()))
        .setBlockNumber(e.blockNumber())
        .setSuccess(e.success())
        .build();
  }

  static WalletEvent.TransactionMined mined(TransactionMinedMsg m) {
    return new WalletEvent.TransactionMined(
        Wire.hash(m.getIntent()),
        Wire.hash(m.getTransaction()),
        Wire.hash(m.getBlock()),
        m.getBlockNumber(),
        m.getSuccess());
  }

  static TransactionRevertedMsg of(WalletEvent.TransactionReverted e) {
    return TransactionRevertedMsg.newBuilder()
        .setIntent(Wire.of(e.intent()))
        .setTransaction(Wire.of(e.transaction()))
        .setBlock(Wire.of(e.block()))
        .setBlockNumber(e.blockNumber())
        .build();
  }

  static WalletEvent.TransactionReverted reverted(TransactionRevertedMsg m) {
    return new WalletEvent.TransactionReverted(
        Wire.hash(m.getIntent()),
        Wire.hash(m.getTransaction()),
        Wire.hash(m.getBlock()),
        m.getBlockNumber());
  }

  static IntentSettledMsg of(WalletEvent.IntentSettled e) {
    return IntentSettledMsg.newBuilder()
        .setIntent(Wire.of(e.intent()))
        .setTransaction(Wire.of(e.transaction()))
        .setBlock(Wire.of(e.block()))
        .setBlockNumber(e.blockNumber())
        .setSuccess(e.success())
        .setLevel(SettlementWire.level(e.level()))
        .build();
  }

  static WalletEvent.IntentSettled settled(IntentSettledMsg m) {
    return new WalletEvent.IntentSettled(
        Wire.hash(m.getIntent()),
        Wire.hash(m.getTransaction()),
        Wire.hash(m.getBlock()),
        m.getBlockNumber(),
        m.getSuccess(),
        SettlementWire.level(m.getLevel()));
  }

  static IntentRefusedMsg of(WalletEvent.IntentRefused e) {
    return IntentRefusedMsg.newBuilder()
        .setIntent(Wire.of(e.intent()))
        .setReason(e.reason())
        .build();
  }

  static WalletEvent.IntentRefused refused(IntentRefusedMsg m) {
    return new WalletEvent.IntentRefused(Wire.hash(m.getIntent()), m.getReason());
  }
}
