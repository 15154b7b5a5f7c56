package lilypad.chain.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import lilypad.protocol.CannotGoOn;
import org.junit.jupiter.api.Test;

class ChainCheckTest {

  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void aNodeThatAnswersLaterIsWaitedFor() {
    String answer =
        ChainCheck.patiently(
            Duration.ofSeconds(30),
            () ->
                switch (asked.incrementAndGet()) {
                  case 1 -> throw new RpcUnavailable("http://node", "HTTP status 429");
                  case 2 ->
                      throw new CannotGoOn(
                          "no answer",
                          "wait",
                          new RpcUnavailable("http://node", "HTTP status 503"));
                  default -> "here";
                });

    assertThat(answer).isEqualTo("here");
    assertThat(asked).hasValue(3);
  }

  @Test
  void patienceEndsWithTheLastFault() {
    assertThatThrownBy(
            () ->
                ChainCheck.patiently(
                    Duration.ofMillis(1),
                    () -> {
                      throw new RpcUnavailable("http://node", "fault " + asked.incrementAndGet());
                    }))
        .isInstanceOf(RpcUnavailable.class)
        .hasMessageContaining("fault " + asked.get());
    assertThat(asked.get()).isBetween(1, 2);
  }

  @Test
  void whatTheNodeSaysPlainlyIsNotAskedAgain() {
    CannotGoOn wrong = new CannotGoOn("another chain", "correct it", new WrongChain(1, 2));

    assertThatThrownBy(
            () ->
                ChainCheck.patiently(
                    Duration.ofSeconds(30),
                    () -> {
                      asked.incrementAndGet();
                      throw wrong;
                    }))
        .isSameAs(wrong);
    assertThat(asked).hasValue(1);
  }
}
