package lilypad.chain.rpc;

import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The header by which a server says when to come again: seconds or a date (RFC 9110, 10.2.3). */
final class RetryAfter {

  static final int TOO_MANY_REQUESTS = 429;

  private static final int DIGITS = 9;

  private RetryAfter() {}

  static Optional<Duration> of(HttpResponse<?> response, Instant now) {
    return response.headers().firstValue("Retry-After").flatMap(value -> read(value.strip(), now));
  }

  /** The wait that a header's value means; empty if it means none. */
  static Optional<Duration> read(String value, Instant now) {
    if (value.matches("[0-9]{1," + DIGITS + "}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
    }
    try {
      Instant until = DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from);
      return Optional.of(Duration.between(now, until)).filter(Duration::isPositive);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
