package lilypad.chain.pool;

import java.util.List;
import java.util.function.Function;
import lilypad.chain.rpc.BlockEvidence;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.HeaderAnswer;
import lilypad.chain.rpc.ReceiptsAnswer;
import lilypad.protocol.Hash32;

/**
 * The parts of blocks as the endpoint of a session tells them, asked as everything else is: a
 * failure counts, a limit is kept, and an endpoint that was proved wrong meanwhile is asked no
 * more.
 *
 * @param endpoint its name in the pool
 * @param asker puts a question to it
 */
record SessionEvidence(String endpoint, Asker asker) implements BlockEvidence {

  /** Puts questions to one endpoint. */
  interface Asker {
    <T> T ask(Question<T> question);
  }

  private <T> T ask(String method, String parameters, Function<BlockEvidence, T> question) {
    return asker.ask(new Question<>(method, parameters, chain -> question.apply(evidence(chain))));
  }

  private static BlockEvidence evidence(EvmChain chain) {
    return chain
        .evidence()
        .orElseThrow(() -> new IllegalStateException("an endpoint that told of blocks tells none"));
  }

  @Override
  public List<HeaderAnswer> headers(List<Hash32> blocks) {
    return ask(
        "eth_getBlockByHash", blocks.size() + " blocks", evidence -> evidence.headers(blocks));
  }

  @Override
  public List<HeaderAnswer> headers(long from, long to) {
    return ask("eth_getBlockByNumber", from + " to " + to, evidence -> evidence.headers(from, to));
  }

  @Override
  public ReceiptsAnswer receipts(HeaderAnswer.Found block) {
    return ask(
        "eth_getBlockReceipts", block.claimed().toString(), evidence -> evidence.receipts(block));
  }
}
