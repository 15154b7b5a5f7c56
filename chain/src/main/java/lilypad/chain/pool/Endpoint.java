package lilypad.chain.pool;

import java.util.function.Supplier;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.HttpTransport;
import lilypad.chain.rpc.JsonRpcChain;
import lilypad.chain.rpc.RpcSettings;

/**
 * One way to the chain.
 *
 * @param url its name: without credentials, path and query
 * @param chain the chain as it tells it
 * @param probe finds out what it can do; does not fail
 */
public record Endpoint(String url, EvmChain chain, Supplier<Capabilities> probe) {

  /** An endpoint over HTTP; nothing is asked yet. */
  public static Endpoint at(RpcSettings settings) {
    HttpTransport transport = new HttpTransport(settings);
    return new Endpoint(
        transport.url(), new JsonRpcChain(transport), () -> new CapabilityProbe(transport).ask());
  }
}
