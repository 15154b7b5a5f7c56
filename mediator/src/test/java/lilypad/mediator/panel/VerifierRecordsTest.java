package lilypad.mediator.panel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import lilypad.mediator.panel.VerifierActor.Conclude;
import lilypad.mediator.panel.VerifierActor.Entry;
import lilypad.protocol.Address;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.roster.VerifierEvent.Conclusion;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;

class VerifierRecordsTest {

  private static final Address ONE = Bench.address(1);
  private static final Address OTHER = Bench.address(2);

  private record Written(Address verifier, List<Entry> entries, CompletableFuture<Done> done) {}

  private final List<Written> written = new ArrayList<>();
  private final VerifierRecords records =
      new VerifierRecords(
          (verifier, entries) -> {
            Written write = new Written(verifier, entries, new CompletableFuture<>());
            written.add(write);
            return write.done();
          });

  private static Entry entry(int number) {
    return new Conclude(
        new AssignmentRound(Bench.hash("assignment " + number), 1), Conclusion.REVEALED);
  }

  private CompletableFuture<Done> write(Address verifier, int number) {
    return records.write(verifier, entry(number)).toCompletableFuture();
  }

  @Test
  void whatComesWhileARecordIsWrittenGoesTogetherAndInOrder() {
    CompletableFuture<Done> first = write(ONE, 1);
    CompletableFuture<Done> second = write(ONE, 2);
    CompletableFuture<Done> third = write(ONE, 3);
    assertThat(written).hasSize(1);
    assertThat(written.get(0).entries()).containsExactly(entry(1));

    written.get(0).done().complete(Done.getInstance());
    assertThat(first).isCompleted();
    assertThat(second).isNotDone();
    assertThat(written).hasSize(2);
    assertThat(written.get(1).entries()).containsExactly(entry(2), entry(3));

    written.get(1).done().complete(Done.getInstance());
    assertThat(second).isCompleted();
    assertThat(third).isCompleted();
    assertThat(write(ONE, 4)).isNotDone();
    assertThat(written).hasSize(3);
  }

  @Test
  void oneRecordDoesNotWaitForAnother() {
    assertThat(write(ONE, 1)).isNotDone();
    assertThat(write(OTHER, 2)).isNotDone();

    assertThat(written).extracting(Written::verifier).containsExactly(ONE, OTHER);
  }

  @Test
  void aWriteThatFailedIsToldToAllOfItAndTheNextOneGoesOn() {
    CompletableFuture<Done> first = write(ONE, 1);
    CompletableFuture<Done> second = write(ONE, 2);
    CompletableFuture<Done> third = write(ONE, 3);
    written.get(0).done().complete(Done.getInstance());
    CompletableFuture<Done> fourth = write(ONE, 4);
    written.get(1).done().completeExceptionally(new IllegalStateException("no answer"));

    assertThat(first).isCompleted();
    assertThat(second).isCompletedExceptionally();
    assertThat(third).isCompletedExceptionally();
    written.get(2).done().complete(Done.getInstance());
    assertThat(fourth).isCompleted();
  }
}
