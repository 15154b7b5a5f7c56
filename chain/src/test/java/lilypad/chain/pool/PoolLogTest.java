package lilypad.chain.pool;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.Optional;
import lilypad.chain.rpc.Evidence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class PoolLogTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger("lilypad.operator.chain");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(lines);
  }

  @AfterEach
  void stop() {
    logger.setLevel(null);
    logger.detachAppender(lines);
  }

  private String told(PoolEvent event) {
    lines.list.clear();
    new PoolLog().happened(event);
    return lines.list.stream()
        .map(line -> line.getLevel() + " " + line.getFormattedMessage())
        .reduce("", String::concat);
  }

  @Test
  void anOperatorReadsWhoIsAskedWhoIsNotAndWhy() {
    Evidence evidence = new Evidence("eth_call", "to 0xc0", "0x01", "0x42");
    assertThat(told(new PoolEvent.Admitted("http://a", ScriptedNode.CAPABLE)))
        .isEqualTo(
            "INFO chain: http://a is scripted: safe yes, finalized yes, logs by block hash yes,"
                + " block receipts yes, batch yes");
    assertThat(told(new PoolEvent.Quarantined("http://a", evidence, Optional.empty())))
        .startsWith("ERROR chain: http://a told something wrong and is not asked until a restart")
        .contains("eth_call(to 0xc0): expected 0x01, got 0x42");
    assertThat(
            told(new PoolEvent.Quarantined("http://a", evidence, Optional.of(Duration.ofHours(1)))))
        .contains("is not asked for PT1H");
    assertThat(told(new PoolEvent.Kept("http://a", evidence))).contains("the only one left");
    assertThat(told(new PoolEvent.Chosen("http://b", "http://a", "is 6 blocks behind")))
        .isEqualTo("WARN chain: http://b is read from now, because http://a is 6 blocks behind");
    assertThat(told(new PoolEvent.Paused("http://a", "HTTP 503", Duration.ofSeconds(1), 1)))
        .isEqualTo("WARN chain: http://a is left alone for PT1S: HTTP 503");
    assertThat(told(new PoolEvent.Paused("http://a", "HTTP 503", Duration.ofSeconds(2), 2)))
        .as("not again and again")
        .doesNotContain("WARN");
  }
}
