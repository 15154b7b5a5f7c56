package lilypad.chain.rpc;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A node's URL, taken apart: providers put their keys into user, path and query, so none of them is
 * ever shown.
 */
public record EndpointUrl(URI url) {

  /** What to connect to: credentials travel in a header. */
  public URI withoutUser() {
    String user = url.getRawUserInfo();
    return user == null ? url : URI.create(url.toString().replace(user + "@", ""));
  }

  /** Scheme, host and port, for messages. */
  public String shown() {
    return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
  }

  /** The value of an {@code Authorization} header; empty without credentials. */
  public Optional<String> authorization() {
    return Optional.ofNullable(url.getUserInfo())
        .map(user -> user.getBytes(StandardCharsets.UTF_8))
        .map(user -> "Basic " + Base64.getEncoder().encodeToString(user));
  }

  @Override
  public String toString() {
    return shown();
  }
}
