package lilypad.chain.rpc;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.net.URI;
import java.net.URISyntaxException;
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

  public RpcSettings {
    boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!http || url.getHost() == null) {
      throw new IllegalArgumentException(
          "expected a url of http or https with a host, got one of " + url.getScheme());
    }
    if (maxResponseBytes < 1) {
      throw new IllegalArgumentException(
          "expected max-response-bytes of 1 or more, got " + maxResponseBytes);
    }
  }

  /**
   * Reads the keys below {@code config}.
   *
   * @throws ConfigException if one is missing or out of range; the URL is not repeated
   */
  public static RpcSettings from(Config config) {
    long maxResponseBytes = config.getBytes("max-response-bytes");
    try {
      return new RpcSettings(
          new URI(config.getString("url")),
          config.getDuration("connect-timeout"),
          config.getDuration("request-timeout"),
          (int) Math.min(maxResponseBytes, Integer.MAX_VALUE));
    } catch (URISyntaxException e) {
      throw new ConfigException.BadValue(
          config.origin(), "lilypad.chain.rpc", "expected a url, got " + e.getReason());
    } catch (IllegalArgumentException e) {
      throw new ConfigException.BadValue(
          config.origin(), "lilypad.chain.rpc", String.valueOf(e.getMessage()), e);
    }
  }

  /** The defaults for a node at {@code url}. */
  public static RpcSettings of(URI url) {
    return new RpcSettings(url, Duration.ofSeconds(5), Duration.ofSeconds(20), 64 << 20);
  }
}
