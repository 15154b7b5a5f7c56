package lilypad.verifier.node;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import lilypad.protocol.node.NodeIdentity;
import lilypad.protocol.node.NodeSigner;
import lilypad.protocol.wire.node.NodeMessage;

/**
 * A verifier node: keeps a session with its mediator, runs what it is lent, and stands by what it
 * answered, over lost connections and crashes.
 */
public final class VerifierNode implements AutoCloseable {

  /** Why a node does not go on. */
  public enum Ending {
    /** It was told to stop. */
    STOPPED,
    /** The mediator will not have it until a configuration changes. */
    REFUSED,
    /** The server is not the mediator that this node is configured to serve. */
    WRONG_MEDIATOR
  }

  private final NodeSettings settings;
  private final NodeIdentity node;
  private final NodeSigner signer;
  private final Dialling dialling;
  private final LeaseDesk desk;
  private final OperatorLog log;
  private final Backoff backoff;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("verifier-node-timer").daemon().factory());
  private final CompletableFuture<Ending> ending = new CompletableFuture<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile Optional<MediatorLink> link = Optional.empty();

  /**
   * Prepares a node; nothing is connected yet.
   *
   * @param node who this node is; its address must be the signer's
   * @param signer signs with the node's key
   * @param runner runs the jobs
   * @throws IOException if the answers given before, or the certificates to trust, cannot be read
   */
  public VerifierNode(NodeSettings settings, NodeIdentity node, NodeSigner signer, JobRunner runner)
      throws IOException {
    this.settings = settings;
    this.node = node;
    this.signer = signer;
    this.log = new OperatorLog();
    this.dialling = Dialling.prepare(settings);
    this.backoff =
        new Backoff(
            settings.reconnect().first(),
            settings.reconnect().most(),
            RandomGenerator.getDefault());
    this.desk =
        new LeaseDesk(
            node,
            new AnswerSigner(signer, node.runtimeDigest()),
            StoredAnswers.open(
                settings.dataFolder().resolve("answers"),
                Instant.now().minus(settings.keepAnswers())),
            runner,
            settings.queue(),
            log,
            this::send);
  }

  /** Connects, and keeps connected until {@link #close} or until the mediator refuses for good. */
  public void start() {
    ScheduledFuture<?> unused =
        timer.scheduleWithFixedDelay(
            desk::resend,
            settings.resend().toMillis(),
            settings.resend().toMillis(),
            TimeUnit.MILLISECONDS);
    Thread.ofPlatform().name("verifier-node").start(this::run);
  }

  /** Completes when the node does not go on. */
  public CompletableFuture<Ending> ending() {
    return ending.copy();
  }

  /** Whether the node has a session in which it was welcomed. */
  public boolean isReady() {
    return link.map(MediatorLink::isWelcomed).orElse(false);
  }

  /** Ends the session and stops the jobs that run; returns when none does. */
  @Override
  public void close() {
    stopping.countDown();
    link.ifPresent(MediatorLink::close);
    desk.close();
    Ending unused = ending.exceptionally(defect -> Ending.STOPPED).join();
    // Not before: until its thread has ended, a session may begin, which needs the timer.
    timer.shutdown();
  }

  private void run() {
    try {
      keepConnected();
    } finally {
      // Does nothing unless a defect ended the thread: whoever waits must not wait forever.
      ending.completeExceptionally(new IllegalStateException("the node's thread broke off"));
    }
  }

  private void keepConnected() {
    while (!ending.isDone()) {
      LinkEnd end = session();
      Optional<Ending> last = lastWord(end);
      if (stopping.getCount() == 0) {
        last = Optional.of(Ending.STOPPED);
      }
      last.ifPresent(ending::complete);
      if (last.isEmpty()) {
        waitAfter(end);
      }
    }
  }

  private LinkEnd session() {
    MediatorLink opened =
        new MediatorLink(
            dialling.dial(), settings.mediator(), node, signer, desk, log, timer, this::welcomed);
    link = Optional.of(opened);
    CompletableFuture<LinkEnd> ended = opened.open(settings.handshake());
    if (stopping.getCount() == 0) {
      opened.close();
    }
    return ended.join();
  }

  private Optional<Ending> lastWord(LinkEnd end) {
    return switch (end) {
      case LinkEnd.Broken broken -> Optional.empty();
      case LinkEnd.RefusedBy refused -> {
        log.refused(refused.code().name(), refused.message());
        yield refused.forGood() ? Optional.of(Ending.REFUSED) : Optional.empty();
      }
      case LinkEnd.WrongMediator wrong -> {
        log.wrongMediator(wrong.expected(), wrong.actual());
        yield Optional.of(Ending.WRONG_MEDIATOR);
      }
    };
  }

  private void waitAfter(LinkEnd end) {
    Duration wait = backoff.next();
    log.disconnected(reason(end), wait);
    try {
      if (stopping.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        ending.complete(Ending.STOPPED);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ending.complete(Ending.STOPPED);
    }
  }

  private static String reason(LinkEnd end) {
    return switch (end) {
      case LinkEnd.Broken broken -> broken.why();
      case LinkEnd.RefusedBy refused -> refused.code() + ": " + refused.message();
      case LinkEnd.WrongMediator wrong -> "not the mediator " + wrong.expected();
    };
  }

  private void welcomed() {
    backoff.reset();
    log.ready(node);
  }

  private void send(NodeMessage message) {
    link.ifPresent(open -> open.send(message));
  }
}
