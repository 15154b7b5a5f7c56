package lilypad.protocol.settle;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.rules.Verdict;

/**
 * A transaction that a deal wants sent, once.
 *
 * @param id what makes it the same intent: deal, verdict, claim and check
 * @param deal the deal whose money it moves
 * @param to the contract called
 * @param data the call
 */
public record SettlementIntent(Hash32 id, DealKey deal, Address to, Bytes data) {

  /** The intent to post a verdict on a claim as it was checked at a time. */
  public static SettlementIntent verdict(
      DealKey deal, Verdict verdict, Hash32 claimHash, long checkedAt, Address to, Bytes data) {
    Hash32 id =
        Keccak.hash(
            deal.hash().bytes().toArray(),
            verdict.name().getBytes(StandardCharsets.US_ASCII),
            claimHash.bytes().toArray(),
            ByteBuffer.allocate(Long.BYTES).putLong(checkedAt).array());
    return new SettlementIntent(id, deal, to, data);
  }
}
