package lilypad.verifier.node;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.Lease;
import lilypad.protocol.node.NodeIdentity;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.wire.node.NodeMessage;

/**
 * The leases of this node and what became of each. It answers a round once: it signs, keeps the
 * answer on the disk, then sends it, and sends the same again until it is recorded. A reveal leaves
 * only after it was asked for. Thread safe.
 */
final class LeaseDesk implements AutoCloseable {

  private sealed interface Entry {

    /** Accepted, and waiting for a slot. */
    record Waiting(Lease lease, long receivedNanos) implements Entry {}

    /** In a slot. */
    record Running(Thread runner) implements Entry {}

    /** Signed, and on its way to the disk: never interrupted. */
    record Keeping(Thread runner, boolean wanted) implements Entry {}

    /** Answered, and perhaps not yet recorded. */
    record Answered(GivenAnswer answer, boolean recorded, boolean revealAsked) implements Entry {}

    /** Answered once, but the answer is lost: never answered again. */
    record Lost() implements Entry {}
  }

  private final NodeIdentity node;
  private final AnswerSigner signer;
  private final StoredAnswers answers;
  private final JobRunner runner;
  private final int queueLimit;
  private final OperatorLog log;
  private final Consumer<NodeMessage> out;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private final Map<AssignmentRound, Entry> entries = new TreeMap<>();
  private final Deque<AssignmentRound> waiting = new ArrayDeque<>();
  private int running;
  private boolean closed;

  /**
   * Opens the desk with every answer that was given before.
   *
   * @param out takes a message to the mediator, or drops it if there is no session: it is sent
   *     again
   * @throws IOException if the folder of answers cannot be read
   */
  LeaseDesk(
      NodeIdentity node,
      AnswerSigner signer,
      StoredAnswers answers,
      JobRunner runner,
      int queueLimit,
      OperatorLog log,
      Consumer<NodeMessage> out)
      throws IOException {
    this.node = node;
    this.signer = signer;
    this.answers = answers;
    this.runner = runner;
    this.queueLimit = queueLimit;
    this.log = log;
    this.out = out;
    answers
        .all()
        .forEach(
            (key, answer) -> {
              if (answer.isEmpty()) {
                log.answerUnreadable(key, answers.file(key));
              }
              entries.put(
                  key,
                  answer
                      .<Entry>map(given -> new Entry.Answered(given, given.over(), false))
                      .orElseGet(Entry.Lost::new));
            });
  }

