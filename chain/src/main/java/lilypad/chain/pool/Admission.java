package lilypad.chain.pool;

import java.util.Optional;
import lilypad.chain.rpc.Evidence;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.RpcRefused;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Hash32;

/**
 * Which chain an endpoint serves.
 *
 * @param chainId its id (EIP-155)
 * @param genesis the hash of its block 0; empty where it does not serve that block
 */
record Admission(long chainId, Optional<Hash32> genesis) {

  /** The question to an endpoint. */
  static final Question<Admission> QUESTION =
      new Question<>("eth_chainId, eth_getBlockByNumber", "0", Admission::ask);

  private static Admission ask(EvmChain chain) {
    return new Admission(chain.chainId(), genesis(chain));
  }

  private static Optional<Hash32> genesis(EvmChain chain) {
    try {
      return chain.block(0).map(BlockRef::hash);
    } catch (RpcRefused e) {
      // A node that threw old blocks away serves our chain nevertheless.
      return Optional.empty();
    }
  }

  /** What tells this chain from the one that is wanted; empty if nothing does. */
  Optional<Evidence> differsFrom(long wantedId, Optional<Hash32> wantedGenesis) {
    if (chainId != wantedId) {
      return Optional.of(new Evidence("eth_chainId", "", "chain " + wantedId, "chain " + chainId));
    }
    boolean other =
        genesis.isPresent() && wantedGenesis.isPresent() && !genesis.equals(wantedGenesis);
    return other
        ? Optional.of(
            new Evidence(
                "eth_getBlockByNumber",
                "0",
                "block 0 " + wantedGenesis.get(),
                "block 0 " + genesis.get()))
        : Optional.empty();
  }
}
