package lilypad.protocol.block;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.MalformedValue;

/**
 * A block's header: what the block's hash is made over, field by field and in this order. The
 * optional ones came with Ethereum's forks, each after all before it; a chain that adds others
 * cannot be recomputed here.
 *
 * @param parentHash the hash of the block below it
 * @param ommersHash over the uncles
 * @param beneficiary who earns the fees
 * @param stateRoot over the state after it
 * @param transactionsRoot over its transactions in order
 * @param receiptsRoot over their receipts in order
 * @param logsBloom over all its logs
 * @param difficulty zero since the merge
 * @param number height, from 0
 * @param gasLimit most gas of the block
 * @param gasUsed gas of its transactions
 * @param timestamp in seconds since 1970-01-01
 * @param extraData what its maker wrote into it
 * @param mixHash since the merge the beacon chain's randomness
 * @param nonce 8 bytes
 * @param baseFeePerGas London (EIP-1559)
 * @param withdrawalsRoot Shanghai (EIP-4895)
 * @param blobGasUsed Cancun (EIP-4844)
 * @param excessBlobGas Cancun (EIP-4844)
 * @param parentBeaconBlockRoot Cancun (EIP-4788)
 * @param requestsHash Prague (EIP-7685)
 */
public record BlockHeader(
    Hash32 parentHash,
    Hash32 ommersHash,
    Address beneficiary,
    Hash32 stateRoot,
    Hash32 transactionsRoot,
    Hash32 receiptsRoot,
    LogsBloom logsBloom,
    BigInteger difficulty,
    long number,
    BigInteger gasLimit,
    BigInteger gasUsed,
    long timestamp,
    Bytes extraData,
    Hash32 mixHash,
    Bytes nonce,
    Optional<BigInteger> baseFeePerGas,
    Optional<Hash32> withdrawalsRoot,
    Optional<BigInteger> blobGasUsed,
    Optional<BigInteger> excessBlobGas,
    Optional<Hash32> parentBeaconBlockRoot,
    Optional<Hash32> requestsHash) {

  /** The hash over no uncles. */
  public static final Hash32 NO_OMMERS = Keccak.hash(Rlp.list(List.of()));

  /**
   * @throws MalformedValue if the nonce is not 8 bytes, a number is negative, or a fork's field is
   *     there and one of an earlier fork is not
   */
  public BlockHeader {
    if (nonce.size() != 8 || number < 0 || timestamp < 0) {
      throw new MalformedValue(
          "a nonce of 8 bytes, a height and a time from 0",
          nonce + ", " + number + ", " + timestamp);
    }
    boolean gap = false;
    for (Optional<?> field :
        List.of(
            baseFeePerGas,
            withdrawalsRoot,
            blobGasUsed,
            excessBlobGas,
            parentBeaconBlockRoot,
            requestsHash)) {
      if (gap && field.isPresent()) {
        throw new MalformedValue("fields of forks without a gap", "a later one without an earlier");
      }
      gap = gap || field.isEmpty();
    }
  }

  /** The block's hash: Keccak-256 over the RLP of all fields. */
  public Hash32 hash() {
    List<byte[]> fields = new ArrayList<>(21);
    fields.add(rlp(parentHash));
    fields.add(rlp(ommersHash));
    fields.add(Rlp.string(beneficiary.bytes().toArray()));
    fields.add(rlp(stateRoot));
    fields.add(rlp(transactionsRoot));
    fields.add(rlp(receiptsRoot));
    fields.add(Rlp.string(logsBloom.bits().toArray()));
    fields.add(Rlp.number(difficulty));
    fields.add(Rlp.number(BigInteger.valueOf(number)));
    fields.add(Rlp.number(gasLimit));
    fields.add(Rlp.number(gasUsed));
    fields.add(Rlp.number(BigInteger.valueOf(timestamp)));
    fields.add(Rlp.string(extraData.toArray()));
    fields.add(rlp(mixHash));
    fields.add(Rlp.string(nonce.toArray()));
    baseFeePerGas.ifPresent(value -> fields.add(Rlp.number(value)));
    withdrawalsRoot.ifPresent(value -> fields.add(rlp(value)));
    blobGasUsed.ifPresent(value -> fields.add(Rlp.number(value)));
    excessBlobGas.ifPresent(value -> fields.add(Rlp.number(value)));
    parentBeaconBlockRoot.ifPresent(value -> fields.add(rlp(value)));
    requestsHash.ifPresent(value -> fields.add(rlp(value)));
    return Keccak.hash(Rlp.list(fields));
  }

  /** The block under its recomputed hash. */
  public BlockRef block() {
    return new BlockRef(number, hash(), parentHash, timestamp);
  }

  private static byte[] rlp(Hash32 hash) {
    return Rlp.string(hash.bytes().toArray());
  }
}