  /** Takes a lease, or repeats what is known about it. */
  void assigned(Lease lease) {
    AssignmentRound key = lease.key();
    lock.lock();
    try {
      Optional<Entry> known = Optional.ofNullable(entries.get(key));
      if (closed) {
        return;
      }
      if (known.isPresent()) {
        repeat(key, known.get());
        return;
      }
      Optional<JobOutcome.NoResult> unfit = unfit(lease);
      accept(key);
      if (unfit.isPresent()) {
        answerOnOwnThread(key, unfit.get());
      } else {
        log.leaseTaken(lease);
        entries.put(key, new Entry.Waiting(lease, System.nanoTime()));
        waiting.add(key);
        startWaiting();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The mediator has the commitment or abstention: it is not sent again. */
  void commitmentRecorded(AssignmentRound key) {
    lock.lock();
    try {
      if (entries.get(key) instanceof Entry.Answered answered && !answered.recorded()) {
        boolean over = answered.answer() instanceof GivenAnswer.Abstained;
        entries.put(key, new Entry.Answered(answered.answer(), true, answered.revealAsked()));
        log.commitmentRecorded(key);
        if (over) {
          end(key, answered);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** The mediator asks for what was committed to. */
  void revealRequested(AssignmentRound key) {
    lock.lock();
    try {
      if (entries.get(key) instanceof Entry.Answered answered
          && answered.answer() instanceof GivenAnswer.Committed committed) {
        // A mediator asks only once it has the commitment.
        entries.put(key, new Entry.Answered(committed, true, true));
        log.revealed(key);
        send(NodeMessage.newBuilder().setReveal(committed.reveal().toWire()).build());
      } else {
        log.revealNotPossible(key);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The mediator has the reveal. */
  void revealRecorded(AssignmentRound key) {
    lock.lock();
    try {
      if (entries.get(key) instanceof Entry.Answered answered && answered.revealAsked()) {
        end(key, answered);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The lease was withdrawn: a job that runs is stopped, an answer is not sent again. */
  void cancelled(AssignmentRound key, String why) {
    lock.lock();
    try {
      switch (Optional.ofNullable(entries.get(key)).orElseGet(Entry.Lost::new)) {
        case Entry.Waiting withdrawn -> {
          waiting.remove(key);
          entries.remove(key);
          log.leaseCancelled(key, why);
        }
        case Entry.Running withdrawn -> {
          entries.remove(key);
          withdrawn.runner().interrupt();
          log.leaseCancelled(key, why);
        }
        case Entry.Keeping withdrawn -> {
          entries.put(key, new Entry.Keeping(withdrawn.runner(), false));
          log.leaseCancelled(key, why);
        }
        case Entry.Answered answered -> {
          if (!answered.answer().over()) {
            log.leaseCancelled(key, why);
            end(key, answered);
          }
        }
        case Entry.Lost lost -> {}
      }
    } finally {
      lock.unlock();
    }
  }

  /** Sends again whatever the mediator has not said that it has. */
  void resend() {
    lock.lock();
    try {
      entries.values().forEach(this::sendOutstanding);
    } finally {
      lock.unlock();
    }
  }

  /** How many slots are taken. */
  int busySlots() {
    lock.lock();
    try {
      return running;
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more leases, stops what runs and waits until nothing runs. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      waiting.clear();
      for (Entry entry : entries.values()) {
        if (entry instanceof Entry.Running job) {
          job.runner().interrupt();
        }
      }
      while (running > 0) {
        idle.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private Optional<JobOutcome.NoResult> unfit(Lease lease) {
    if (!node.executors().contains(lease.executor())) {
      return Optional.of(
          new JobOutcome.NoResult(
              AbstentionReason.UNSUPPORTED_RUNTIME,
              "expected one of the executors " + node.executors() + ", got " + lease.executor()));
    }
    if (!node.runtimeDigest().equals(lease.runtimeDigest())) {
      return Optional.of(
          new JobOutcome.NoResult(
              AbstentionReason.UNSUPPORTED_RUNTIME,
              "expected the runtime " + node.runtimeDigest() + ", got " + lease.runtimeDigest()));
    }
    if (running >= node.slots() && waiting.size() >= queueLimit) {
      return Optional.of(
          new JobOutcome.NoResult(
              AbstentionReason.NODE_LIMIT,
              "all " + node.slots() + " slots are taken and " + queueLimit + " leases wait"));
    }
    return Optional.empty();
  }

  private void repeat(AssignmentRound key, Entry known) {
    switch (known) {
      case Entry.Waiting job -> accept(key);
      case Entry.Running job -> accept(key);
      case Entry.Keeping answer -> {
        entries.put(key, new Entry.Keeping(answer.runner(), true));
        accept(key);
      }
      case Entry.Answered answered -> {
        // Whoever lends it again does not have the answer.
        entries.put(key, new Entry.Answered(answered.answer(), false, answered.revealAsked()));
        sendAnswer(answered.answer());
      }
      case Entry.Lost lost -> log.answerUnreadable(key, answers.file(key));
    }
  }

  private void startWaiting() {
    while (running < node.slots() && !waiting.isEmpty() && !closed) {
      AssignmentRound key = waiting.remove();
      if (entries.get(key) instanceof Entry.Waiting job) {
        start(key, () -> run(job));
      }
    }
  }

  private void answerOnOwnThread(AssignmentRound key, JobOutcome outcome) {
    start(key, () -> outcome);
  }

  private void start(AssignmentRound key, Job job) {
    running++;
    Thread thread =
        Thread.ofVirtual()
            .name("lease-" + key)
            .unstarted(
                () -> {
                  try {
                    finish(key, job.run());
                  } catch (InterruptedException withdrawn) {
                    forget(key);
                  } catch (RuntimeException | Error defect) {
                    // Forgotten, the lease is taken anew when it is repeated; kept, it would stay
                    // running without a thread.
                    log.defect(key, defect);
                    forget(key);
                  } finally {
                    free();
                  }
                });
    entries.put(key, new Entry.Running(thread));
    thread.start();
  }

  /** What a slot does. */
  private interface Job {
    JobOutcome run() throws InterruptedException;
  }

  private JobOutcome run(Entry.Waiting job) throws InterruptedException {
    Duration left = job.lease().commitWithin().minusNanos(System.nanoTime() - job.receivedNanos());
    if (!left.isPositive()) {
      return new JobOutcome.NoResult(
          AbstentionReason.NODE_LIMIT, "no slot was free before the deadline");
    }
    try {
      return runner.run(job.lease(), left);
    } catch (RuntimeException defect) {
      // The boundary between this node and its jobs: whatever breaks here is the node's own
      // failure, which must be said and must not stop the node.
      log.defect(job.lease().key(), defect);
      return new JobOutcome.NoResult(AbstentionReason.INTERNAL, defect.toString());
    }
  }

  private void finish(AssignmentRound key, JobOutcome outcome) {
    if (!beginKeeping(key)) {
      return;
    }
    GivenAnswer answer = signer.answer(key, outcome);
    try {
      answers.add(answer);
    } catch (IOException e) {
      log.answerNotKept(key, e);
      forget(key);
      return;
    }
    lock.lock();
    try {
      boolean wanted = entries.get(key) instanceof Entry.Keeping keeping && keeping.wanted();
      Entry.Answered answered = new Entry.Answered(answer, !wanted, false);
      entries.put(key, answered);
      if (wanted) {
        log.answered(answer);
        sendAnswer(answer);
      } else {
        end(key, answered);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether an outcome is still wanted. If the lease was withdrawn or the process ends, that may be
   * what stopped the job: then it is no answer.
   */
  private boolean beginKeeping(AssignmentRound key) {
    lock.lock();
    try {
      boolean wanted = !closed && isMine(key);
      if (wanted) {
        entries.put(key, new Entry.Keeping(Thread.currentThread(), true));
      } else {
        forget(key);
      }
      return wanted;
    } finally {
      lock.unlock();
    }
  }

  /** The lease may have been withdrawn, and lent again to another thread since. */
  private boolean isMine(AssignmentRound key) {
    Thread me = Thread.currentThread();
    return switch (Optional.ofNullable(entries.get(key)).orElseGet(Entry.Lost::new)) {
      case Entry.Running job -> job.runner().equals(me);
      case Entry.Keeping answer -> answer.runner().equals(me);
      case Entry.Waiting job -> false;
      case Entry.Answered answered -> false;
      case Entry.Lost lost -> false;
    };
  }

  private void forget(AssignmentRound key) {
    lock.lock();
    try {
      if (isMine(key)) {
        entries.remove(key);
      }
    } finally {
      lock.unlock();
    }
  }

  private void free() {
    lock.lock();
    try {
      running--;
      startWaiting();
      idle.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void end(AssignmentRound key, Entry.Answered answered) {
    GivenAnswer over = answered.answer().ended();
    entries.put(key, new Entry.Answered(over, true, answered.revealAsked()));
    try {
      answers.replace(over);
    } catch (IOException e) {
      // Not a loss: after a restart the same answer is sent once more.
      log.answerNotKept(key, e);
    }
  }

  private void sendOutstanding(Entry entry) {
    if (entry instanceof Entry.Answered answered && !answered.answer().over()) {
      if (!answered.recorded()) {
        sendAnswer(answered.answer());
      }
      if (answered.revealAsked() && answered.answer() instanceof GivenAnswer.Committed committed) {
        send(NodeMessage.newBuilder().setReveal(committed.reveal().toWire()).build());
      }
    }
  }

  private void sendAnswer(GivenAnswer answer) {
    NodeMessage.Builder message = NodeMessage.newBuilder();
    send(
        switch (answer) {
          case GivenAnswer.Committed committed ->
              message.setCommitment(committed.commitment().toWire()).build();
          case GivenAnswer.Abstained abstained ->
              message.setAbstention(abstained.abstention().toWire()).build();
        });
  }

  private void accept(AssignmentRound key) {
    send(NodeMessage.newBuilder().setAssignmentAccepted(key.toAccepted()).build());
  }

  private void send(NodeMessage message) {
    out.accept(message);
  }
}
