package lilypad.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@link WriterProcess}es said was acknowledged, kept outside the processes that die: the
 * measure of what a journal must hold.
 */
public final class Acknowledgements {

  private static final Pattern ACK = Pattern.compile("ack (?<id>\\S+) \\d+ (?<last>\\d+)");

  /** The last number of each id. */
  private final Map<String, Long> last = new HashMap<>();

  private long writes;

  /** Takes a line of a writer's; what is no acknowledgement is passed over. */
  public void note(String line) {
    Matcher ack = ACK.matcher(line);
    if (ack.matches()) {
      long number = Long.parseLong(ack.group("last"));
      Long before = last.put(ack.group("id"), number);
      assertThat(number).as(line).isGreaterThan(before == null ? 0 : before);
      writes++;
    }
  }

  /**
   * Takes all that a writer says. After so many lines something is done, then the writer is killed.
   */
  public void untilKilled(Process writer, long lines, Runnable before, long seed)
      throws IOException, InterruptedException {
    try (BufferedReader said = writer.inputReader(StandardCharsets.UTF_8)) {
      long left = lines;
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        note(line);
        if (--left == 0) {
          before.run();
          writer
              .toHandle()
              .destroyForcibly(); // Process.destroyForcibly would close the pipe unread
        }
      }
    } finally {
      writer.destroyForcibly().waitFor();
    }
    assertThat(writer.exitValue()).as("killed, not failed; seed %d", seed).isEqualTo(137);
  }

  /** How many atomic writes. */
  public long writes() {
    return writes;
  }

  /** How many events. */
  public long events() {
    return last.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Checks that a journal with so many events of each id has lost none. */
  public void assertAllIn(Map<String, Long> found, long seed) {
    last.forEach(
        (id, number) ->
            assertThat(found.getOrDefault(id, 0L))
                .as("events of %s, seed %d", id, seed)
                .isGreaterThanOrEqualTo(number));
  }
}
