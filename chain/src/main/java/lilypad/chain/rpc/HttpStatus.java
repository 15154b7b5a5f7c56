package lilypad.chain.rpc;

import java.io.IOException;

/** An HTTP status other than 200: the cause of an {@link RpcUnavailable}. */
final class HttpStatus extends IOException {

  private final int code;

  HttpStatus(int code) {
    super("HTTP status " + code);
    this.code = code;
  }

  int code() {
    return code;
  }
}
