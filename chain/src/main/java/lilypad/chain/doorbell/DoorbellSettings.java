package lilypad.chain.doorbell;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.net.URI;
import java.time.Duration;
import java.util.stream.Stream;
import lilypad.chain.rpc.EndpointUrl;

/**
 * Where heads are heard and when the socket is given up; read from {@code lilypad.chain.doorbell},
 * documented in this module's {@code reference.conf}.
 *
 * @param url the node's WebSocket endpoint
 * @param connectTimeout how long opening may take, the handshake included
 * @param pingInterval how often a sign of life is asked for
 * @param pongTimeout how long after that nothing at all may be heard
 * @param silence how long no head may be heard
 * @param leastPause the wait before the first new attempt; doubled from attempt to attempt
 * @param mostPause the longest wait
 * @param maxMessageChars the longest message that is read
 */
public record DoorbellSettings(
    EndpointUrl url,
    Duration connectTimeout,
    Duration pingInterval,
    Duration pongTimeout,
    Duration silence,
    Duration leastPause,
    Duration mostPause,
    int maxMessageChars) {

  public DoorbellSettings {
    boolean positive =
        Stream.of(connectTimeout, pingInterval, pongTimeout, silence, leastPause)
            .allMatch(Duration::isPositive);
    if (!positive || mostPause.compareTo(leastPause) < 0 || maxMessageChars < 1) {
      throw new IllegalArgumentException(
          "expected durations above zero, most-pause no less than least-pause and a message of at"
              + " least one character, got "
              + Stream.of(connectTimeout, pingInterval, pongTimeout, silence, leastPause, mostPause)
                  .toList()
              + " and "
              + maxMessageChars);
    }
  }

  /**
   * Reads the keys below {@code config}.
   *
   * @throws ConfigException if one is missing or out of range
   */
  public static DoorbellSettings from(Config config, URI url) {
    try {
      return new DoorbellSettings(
          new EndpointUrl(url),
          config.getDuration("connect-timeout"),
          config.getDuration("ping-interval"),
          config.getDuration("pong-timeout"),
          config.getDuration("silence"),
          config.getDuration("least-pause"),
          config.getDuration("most-pause"),
          Math.toIntExact(config.getBytes("max-message")));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ConfigException.BadValue(
          config.origin(), "lilypad.chain.doorbell", String.valueOf(e.getMessage()), e);
    }
  }
}
