package lilypad.verifier.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValueType;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import lilypad.protocol.Address;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.ServerUrl;

/**
 * A section of the configuration whose values are checked as they are read. What is refused is
 * named by its whole key. The text of a URL is never repeated: it may hold a password.
 */
public final class CheckedConfig {

  private static final int PORTS = 65_535;

  /** A comma may be part of a URL; one before a scheme is not. */
  private static final Pattern BEFORE_A_URL = Pattern.compile(",\\s*(?=https?://)");

  private final Config section;
  private final String path;

  private CheckedConfig(Config section, String path) {
    this.section = section;
    this.path = path;
  }

  /**
   * The section at a path.
   *
   * @param root a whole, resolved configuration
   * @throws ConfigException if there is none
   */
  public static CheckedConfig at(Config root, String path) {
    return new CheckedConfig(root.getConfig(path), path);
  }

  /** A section that was taken out of the configuration already, and the path it had there. */
  public static CheckedConfig of(Config section, String path) {
    return new CheckedConfig(section, path);
  }

  /** The section below this one. */
  public CheckedConfig below(String key) {
    return new CheckedConfig(section.getConfig(key), path + "." + key);
  }

  /** The unchecked section. */
  public Config config() {
    return section;
  }

  /**
   * A whole number. A fraction is refused, not cut off: a threshold of 0.94 is not one of 0.
   *
   * @param least the smallest that is allowed
   * @param most the largest
   */
  public long whole(String key, long least, long most) {
    Number number = section.getNumber(key);
    if (number.doubleValue() != number.longValue()
        || number.longValue() < least
        || number.longValue() > most) {
      String upTo = most == Long.MAX_VALUE || most == Integer.MAX_VALUE ? "" : " to " + most;
      throw bad(key, "expected a whole number from " + least + upTo + ", got " + number);
    }
    return number.longValue();
  }

  /** As {@link #whole(String, long, long)}, for an int. */
  public int wholeInt(String key, int least, int most) {
    return (int) whole(key, least, most);
  }

  /** A TCP port, 0 for a free one. */
  public int port(String key) {
    return wholeInt(key, 0, PORTS);
  }

  /** The address to listen at, of a host and a port. */
  public InetSocketAddress listening(String hostKey, String portKey) {
    String host = text(hostKey);
    InetSocketAddress address = new InetSocketAddress(host, port(portKey));
    if (address.isUnresolved()) {
      throw bad(hostKey, "expected a host that resolves, got " + host);
    }
    return address;
  }

  /** A duration above zero. Without a unit it counts milliseconds. */
  public Duration duration(String key) {
    Duration value = section.getDuration(key);
    if (!value.isPositive()) {
      throw bad(key, "expected a duration above zero, got " + value);
    }
    return value;
  }

  /** A size in bytes from 1 on. */
  public long bytes(String key, long most) {
    long value = section.getBytes(key);
    if (value < 1 || value > most) {
      throw bad(key, "expected a size from 1 to " + most + " bytes, got " + value);
    }
    return value;
  }

  /** A text that must be set. */
  public String text(String key) {
    return optional(key).orElseThrow(() -> bad(key, "must be set"));
  }

  /** A text that may be left empty. */
  public Optional<String> optional(String key) {
    return Optional.of(section.getString(key)).filter(text -> !text.isBlank());
  }

  /** The address of a contract or an account, 0x and 40 hex digits; it must be set. */
  public Address address(String key) {
    return optionalAddress(key).orElseThrow(() -> bad(key, "must be set"));
  }

  /** As {@link #address}, or nothing. */
  public Optional<Address> optionalAddress(String key) {
    try {
      return optional(key).map(Address::fromHex);
    } catch (MalformedValue e) {
      throw bad(key, String.valueOf(e.getMessage()));
    }
  }

  /** A URL of http or https that must be set. */
  public URI url(String key) {
    return url(key, text(key), "http", "https");
  }

  /** As {@link #url}, or nothing. */
  public Optional<URI> optionalUrl(String key) {
    return optional(key).map(text -> url(key, text, "http", "https"));
  }

  /** A URL of ws or wss, or nothing. */
  public Optional<URI> optionalWebSocket(String key) {
    return optional(key).map(text -> url(key, text, "ws", "wss"));
  }

  /** A list of them, perhaps empty. */
  public List<URI> urls(String key) {
    return section.getStringList(key).stream()
        .map(text -> url(key, text, "http", "https"))
        .toList();
  }

  /**
   * One URL or more, none twice: a list, or a text in which a comma stands before each further one.
   */
  public List<URI> oneOrMoreUrls(String key) {
    List<String> texts =
        section.getValue(key).valueType() == ConfigValueType.LIST
            ? section.getStringList(key)
            : BEFORE_A_URL.splitAsStream(text(key)).toList();
    List<URI> urls = texts.stream().map(text -> url(key, text.strip(), "http", "https")).toList();
    if (urls.isEmpty()) {
      throw bad(key, "expected a URL, or a list of at least one");
    }
    if (urls.stream().distinct().count() < urls.size()) {
      throw bad(key, "expected each URL once, got one of them twice");
    }
    return urls;
  }

  private URI url(String key, String text, String plain, String secured) {
    try {
      return ServerUrl.parse(text, plain, secured);
    } catch (MalformedValue e) {
      throw bad(key, String.valueOf(e.getMessage()));
    }
  }

  /** The refusal of a value. */
  public ConfigException bad(String key, String message) {
    ConfigOrigin origin = section.hasPath(key) ? section.getValue(key).origin() : section.origin();
    return new ConfigException.BadValue(origin, path + "." + key, message);
  }
}
