package lilypad.chain.rpc;

/** No answer came: refused connection, time-out, HTTP error, or an answer above the size limit. */
public final class RpcUnavailable extends RpcFault {

  private final String url;

  /**
   * @param url the endpoint, already without credentials
   * @param what what happened, in words
   */
  public RpcUnavailable(String url, String what) {
    super("no answer from " + url + ": " + what);
    this.url = url;
  }

  /** As {@link #RpcUnavailable(String, String)}, with the transport's own error. */
  public RpcUnavailable(String url, String what, Throwable cause) {
    super("no answer from " + url + ": " + what, cause);
    this.url = url;
  }

  /** The endpoint without credentials, path and query. */
  public String url() {
    return url;
  }
}
