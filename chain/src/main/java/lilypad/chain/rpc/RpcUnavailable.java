package lilypad.chain.rpc;

import java.time.Duration;
import java.util.Optional;

/** No answer came: refused connection, time-out, HTTP error, or an answer above the size limit. */
public final class RpcUnavailable extends RpcFault {

  private final String url;
  private final Optional<Duration> retryAfter;

  /**
   * @param url the endpoint, already without credentials
   * @param what what happened, in words
   */
  public RpcUnavailable(String url, String what) {
    this(url, what, Optional.empty());
  }

  /**
   * As {@link #RpcUnavailable(String, String)}, where the node may have said when to come again.
   *
   * @param retryAfter how long from now it does not want to be asked (HTTP Retry-After)
   */
  public RpcUnavailable(String url, String what, Throwable cause, Optional<Duration> retryAfter) {
    super("no answer from " + url + ": " + what, cause);
    this.url = url;
    this.retryAfter = retryAfter;
  }

  /** As {@link #RpcUnavailable(String, String, Throwable, Optional)}, where there was an answer. */
  public RpcUnavailable(String url, String what, Optional<Duration> retryAfter) {
    super("no answer from " + url + ": " + what);
    this.url = url;
    this.retryAfter = retryAfter;
  }

  /** As {@link #RpcUnavailable(String, String)}, with the transport's own error. */
  public RpcUnavailable(String url, String what, Throwable cause) {
    super("no answer from " + url + ": " + what, cause);
    this.url = url;
    this.retryAfter = Optional.empty();
  }

  /** Whether it was too much at once: an answer above our limit, or a request above the node's. */
  public boolean isTooMuch() {
    Throwable cause = getCause();
    return cause instanceof LimitedBody.TooLong
        || (cause instanceof HttpStatus status && status.code() == 413);
  }

  /** The endpoint without credentials, path and query. */
  public String url() {
    return url;
  }

  /** How long the node does not want to be asked, if it said so. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
