package lilypad.protocol.settle;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.HeadAnchorAbi;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.rules.Verdict;

/**
 * A transaction that a deal wants sent, once; or the notary, to anchor a head; or a verifier's
 * account, to be paid out.
 *
 * @param id what makes it the same intent: deal, verdict, claim and check; of a watchman's request
 *     for a check deal, claim and its time; of an anchoring contract and head; of a payout
 *     verifier, number, token, payee and amount
 * @param deal the deal whose money it moves; {@link #ANCHORING} if it moves none; a name of the
 *     verifier that is paid, which no deal has
 * @param to the contract called
 * @param data the call
 */
public record SettlementIntent(Hash32 id, DealKey deal, Address to, Bytes data) {

  private static final byte[] ANCHOR = "anchor".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] CHECK = "check".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] PAYOUT = "payout".getBytes(StandardCharsets.US_ASCII);

  /** Bytes in front of a verifier's address in the name that stands in the place of a deal. */
  private static final int MARK = 12;

  private static final int ADDRESS = 20;

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

  /** The intent to ask for a check of a claim as it was posted at a time, as a watchman. */
  public static SettlementIntent check(
      DealKey deal, Hash32 claimHash, long submittedAt, Address to, Bytes data) {
    Hash32 id =
        Keccak.hash(
            CHECK,
            deal.hash().bytes().toArray(),
            claimHash.bytes().toArray(),
            ByteBuffer.allocate(Long.BYTES).putLong(submittedAt).array());
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

  /**
   * The intent to pay a verifier what it earned.
   *
   * @param number of the verifier's payouts
   */
  public static SettlementIntent payout(
      Address verifier, long number, Address token, Address to, Wei amount) {
    Bytes call = new LilypadCall.Transfer(to, amount).encode();
    Hash32 id =
        Keccak.hash(
            PAYOUT,
            verifier.bytes().toArray(),
            ByteBuffer.allocate(Long.BYTES).putLong(number).array(),
            token.bytes().toArray(),
            call.toArray());
    byte[] account = new byte[MARK + ADDRESS];
    System.arraycopy(Keccak.hash(PAYOUT).bytes().toArray(), 0, account, 0, MARK);
    System.arraycopy(verifier.bytes().toArray(), 0, account, MARK, ADDRESS);
    return new SettlementIntent(id, new DealKey(new Hash32(Bytes.of(account))), token, call);
  }

  /** Whether it anchors a head. */
  public boolean anchors() {
    return deal.equals(ANCHORING);
  }

  /** The verifier whose account it pays out; empty if it is something else. */
  public Optional<Address> paidVerifier() {
    Bytes name = deal.hash().bytes();
    return name.slice(0, MARK).equals(Keccak.hash(PAYOUT).bytes().slice(0, MARK))
        ? Optional.of(new Address(name.slice(MARK, MARK + ADDRESS)))
        : Optional.empty();
  }

  /** Whether it has no deadline: verdicts go first. */
  public boolean canWait() {
    return anchors() || paidVerifier().isPresent();
  }
}
