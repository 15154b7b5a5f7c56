package lilypad.chain.rpc;

import lilypad.protocol.Bytes;

/** The node answered with a JSON-RPC error object (JSON-RPC 2.0, section 5.1). */
public final class RpcRefused extends RpcFault {

  private final String method;
  private final int code;
  private final String text;
  private final Bytes data;

  /**
   * @param method the method that was called
   * @param code the error's code; nodes disagree on codes, so meaning is never read from it alone
   * @param text the error's message as the node wrote it
   * @param data the error's data if it is a hex string (revert data, for instance), else empty
   */
  public RpcRefused(String method, int code, String text, Bytes data) {
    super(method + " refused with " + code + ": " + text);
    this.method = method;
    this.code = code;
    this.text = text;
    this.data = data;
  }

  /** The method that was called. */
  public String method() {
    return method;
  }

  /** The error's code. */
  public int code() {
    return code;
  }

  /** The error's message as the node wrote it. */
  public String text() {
    return text;
  }

  /** Whether the node says that it is asked too much too often, which another node may not be. */
  public boolean isOverload() {
    return Refusals.isOverload(text);
  }

  /** The error's data if it was a hex string, else empty. */
  public Bytes data() {
    return data;
  }
}
