package lilypad.protocol.node;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import lilypad.protocol.Hash32;

/**
 * What a node's signature binds its session to, so that nobody in the middle can pass a challenge
 * on to another server.
 */
public final class ChannelBinding {

  private ChannelBinding() {}

  /**
   * Of a TLS channel: SHA-256 of the server's certificate in DER (compare RFC 5929,
   * tls-server-end-point).
   */
  public static Hash32 ofCertificate(byte[] der) {
    return sha256(der);
  }

  /**
   * Of a channel without TLS, which only loopback may be: SHA-256 of the ASCII text {@code
   * plaintext:PORT}.
   */
  public static Hash32 ofLoopback(int port) {
    return sha256(("plaintext:" + port).getBytes(StandardCharsets.US_ASCII));
  }

  private static Hash32 sha256(byte[] bytes) {
    try {
      return Hash32.of(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
