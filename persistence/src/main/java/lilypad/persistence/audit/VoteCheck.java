package lilypad.persistence.audit;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealState;
import lilypad.protocol.deal.Shown;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.MediatorIdentity;
import lilypad.protocol.node.NodeSignatures;
import lilypad.protocol.node.SignedAbstention;
import lilypad.protocol.node.SignedCommitment;
import lilypad.protocol.node.SignedReveal;
import lilypad.protocol.sign.SigningDomain;

/**
 * Checks verifiers' signatures, on all processors at once: each takes a good part of a millisecond.
 */
final class VoteCheck implements AutoCloseable {

  private static final int WAITING = 4096;

  /** What a verifier is said to have signed. */
  record Vote(Address verifier, BooleanSupplier signed) {}

  private final SigningDomain domain;
  private final ExecutorService workers =
      Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
  private final Semaphore room = new Semaphore(WAITING);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  VoteCheck(ExportScope scope) {
    this.domain = scope.domain();
  }

  private NodeSignatures of(Address verifier, Address mediator) {
    return new NodeSignatures(
        new MediatorIdentity(mediator, domain.chainId(), domain.verifyingContract()), verifier);
  }

  /** The runtime that the seat was drawn with: it is what the verifier signed for. */
  private static Hash32 runtime(DealState state, int round, Hash32 assignment) {
    return state
        .mediation()
        .flatMap(mediation -> mediation.seat(round, assignment))
        .map(seat -> seat.member().runtimeDigest())
        .orElse(Hash32.ZERO);
  }

  /**
   * What a verifier is said to have committed to.
   *
   * @param mediator for whom it signed, as for the next two
   */
  Vote commitment(DealEvent.CommitmentRecorded e, DealState state, Address mediator) {
    Hash32 runtime = runtime(state, e.round(), e.assignment());
    return new Vote(
        e.verifier(),
        () ->
            of(e.verifier(), mediator)
                .signed(
                    new SignedCommitment(
                        new AssignmentRound(e.assignment(), e.round()),
                        runtime,
                        e.commitment(),
                        e.signature())));
  }

  Vote abstention(DealEvent.AbstentionRecorded e, DealState state, Address mediator) {
    Hash32 runtime = runtime(state, e.round(), e.assignment());
    return new Vote(
        e.verifier(),
        () ->
            of(e.verifier(), mediator)
                .signed(
                    new SignedAbstention(
                        new AssignmentRound(e.assignment(), e.round()),
                        runtime,
                        e.reason(),
                        "",
                        e.signature())));
  }

  Vote shown(Shown e, DealState state, Address mediator) {
    Hash32 runtime = runtime(state, e.round(), e.assignment());
    return new Vote(
        e.verifier(),
        () ->
            of(e.verifier(), mediator)
                .signed(
                    new SignedReveal(
                        new AssignmentRound(e.assignment(), e.round()),
                        runtime,
                        e.resultRoot(),
                        e.executionRoot(),
                        e.salt(),
                        e.signature(),
                        Duration.ZERO)));
  }

  /**
   * Checks when there is time for it; {@code wrong} may run on another thread, until {@link #join}
   * returns.
   */
  void check(Vote vote, Runnable wrong) {
    later(
        () -> {
          try {
            if (!vote.signed().getAsBoolean()) {
              wrong.run();
            }
          } catch (IllegalArgumentException e) {
            wrong.run(); // a vote that cannot even be put into the words that are signed
          }
        });
  }

  /** Runs a check when there is time for it, on another thread, before {@link #join} returns. */
  void later(Runnable check) {
    room.acquireUninterruptibly();
    workers.execute(
        () -> {
          try {
            check.run();
          } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e); // a check that ends so has found nothing right
          } finally {
            room.release();
          }
        });
  }

  /** Waits until all are checked. */
  void join() {
    room.acquireUninterruptibly(WAITING);
    room.release(WAITING);
    Throwable failed = failure.get();
    if (failed instanceof Error error) {
      throw error;
    }
    if (failed instanceof RuntimeException fault) {
      throw fault;
    }
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
