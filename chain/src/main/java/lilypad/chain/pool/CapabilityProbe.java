package lilypad.chain.pool;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import lilypad.chain.pool.Capabilities.Support;
import lilypad.chain.rpc.HttpTransport;
import lilypad.chain.rpc.RpcFault;
import lilypad.chain.rpc.RpcMalformed;
import lilypad.chain.rpc.RpcRefused;
import lilypad.protocol.story.Plain;
import org.jspecify.annotations.Nullable;
import org.web3j.protocol.core.BatchRequest;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;

/**
 * Asks an endpoint what it can do. It asks by trying: what a node says about itself is read only to
 * be shown. It never fails; what gets no answer is unknown.
 */
final class CapabilityProbe {

  private static final int VERSION_SHOWN = 80;

  /** Any answer, as JSON made it. */
  static final class Anything extends Response<Object> {}

  private final HttpTransport transport;

  CapabilityProbe(HttpTransport transport) {
    this.transport = transport;
  }

  Capabilities ask() {
    Optional<String> latest = latestHash();
    return new Capabilities(
        clientVersion(),
        tag("safe"),
        tag("finalized"),
        latest
            .map(hash -> works("eth_getLogs", List.of(logsOf(hash)), List.class::isInstance))
            .orElse(Support.UNKNOWN),
        latest
            .map(hash -> works("eth_getBlockReceipts", List.of(hash), List.class::isInstance))
            .orElse(Support.UNKNOWN),
        batch());
  }

  private static Map<String, Object> logsOf(String hash) {
    // Of an address that has no code anywhere: the answer is short.
    return Map.of("blockHash", hash, "address", "0x000000000000000000000000000000000000dead");
  }

  private String clientVersion() {
    try {
      return Plain.text(String.valueOf(result("web3_clientVersion", List.of())), VERSION_SHOWN);
    } catch (RpcFault e) {
      return "a node without a name";
    }
  }

  private Optional<String> latestHash() {
    try {
      return result("eth_getBlockByNumber", List.of("latest", false)) instanceof Map<?, ?> block
              && block.get("hash") instanceof String hash
          ? Optional.of(hash)
          : Optional.empty();
    } catch (RpcFault e) {
      return Optional.empty();
    }
  }

  private Support tag(String tag) {
    return works("eth_getBlockByNumber", List.of(tag, false), Map.class::isInstance);
  }

  private Support batch() {
    Request<Object, Anything> first = request("eth_chainId", List.of());
    Request<Object, Anything> second = request("eth_blockNumber", List.of());
    try {
      boolean answered =
          transport
              .sendBatch(new BatchRequest(transport).add(first).add(second))
              .getResponses()
              .stream()
              .noneMatch(Response::hasError);
      return answered ? Support.YES : Support.NO;
    } catch (RpcRefused | RpcMalformed e) {
      return Support.NO;
    } catch (RpcFault e) {
      return Support.UNKNOWN;
    }
  }

  private Support works(String method, List<Object> parameters, Predicate<Object> right) {
    try {
      Object result = result(method, parameters);
      return result != null && right.test(result) ? Support.YES : Support.NO;
    } catch (RpcRefused e) {
      return e.isOverload() ? Support.UNKNOWN : Support.NO;
    } catch (RpcMalformed e) {
      return Support.NO;
    } catch (RpcFault e) {
      return Support.UNKNOWN;
    }
  }

  private @Nullable Object result(String method, List<Object> parameters) {
    return transport.send(request(method, parameters), Anything.class).getResult();
  }

  private Request<Object, Anything> request(String method, List<Object> parameters) {
    return new Request<>(method, parameters, transport, Anything.class);
  }
}
