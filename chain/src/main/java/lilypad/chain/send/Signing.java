package lilypad.chain.send;

import java.math.BigInteger;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.sign.Signature;
import lilypad.protocol.sign.Signer;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.TransactionEncoder;

/** Signing of transactions of type 2 (EIP-1559; envelope EIP-2718). Same input, same bytes. */
public final class Signing {

  private static final int V_OF_EVEN_Y = 27;

  private Signing() {}

  /** Signs {@code transaction} for the chain and the nonce that it names. */
  public static SignedTransaction sign(Signer signer, UnsignedTransaction transaction) {
    RawTransaction unsigned = unsigned(transaction);
    Hash32 digest = Keccak.hash(TransactionEncoder.encode(unsigned));
    Signature signature = signer.sign(digest);
    byte[] raw =
        TransactionEncoder.encode(
            unsigned,
            new Sign.SignatureData(
                (byte) (V_OF_EVEN_Y + signature.yParity()),
                signature.r().bytes().toArray(),
                signature.s().bytes().toArray()));
    return new SignedTransaction(Bytes.of(raw), Keccak.hash(raw));
  }

  private static RawTransaction unsigned(UnsignedTransaction transaction) {
    return RawTransaction.createTransaction(
        transaction.chainId(),
        BigInteger.valueOf(transaction.nonce()),
        BigInteger.valueOf(transaction.gasLimit()),
        transaction.to().map(Address::toString).orElse(""),
        transaction.value().value(),
        transaction.data().toString(),
        transaction.maxPriorityFee().value(),
        transaction.maxFee().value());
  }
}
