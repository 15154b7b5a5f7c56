package lilypad.market.contracts;

import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.ReadOutcome;
import lilypad.chain.rpc.Reverted;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ContractSet;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.abi.Agreement;
import lilypad.protocol.abi.CallReturns;
import lilypad.protocol.abi.ChainDeal;
import lilypad.protocol.abi.ChainResult;
import lilypad.protocol.abi.ChainUser;
import lilypad.protocol.abi.LilypadCall;

/**
 * Reads what the contracts hold. Each answer is of one block: the head at the time of the question.
 * Every method throws {@link lilypad.chain.rpc.RpcFault} if the node gives no usable answer, {@link
 * ReadRefused} if a contract refuses, and {@link lilypad.protocol.abi.MalformedAbi} if there is no
 * such contract.
 */
public final class Ledger {

  /** A head that is replaced between two questions is asked for again this often. */
  private static final int ATTEMPTS = 10;

  private final EvmChain chain;
  private final ContractSet contracts;

  /** Reads {@code contracts} on {@code chain}; closes neither. */
  public Ledger(EvmChain chain, ContractSet contracts) {
    this.chain = chain;
    this.contracts = contracts;
  }

  /** The chain it reads. */
  public EvmChain chain() {
    return chain;
  }

  /** The contracts it reads. */
  public ContractSet contracts() {
    return contracts;
  }

  /** The deal as both parties agreed on it; empty while neither has. */
  public Optional<ChainDeal> deal(DealId id) {
    return Optional.of(ask(contracts.storage(), new LilypadCall.GetDeal(id), CallReturns::deal))
        .filter(ChainDeal::exists);
  }

  /** Where the deal stands; all zero for an unknown one. */
  public Agreement agreement(DealId id) {
    return ask(contracts.storage(), new LilypadCall.GetAgreement(id), CallReturns::agreement);
  }

  /** Where the deal stood at a block; empty if that is not on the chain any more. */
  public Optional<Agreement> agreementAt(BlockRef block, DealId id) {
    return answer(contracts.storage(), new LilypadCall.GetAgreement(id), block.hash())
        .map(CallReturns::agreement);
  }

  /** The claim; empty while there is none. */
  public Optional<ChainResult> result(DealId id) {
    return Optional.of(ask(contracts.storage(), new LilypadCall.GetResult(id), CallReturns::result))
        .filter(ChainResult::exists);
  }

  /** The drawn mediator; empty while no check was asked for. */
  public Optional<Address> mediator(DealId id) {
    return Optional.of(
            ask(contracts.mediation(), new LilypadCall.GetMediator(id), CallReturns::address))
        .filter(mediator -> !mediator.equals(Address.ZERO));
  }

  /** Whether a job creator can appoint a watchman: Lilypad's own contracts know none. */
  public boolean knowsWatchmen() {
    LilypadCall question = new LilypadCall.GetWatchman(new DealId(""));
    return atHead(
        head ->
            switch (chain.call(contracts.storage(), question.encode(), head.hash())) {
              case ReadOutcome.Answered answered -> Optional.of(true);
              case ReadOutcome.UnknownBlock unknown -> Optional.<Boolean>empty();
              case Reverted reverted -> Optional.of(false);
            });
  }

  /** The deal's watchman; empty if the job creator appointed none. */
  public Optional<Address> watchman(DealId id) {
    return Optional.of(
            ask(contracts.storage(), new LilypadCall.GetWatchman(id), CallReturns::address))
        .filter(watchman -> !watchman.equals(Address.ZERO));
  }

  /** An account's entry in the registry; all empty for an unknown one. */
  public ChainUser user(Address account) {
    return ask(contracts.users(), new LilypadCall.GetUser(account), CallReturns::user);
  }

  /** What the accounts have, all at one block. */
  public Balances balances(Collection<Address> accounts) {
    return atHead(
        head -> {
          SortedMap<Address, Holdings> read = new TreeMap<>();
          for (Address account : accounts) {
            Optional<Bytes> balance = token(new LilypadCall.BalanceOf(account), head);
            Optional<Bytes> escrow = token(new LilypadCall.EscrowBalanceOf(account), head);
            if (balance.isEmpty() || escrow.isEmpty()) {
              return Optional.empty();
            }
            read.put(
                account,
                new Holdings(CallReturns.amount(balance.get()), CallReturns.amount(escrow.get())));
          }
          return Optional.of(new Balances(head, read));
        });
  }

  private Optional<Bytes> token(LilypadCall call, BlockRef head) {
    return answer(contracts.token(), call, head.hash());
  }

  private <T> T ask(Address contract, LilypadCall call, Function<Bytes, T> reader) {
    return atHead(head -> answer(contract, call, head.hash()).map(reader));
  }

  private <T> T atHead(Function<BlockRef, Optional<T>> read) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<T> answer = read.apply(chain.heads().latest());
      if (answer.isPresent()) {
        return answer.get();
      }
    }
    throw new ReadRefused(
        "a head that stays for one read, but it was replaced " + ATTEMPTS + " times");
  }

  private Optional<Bytes> answer(Address contract, LilypadCall call, Hash32 block) {
    return switch (chain.call(contract, call.encode(), block)) {
      case ReadOutcome.Answered answered -> Optional.of(answered.output());
      case ReadOutcome.UnknownBlock unknown -> Optional.empty();
      case Reverted reverted ->
          throw new ReadRefused("an answer of " + contract + ", but it says " + reverted.reason());
    };
  }
}
