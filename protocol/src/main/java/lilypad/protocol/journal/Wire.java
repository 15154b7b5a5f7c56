package lilypad.protocol.journal;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import lilypad.protocol.deal.AgreementReading;
import lilypad.protocol.deal.CheckRef;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.wire.journal.AgreementReadingMsg;
import lilypad.protocol.wire.journal.BlockRefMsg;
import lilypad.protocol.wire.journal.ChainLogMsg;
import lilypad.protocol.wire.journal.CheckRefMsg;
import lilypad.protocol.wire.journal.SettlementIntentMsg;

/** The values that several facts share, to and from protobuf. */
final class Wire {

  private Wire() {}

  static byte[] bytes(MessageLite message) {
    byte[] bytes = new byte[message.getSerializedSize()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      message.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    out.checkNoSpaceLeft();
    return bytes;
  }

  static ByteString of(Bytes bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes.toArray());
  }

  static Bytes bytes(ByteString bytes) {
    return Bytes.filled(bytes.size(), target -> bytes.copyTo(target, 0));
  }

  static ByteString of(Hash32 hash) {
    return of(hash.bytes());
  }

  static Hash32 hash(ByteString bytes) {
    return new Hash32(bytes(bytes));
  }

  static ByteString of(Address address) {
    return of(address.bytes());
  }

  static Address address(ByteString bytes) {
    return new Address(bytes(bytes));
  }

  static ByteString of(Wei wei) {
    return wei.value().signum() == 0
        ? ByteString.EMPTY
        : ByteString.copyFrom(minimal(wei.value().toByteArray()));
  }

  private static byte[] minimal(byte[] twosComplement) {
    return twosComplement[0] == 0
        ? Arrays.copyOfRange(twosComplement, 1, twosComplement.length)
        : twosComplement;
  }

  static Wei wei(ByteString bytes) {
    return new Wei(new BigInteger(1, bytes.toByteArray()));
  }

  static BlockRefMsg of(BlockRef block) {
    return BlockRefMsg.newBuilder()
        .setNumber(block.number())
        .setHash(of(block.hash()))
        .setParentHash(of(block.parentHash()))
        .setTimestamp(block.timestamp())
        .build();
  }

  static BlockRef block(BlockRefMsg block) {
    return new BlockRef(
        block.getNumber(),
        hash(block.getHash()),
        hash(block.getParentHash()),
        block.getTimestamp());
  }

  static ChainLogMsg of(ChainLog log) {
    ChainLogMsg.Builder out =
        ChainLogMsg.newBuilder()
            .setAddress(of(log.address()))
            .setData(of(log.data()))
            .setBlockHash(of(log.blockHash()))
            .setBlockNumber(log.blockNumber())
            .setTransactionHash(of(log.transactionHash()))
            .setLogIndex(log.logIndex());
    log.topics().forEach(topic -> out.addTopics(of(topic)));
    return out.build();
  }

  static ChainLog log(ChainLogMsg log) {
    return new ChainLog(
        address(log.getAddress()),
        topics(log),
        bytes(log.getData()),
        hash(log.getBlockHash()),
        log.getBlockNumber(),
        hash(log.getTransactionHash()),
        log.getLogIndex());
  }

  /** Without a stream: a journal has more logs than anything else. */
  private static List<Hash32> topics(ChainLogMsg log) {
    Hash32[] topics = new Hash32[log.getTopicsCount()];
    for (int i = 0; i < topics.length; i++) {
      topics[i] = hash(log.getTopics(i));
    }
    return List.of(topics);
  }

  static CheckRefMsg of(CheckRef check) {
    return CheckRefMsg.newBuilder()
        .setBlock(of(check.block()))
        .setTransaction(of(check.transaction()))
        .setLogIndex(check.logIndex())
        .setMediator(of(check.mediator()))
        .build();
  }

  static CheckRef check(CheckRefMsg check) {
    return new CheckRef(
        block(check.getBlock()),
        hash(check.getTransaction()),
        check.getLogIndex(),
        address(check.getMediator()));
  }

  static AgreementReadingMsg of(AgreementReading reading) {
    return AgreementReadingMsg.newBuilder()
        .setAt(of(reading.at()))
        .setDealReturn(of(reading.dealReturn()))
        .setAgreementReturn(of(reading.agreementReturn()))
        .setResultReturn(of(reading.resultReturn()))
        .build();
  }

  static AgreementReading reading(AgreementReadingMsg reading) {
    return new AgreementReading(
        block(reading.getAt()),
        bytes(reading.getDealReturn()),
        bytes(reading.getAgreementReturn()),
        bytes(reading.getResultReturn()));
  }

  static SettlementIntentMsg of(SettlementIntent intent) {
    return SettlementIntentMsg.newBuilder()
        .setId(of(intent.id()))
        .setDeal(of(intent.deal().hash()))
        .setTo(of(intent.to()))
        .setData(of(intent.data()))
        .build();
  }

  static SettlementIntent intent(SettlementIntentMsg intent) {
    return new SettlementIntent(
        hash(intent.getId()),
        new DealKey(hash(intent.getDeal())),
        address(intent.getTo()),
        bytes(intent.getData()));
  }
}
