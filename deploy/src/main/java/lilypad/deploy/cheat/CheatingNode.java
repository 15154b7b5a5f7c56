package lilypad.deploy.cheat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.Lease;
import lilypad.protocol.node.NodeIdentity;
import lilypad.protocol.node.NodeSigner;
import lilypad.protocol.node.SignedCommitment;
import lilypad.protocol.node.SignedReveal;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.sign.Commitment;
import lilypad.protocol.sign.ResultStatement;
import lilypad.protocol.wire.node.MediatorMessage;
import lilypad.protocol.wire.node.NodeMessage;
import lilypad.verifier.node.JobOutcome;
import lilypad.verifier.node.JobRunner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A verifier that does with each job what it was told to do with that job. Its session is opened
 * again whenever it ends, be it that the mediator threw it out.
 */
final class CheatingNode implements GatewaySession.Listener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("lilypad.operator");
  private static final Duration RECONNECT = Duration.ofMillis(200);

  /**
   * What a node knows of the world.
   *
   * @param runner runs a job, for those who do
   * @param claims what providers claim
   * @param ring what other verifiers confide
   */
  record Means(JobRunner runner, Claims claims, Ring ring) {}

  private final CheatSettings.Node settings;
  private final String host;
  private final int port;
  private final NodeIdentity identity;
  private final NodeSigner signer;
  private final Means means;
  private final ScheduledExecutorService timer;
  private final SecureRandom random = new SecureRandom();
  private final CompletableFuture<Void> welcomed = new CompletableFuture<>();
  private final Set<AssignmentRound> taken = ConcurrentHashMap.newKeySet();

  /** What it says to whoever lends the round again. */
  private final Map<AssignmentRound, NodeMessage> answers = new ConcurrentHashMap<>();

  /** What it says when it is asked to show its result. */
  private final Map<AssignmentRound, NodeMessage> openings = new ConcurrentHashMap<>();

  private Optional<GatewaySession> session = Optional.empty();
  private boolean closed;

  /**
   * A node that is not connected yet.
   *
   * @param host of the gateway
   * @param identity whom it says to be
   */
  CheatingNode(
      CheatSettings.Node settings,
      String host,
      int port,
      NodeIdentity identity,
      NodeSigner signer,
      Means means,
      ScheduledExecutorService timer) {
    this.settings = settings;
    this.host = host;
    this.port = port;
    this.identity = identity;
    this.signer = signer;
    this.means = means;
    this.timer = timer;
  }

  /** Connects; the answer comes when it was welcomed for the first time. */
  synchronized CompletableFuture<Void> connect() {
    if (!closed) {
      GatewaySession opened = new GatewaySession(host, port, identity, signer, timer, this);
      session = Optional.of(opened);
      opened.open();
    }
    return welcomed;
  }

  @Override
  public void welcomed() {
    welcomed.complete(null);
  }

  @Override
  public synchronized void ended(String why) {
    if (!closed) {
      LOG.info("{}: no session ({})", identity.verifier(), why);
      ScheduledFuture<?> unused =
          timer.schedule(this::reconnect, RECONNECT.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void reconnect() {
    CompletableFuture<Void> unused = connect();
  }

  @Override
  public void heard(MediatorMessage message) {
    if (message.hasAssignment()) {
      lent(Lease.fromWire(message.getAssignment()));
    } else if (message.hasRevealRequest()) {
      var asked = message.getRevealRequest();
      AssignmentRound key = AssignmentRound.fromWire(asked.getAssignment(), asked.getRound());
      Optional.ofNullable(openings.get(key)).ifPresent(this::say);
    }
  }

  private void lent(Lease lease) {
    say(NodeMessage.newBuilder().setAssignmentAccepted(lease.key().toAccepted()).build());
    if (taken.add(lease.key())) {
      Thread.startVirtualThread(() -> play(lease));
    } else {
      Optional.ofNullable(answers.get(lease.key())).ifPresent(this::say);
    }
  }

  private void play(Lease lease) {
    VerifierConduct conduct =
        settings
            .conducts()
            .getOrDefault(lease.inputs().getOrDefault("Message", ""), VerifierConduct.HONEST);
    LOG.info("{}: {} of {}", identity.verifier(), conduct, lease.inputs());
    try {
      switch (conduct) {
        case HONEST -> honest(lease);
        case ECHO -> stand(lease, echo(lease));
        case INVENT -> stand(lease, promise(lease, invented(lease)));
        case NO_SHOW -> {}
        case WITHHOLD -> answer(lease.key(), committing(promise(lease, invented(lease))));
        case COPY -> copy(lease.key(), means.ring().await(lease.inputs()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void honest(Lease lease) throws InterruptedException {
    if (!identity.runtimeDigest().equals(lease.runtimeDigest())) {
      abstain(
          lease.key(),
          new JobOutcome.NoResult(
              AbstentionReason.UNSUPPORTED_RUNTIME,
              "expected the runtime "
                  + identity.runtimeDigest()
                  + ", got "
                  + lease.runtimeDigest()));
      return;
    }
    switch (means.runner().run(lease, lease.commitWithin())) {
      case JobOutcome.Result result -> {
        NodeSigner.Promise promise =
            promise(lease, result.resultRoot(), result.executionRoot(), result.run());
        means.ring().confide(lease.inputs(), promise);
        stand(lease, promise);
      }
      case JobOutcome.NoResult none -> abstain(lease.key(), none);
    }
  }

  private void abstain(AssignmentRound key, JobOutcome.NoResult none) {
    answer(
        key,
        NodeMessage.newBuilder()
            .setAbstention(
                signer
                    .abstain(key, identity.runtimeDigest(), none.reason(), none.detail())
                    .toWire())
            .build());
  }

  /** Commits, and shows it when asked. */
  private void stand(Lease lease, NodeSigner.Promise promise) {
    openings.put(lease.key(), showing(promise.reveal()));
    answer(lease.key(), committing(promise));
  }

  /**
   * The other's words as they are, for which the mediator throws this node out; when it lends the
   * job again, the other's commitment under this node's signature.
   */
  private void copy(AssignmentRound key, NodeSigner.Promise other) {
    Hash32 digest = identity.runtimeDigest();
    Commitment promised =
        new Commitment(
            key.assignment(),
            key.round(),
            identity.verifier(),
            digest,
            other.commitment().commitment());
    SignedReveal opening = other.reveal();
    ResultStatement shown =
        new ResultStatement(
            key.assignment(),
            key.round(),
            identity.verifier(),
            digest,
            opening.resultRoot(),
            opening.executionRoot(),
            opening.salt());
    var domain = signer.mediator().domain();
    openings.put(
        key,
        showing(
            new SignedReveal(
                key,
                digest,
                opening.resultRoot(),
                opening.executionRoot(),
                opening.salt(),
                shown.sign(signer.key(), domain).bytes(),
                opening.run())));
    answers.put(
        key,
        committing(
            new SignedCommitment(
                key, digest, promised.commitment(), promised.sign(signer.key(), domain).bytes())));
    say(committing(other.commitment()));
  }

  private NodeSigner.Promise promise(Lease lease, Hash32 root) {
    return promise(lease, root, Hash32.ZERO, Duration.ofMillis(1));
  }

  private NodeSigner.Promise promise(
      Lease lease, Hash32 resultRoot, Hash32 executionRoot, Duration run) {
    byte[] salt = new byte[32];
    random.nextBytes(salt);
    return signer.commit(
        lease.key(), identity.runtimeDigest(), resultRoot, executionRoot, Hash32.of(salt), run);
  }

  /** The claim, with evidence of a run that never was. */
  private NodeSigner.Promise echo(Lease lease) throws InterruptedException {
    Hash32 evidence =
        Keccak.hash(
            identity.verifier().bytes().toArray(), lease.key().assignment().bytes().toArray());
    return promise(lease, means.claims().of(lease), evidence, Duration.ofMillis(1));
  }

  private Hash32 invented(Lease lease) {
    String text = "invented by " + identity.operator() + " for " + lease.inputs();
    return Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  private static NodeMessage committing(NodeSigner.Promise promise) {
    return committing(promise.commitment());
  }

  private static NodeMessage committing(SignedCommitment commitment) {
    return NodeMessage.newBuilder().setCommitment(commitment.toWire()).build();
  }

  private static NodeMessage showing(SignedReveal reveal) {
    return NodeMessage.newBuilder().setReveal(reveal.toWire()).build();
  }

  private void answer(AssignmentRound key, NodeMessage message) {
    answers.put(key, message);
    say(message);
  }

  private synchronized void say(NodeMessage message) {
    session.ifPresent(open -> open.say(message));
  }

  @Override
  public void close() {
    Optional<GatewaySession> last;
    synchronized (this) {
      closed = true;
      last = session;
    }
    last.ifPresent(GatewaySession::close);
  }
}
