package lilypad.protocol.settle;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.abi.HeadAnchorAbi;
import lilypad.protocol.rules.Verdict;

/**
 * A transaction that a deal wants sent, once; or the notary, to anchor a head.
 *
 * @param id what makes it the same intent: deal, verdict, claim and check; of an anchoring contract
 *     and head
 * @param deal the deal whose money it moves; {@link #ANCHORING} if it moves none
 * @param to the contract called
 * @param data the call
 */
public record SettlementIntent(Hash32 id, DealKey deal, Address to, Bytes data) {

  private static final byte[] ANCHOR = "anchor".getBytes(StandardCharsets.US_ASCII);

  /** Stands in the place of a deal where there is none; no deal has this key. */
  public static final DealKey ANCHORING = new DealKey(Keccak.hash(ANCHOR));

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

  /** The intent to anchor a tree head in a contract. */
  public static SettlementIntent anchor(Address contract, long size, Hash32 root) {
    Hash32 id =
        Keccak.hash(
            ANCHOR,
            contract.bytes().toArray(),
            ByteBuffer.allocate(Long.BYTES).putLong(size).array(),
            root.bytes().toArray());
    return new SettlementIntent(id, ANCHORING, contract, HeadAnchorAbi.anchor(size, root));
  }

  /** Whether it anchors a head and so can wait: what moves money goes first. */
  public boolean anchors() {
    return deal.equals(ANCHORING);
  }
}
