package lilypad.chain.send;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import lilypad.chain.rpc.CallOutcome;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.GasEstimate;
import lilypad.chain.rpc.Reverted;
import lilypad.chain.rpc.Submission;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import lilypad.protocol.sign.Signer;

/**
 * Sends one account's transactions for a program without a journal: what is under way when the
 * program ends is forgotten. Threads may share it; the account must have no other sender.
 */
public final class AccountSender {

  private final EvmChain chain;
  private final Signer signer;
  private final SendSettings settings;
  private final long chainId;
  private final ReentrantLock nonces = new ReentrantLock();

  /** Asks the node for its chain id once. */
  public AccountSender(EvmChain chain, Signer signer, SendSettings settings) {
    this.chain = chain;
    this.signer = signer;
    this.settings = settings;
    this.chainId = chain.chainId();
  }

  /** The account that sends and pays. */
  public Address address() {
    return signer.address();
  }

  /** As {@link #send(Address, Bytes, Wei)} without coins. */
  public TransactionReceipt send(Address to, Bytes data) {
    return send(to, data, Wei.ZERO);
  }

  /**
   * Simulates a call, sends it and waits until it is mined.
   *
   * @return the receipt, its status 1
   * @throws CallReverted if the simulation says that the contract refuses; nothing is sent then
   * @throws TransactionFailed if it is refused, not mined in time or mined with status 0
   * @throws lilypad.chain.rpc.RpcFault if the node does not answer usably
   */
  public TransactionReceipt send(Address to, Bytes data, Wei value) {
    switch (chain.simulate(address(), to, data, value)) {
      case CallOutcome.Succeeded succeeded -> {
        return run(Optional.of(to), data, value);
      }
      case Reverted reverted -> throw new CallReverted(to, reverted);
    }
  }

  /**
   * Creates a contract and waits until it is mined.
   *
   * @param initCode its creation code with the encoded arguments of its constructor
   * @return its address
   * @throws CallReverted if the constructor refuses
   * @throws TransactionFailed as {@link #send(Address, Bytes, Wei)}
   */
  public Address deploy(Bytes initCode) {
    TransactionReceipt receipt = run(Optional.empty(), initCode, Wei.ZERO);
    return receipt
        .contract()
        .orElseThrow(() -> new TransactionFailed(receipt.transactionHash(), "created no contract"));
  }

  private TransactionReceipt run(Optional<Address> to, Bytes data, Wei value) {
    long gas =
        switch (chain.estimateGas(address(), to, data, value)) {
          case GasEstimate.Estimated estimated -> settings.fees().gasLimit(estimated.gas());
          case Reverted reverted -> throw new CallReverted(to.orElse(Address.ZERO), reverted);
        };
    Hash32 hash = submit(to, data, value, gas);
    TransactionReceipt receipt = await(hash);
    if (!receipt.succeeded()) {
      throw new TransactionFailed(hash, "is mined with status 0 in block " + receipt.blockNumber());
    }
    return receipt;
  }

  private Hash32 submit(Optional<Address> to, Bytes data, Wei value, long gas) {
    FeeBid bid = settings.fees().first(chain.fees());
    nonces.lock();
    try {
      UnsignedTransaction transaction =
          new UnsignedTransaction(
              chainId,
              chain.pendingNonce(address()),
              to,
              data,
              value,
              gas,
              bid.maxFee(),
              bid.maxPriorityFee());
      SignedTransaction signed = Signing.sign(signer, transaction);
      return switch (chain.send(signed.raw())) {
        case Submission.Accepted accepted -> signed.hash();
        case Submission.AlreadyKnown known -> signed.hash();
        case Submission.NonceTooLow low ->
            throw refused(
                signed, "its nonce " + transaction.nonce() + " is used by another sender");
        case Submission.NonceTooHigh high -> throw refused(signed, high.text());
        case Submission.Underpriced underpriced -> throw refused(signed, underpriced.text());
        case Submission.InsufficientFunds funds -> throw refused(signed, funds.text());
        case Submission.Refused refused -> throw refused(signed, refused.text());
      };
    } finally {
      nonces.unlock();
    }
  }

  private static TransactionFailed refused(SignedTransaction signed, String why) {
    return new TransactionFailed(signed.hash(), "is refused by the node: " + why);
  }

  private TransactionReceipt await(Hash32 hash) {
    long start = System.nanoTime();
    Duration limit = settings.minedWithin();
    while (System.nanoTime() - start < limit.toNanos()) {
      Optional<TransactionReceipt> receipt = chain.receipt(hash);
      if (receipt.isPresent()) {
        return receipt.get();
      }
      try {
        Thread.sleep(settings.pollInterval());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TransactionFailed(hash, "was not waited for: interrupted");
      }
    }
    throw new TransactionFailed(hash, "is not mined after " + limit.toSeconds() + " s");
  }
}
