package lilypad.chain.rpc;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.net.URI;
import java.time.Duration;

/**
 * How to reach a node; read from {@code lilypad.chain.rpc}, documented in this module's {@code
 * reference.conf}.
 *
 * @param url the endpoint; may hold credentials, which no message or log shows
 * @param connectTimeout how long a connection may take
 * @param requestTimeout how long a request may take from its start to the answer's last byte
 * @param maxResponseBytes the longest answer that is read
 */
public record RpcSettings(
    URI url, Duration connectTimeout, Duration requestTimeout, int maxResponseBytes) {

  /** Reads the keys below {@code config}. */
  public static RpcSettings from(Config config) {
    URI url;
    try {
      url = URI.create(config.getString("url"));
    } catch (IllegalArgumentException e) {
      throw new ConfigException.BadValue(config.origin(), "url", "expected a URL", e);
    }
    return new RpcSettings(
        url,
        config.getDuration("connect-timeout"),
        config.getDuration("request-timeout"),
        Math.toIntExact(config.getBytes("max-response-bytes")));
  }

  /** The defaults for a node at {@code url}. */
  public static RpcSettings of(URI url) {
    return new RpcSettings(url, Duration.ofSeconds(5), Duration.ofSeconds(20), 64 << 20);
  }
}
