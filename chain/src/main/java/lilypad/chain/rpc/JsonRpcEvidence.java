package lilypad.chain.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import org.web3j.protocol.core.BatchRequest;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;

/** The evidence of one JSON-RPC endpoint (Ethereum's execution API). */
final class JsonRpcEvidence implements BlockEvidence {

  /** An answer as it is: a field that is not known yet must not be lost on the way. */
  static final class Tree extends Response<JsonNode> {}

  private final HttpTransport transport;
  private volatile boolean oneByOne;

  JsonRpcEvidence(HttpTransport transport) {
    this.transport = transport;
  }

  @Override
  public String endpoint() {
    return transport.url();
  }

  @Override
  public List<HeaderAnswer> headers(List<Hash32> blocks) {
    return answers(
            blocks.stream()
                .map(hash -> request("eth_getBlockByHash", List.of(hash.toString(), false)))
                .toList())
        .stream()
        .map(JsonRpcEvidence::header)
        .toList();
  }

  @Override
  public List<HeaderAnswer> headers(long from, long to) {
    return answers(
            LongStream.rangeClosed(from, to)
                .mapToObj(
                    number ->
                        request(
                            "eth_getBlockByNumber",
                            List.of("0x" + Long.toHexString(number), false)))
                .toList())
        .stream()
        .map(JsonRpcEvidence::header)
        .toList();
  }

  private static HeaderAnswer header(Optional<JsonNode> answer) {
    return answer.map(EvidenceReader::header).orElseGet(HeaderAnswer.Absent::new);
  }

  @Override
  public ReceiptsAnswer receipts(HeaderAnswer.Found block) {
    if (!oneByOne) {
      try {
        return receiptsAtOnce(block.claimed());
      } catch (RpcRefused e) {
        if (!Refusals.isUnknownMethod(e)) {
          throw e;
        }
      }
    }
    try {
      ReceiptsAnswer receipts = receiptsOneByOne(block);
      oneByOne = true;
      return receipts;
    } catch (RpcRefused e) {
      if (!Refusals.isUnknownMethod(e)) {
        throw e;
      }
      return new ReceiptsAnswer.NotServed(e);
    }
  }

  private ReceiptsAnswer receiptsAtOnce(Hash32 block) {
    Optional<JsonNode> array =
        answers(List.of(request("eth_getBlockReceipts", List.of(block.toString())))).getFirst();
    if (array.isEmpty()) {
      return new ReceiptsAnswer.Absent();
    }
    return array.get().isArray()
        ? EvidenceReader.receipts(array.get(), block)
        : new ReceiptsAnswer.Incomplete("expected an array of receipts");
  }

  /** For nodes that do not know {@code eth_getBlockReceipts}, which came years after the others. */
  private ReceiptsAnswer receiptsOneByOne(HeaderAnswer.Found block) {
    List<Request<?, ? extends Response<?>>> questions = new ArrayList<>();
    block
        .transactions()
        .forEach(
            transaction ->
                questions.add(
                    request("eth_getTransactionReceipt", List.of(transaction.toString()))));
    List<JsonNode> receipts = new ArrayList<>();
    for (Optional<JsonNode> receipt : answers(questions)) {
      if (receipt.isEmpty()) {
        return new ReceiptsAnswer.Absent();
      }
      receipts.add(receipt.get());
    }
    return EvidenceReader.receipts(receipts, block.claimed());
  }

  /**
   * The results in the order of the questions; empty for null and for a block that the node does
   * not have. A batch that is refused is asked again in halves.
   */
  private List<Optional<JsonNode>> answers(
      List<? extends Request<?, ? extends Response<?>>> questions) {
    if (questions.isEmpty()) {
      return List.of();
    }
    if (questions.size() == 1) {
      return List.of(answer(questions.getFirst()));
    }
    try {
      return together(questions);
    } catch (RpcRefused e) {
      int half = questions.size() / 2;
      List<Optional<JsonNode>> all = new ArrayList<>(answers(questions.subList(0, half)));
      all.addAll(answers(questions.subList(half, questions.size())));
      return all;
    }
  }

  private Optional<JsonNode> answer(Request<?, ? extends Response<?>> question) {
    try {
      return result(transport.send(question, Tree.class));
    } catch (RpcRefused e) {
      if (Refusals.isUnknownBlock(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private List<Optional<JsonNode>> together(
      List<? extends Request<?, ? extends Response<?>>> questions) {
    BatchRequest batch = new BatchRequest(transport);
    questions.forEach(batch::add);
    List<Optional<JsonNode>> results = new ArrayList<>(questions.size());
    List<? extends Response<?>> answers = transport.sendBatch(batch).getResponses();
    for (int i = 0; i < answers.size(); i++) {
      Tree answer = (Tree) answers.get(i);
      if (answer.hasError()) {
        String text = answer.getError().getMessage();
        RpcRefused refused =
            new RpcRefused(
                questions.get(i).getMethod(),
                answer.getError().getCode(),
                text == null ? "no message" : text,
                Bytes.EMPTY);
        if (!Refusals.isUnknownBlock(refused)) {
          throw refused;
        }
        results.add(Optional.empty());
      } else {
        results.add(result(answer));
      }
    }
    return results;
  }

  private static Optional<JsonNode> result(Tree answer) {
    return Optional.ofNullable(answer.getResult()).filter(result -> !result.isNull());
  }

  private Request<Object, Tree> request(String method, List<Object> params) {
    return new Request<>(method, params, transport, Tree.class);
  }
}
