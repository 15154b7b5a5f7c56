package lilypad.mediator.panel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import lilypad.protocol.Address;
import org.apache.pekko.Done;

/**
 * The way into verifiers' records. While one write of a record is on its way, what comes for the
 * same record gathers and then goes together: a node that sits on many panels does not wait for the
 * disk once for each fact. The order stays. Used by many threads.
 */
public final class VerifierRecords {

  /** How a record is reached. */
  public interface Way {
    /** Done when the record holds all of them; may fail. */
    CompletionStage<Done> write(Address verifier, List<VerifierActor.Entry> entries);
  }

  private record Waiting(VerifierActor.Entry entry, CompletableFuture<Done> done) {}

  /** What waits for one record. */
  private static final class Line {
    private List<Waiting> waiting = new ArrayList<>();
    private boolean busy;

    /** Whether somebody has to begin. */
    synchronized boolean add(Waiting next) {
      waiting.add(next);
      boolean first = !busy;
      busy = true;
      return first;
    }

    /** Everything that waits; nothing if that was all, and then the next one has to begin. */
    synchronized List<Waiting> take() {
      List<Waiting> all = waiting;
      waiting = new ArrayList<>();
      busy = !all.isEmpty();
      return all;
    }
  }

  private final Way way;
  private final Map<Address, Line> lines = new ConcurrentHashMap<>();

  /** Nothing waits yet. */
  public VerifierRecords(Way way) {
    this.way = way;
  }

  /** Done when the record holds it; fails if the write it went with did. */
  public CompletionStage<Done> write(Address verifier, VerifierActor.Entry entry) {
    CompletableFuture<Done> done = new CompletableFuture<>();
    Line line = lines.computeIfAbsent(verifier, one -> new Line());
    if (line.add(new Waiting(entry, done))) {
      next(verifier, line);
    }
    return done;
  }

  private void next(Address verifier, Line line) {
    List<Waiting> together = line.take();
    if (together.isEmpty()) {
      return;
    }
    way.write(verifier, together.stream().map(Waiting::entry).toList())
        .whenComplete(
            (done, failure) -> {
              // What gathered goes first: who waits may have a lot to do.
              next(verifier, line);
              for (Waiting waiting : together) {
                if (failure == null) {
                  waiting.done().complete(done);
                } else {
                  waiting.done().completeExceptionally(failure);
                }
              }
            });
  }
}
