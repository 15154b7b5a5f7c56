package lilypad.persistence.embedded;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who holds a journal folder, as written into its lock file in one line: {@code pid 4711 since
 * 2026-01-01T00:00:00Z}.
 *
 * @param pid process id on the holder's machine
 * @param since when it opened the folder
 */
public record FolderHolder(long pid, Instant since) {

  private static final Pattern LINE = Pattern.compile("pid (\\d{1,18}) since (\\S{10,40})");

  static Optional<FolderHolder> parse(String text) {
    Matcher matcher = LINE.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new FolderHolder(Long.parseLong(matcher.group(1)), Instant.parse(matcher.group(2))));
    } catch (java.time.format.DateTimeParseException e) {
      return Optional.empty(); // a torn line tells nothing; the lock itself still holds
    }
  }

  @Override
  public String toString() {
    return "pid " + pid + " since " + since;
  }
}
