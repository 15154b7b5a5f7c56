package lilypad.protocol;

import java.net.URI;
import java.net.URISyntaxException;

/** Reads URLs of servers. What is refused is never repeated, since it may hold a password. */
public final class ServerUrl {

  private static final int HIGHEST_PORT = 65_535;

  private ServerUrl() {}

  /**
   * A URL of http or https.
   *
   * @throws MalformedValue as {@link #parse} does
   */
  public static URI http(String text) {
    return parse(text, "http", "https");
  }

  /**
   * A URL of one of two schemes.
   *
   * @throws MalformedValue unless it is one, with a host (letters, digits, - and ., or an IP
   *     address) and, if any, a port up to 65535
   */
  public static URI parse(String text, String plain, String secured) {
    String expected = "a URL of " + plain + " or " + secured + " with a host name";
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      throw new MalformedValue(expected, "one with: " + e.getReason());
    }
    if (!plain.equals(url.getScheme()) && !secured.equals(url.getScheme())) {
      throw new MalformedValue(expected, "another scheme or none");
    }
    if (url.getHost() == null) {
      throw new MalformedValue(expected, "no host of letters, digits, - and .");
    }
    if (url.getPort() > HIGHEST_PORT) {
      throw new MalformedValue(expected, "port " + url.getPort());
    }
    return url;
  }

  /**
   * A URL of http or https that is nothing but scheme, host and perhaps a port; a slash at its end
   * is allowed.
   *
   * @throws MalformedValue as {@link #parse} does, or if there is more
   */
  public static URI origin(String text) {
    URI url = http(text);
    boolean more =
        url.getRawUserInfo() != null
            || url.getRawQuery() != null
            || url.getRawFragment() != null
            || !(url.getRawPath().isEmpty() || url.getRawPath().equals("/"));
    if (more) {
      throw new MalformedValue(
          "a URL of http or https with host and port alone", "one with more than that");
    }
    return url;
  }
}
