package lilypad.verifier.node;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.Lease;
import lilypad.protocol.node.MediatorIdentity;
import lilypad.protocol.node.NodeIdentity;
import lilypad.protocol.node.NodeSigner;
import lilypad.protocol.wire.node.Challenge;
import lilypad.protocol.wire.node.Heartbeat;
import lilypad.protocol.wire.node.MediatorMessage;
import lilypad.protocol.wire.node.NodeMessage;
import lilypad.protocol.wire.node.Refused;
import lilypad.protocol.wire.node.VerifierGatewayGrpc;

/**
 * One session with the mediator, from hello to its end: proves who the node is, then passes what
 * the mediator says to the desk.
 */
final class MediatorLink implements ClientResponseObserver<NodeMessage, MediatorMessage> {

  private final Dialled dialled;
  private final MediatorIdentity expected;
  private final NodeIdentity node;
  private final NodeSigner signer;
  private final LeaseDesk desk;
  private final OperatorLog log;
  private final ScheduledExecutorService timer;
  private final Runnable onWelcome;

  private final CompletableFuture<LinkEnd> ended = new CompletableFuture<>();
  private final ReentrantLock lock = new ReentrantLock();
  private Optional<ClientCallStreamObserver<NodeMessage>> stream = Optional.empty();
  private Optional<ScheduledFuture<?>> heartbeats = Optional.empty();
  private boolean welcomed;

  /** A connection to a mediator's gateway, and what it is bound to. */
  interface Dialled extends AutoCloseable {

    /** The connection; every call of it goes to the same server. */
    ManagedChannel channel();

    /** The binding of the connection that the call uses, once the server has answered. */
    Optional<Hash32> binding();

    @Override
    void close();
  }

  MediatorLink(
      Dialled dialled,
      MediatorIdentity expected,
      NodeIdentity node,
      NodeSigner signer,
      LeaseDesk desk,
      OperatorLog log,
      ScheduledExecutorService timer,
      Runnable onWelcome) {
    this.dialled = dialled;
    this.expected = expected;
    this.node = node;
    this.signer = signer;
    this.desk = desk;
    this.log = log;
    this.timer = timer;
    this.onWelcome = onWelcome;
  }

  /** Opens the session; the answer comes when it has ended. */
  CompletableFuture<LinkEnd> open(Duration handshake) {
    VerifierGatewayGrpc.newStub(dialled.channel()).connect(this);
    say(NodeMessage.newBuilder().setHello(node.toWire()).build());
    ScheduledFuture<?> patience =
        timer.schedule(
            () -> {
              if (!isWelcomed()) {
                end(new LinkEnd.Broken("no welcome within " + handshake.toMillis() + " ms"));
              }
            },
            handshake.toMillis(),
            TimeUnit.MILLISECONDS);
    return ended.whenComplete((end, impossible) -> patience.cancel(false));
  }

  /** Sends, if the node was welcomed and the session has not ended; else drops. */
  void send(NodeMessage message) {
    lock.lock();
    try {
      if (welcomed) {
        say(message);
      }
    } finally {
      lock.unlock();
    }
  }

  boolean isWelcomed() {
    lock.lock();
    try {
      return welcomed && !ended.isDone();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the session from this side. */
  void close() {
    end(new LinkEnd.Broken("the node stops"));
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<NodeMessage> opened) {
    stream = Optional.of(opened);
  }

  @Override
  public void onNext(MediatorMessage message) {
    try {
      switch (message.getMessageCase()) {
        case CHALLENGE -> challenged(message.getChallenge());
        case WELCOME -> welcomed(Duration.ofMillis(message.getWelcome().getHeartbeatMillis()));
        case REFUSED -> refused(message.getRefused());
        case ASSIGNMENT -> desk.assigned(Lease.fromWire(message.getAssignment()));
        case COMMITMENT_RECORDED ->
            desk.commitmentRecorded(
                AssignmentRound.fromWire(
                    message.getCommitmentRecorded().getAssignment(),
                    message.getCommitmentRecorded().getRound()));
        case REVEAL_REQUEST ->
            desk.revealRequested(
                AssignmentRound.fromWire(
                    message.getRevealRequest().getAssignment(),
                    message.getRevealRequest().getRound()));
        case REVEAL_RECORDED ->
            desk.revealRecorded(
                AssignmentRound.fromWire(
                    message.getRevealRecorded().getAssignment(),
                    message.getRevealRecorded().getRound()));
        case ASSIGNMENT_CANCELLED ->
            desk.cancelled(
                AssignmentRound.fromWire(
                    message.getAssignmentCancelled().getAssignment(),
                    message.getAssignmentCancelled().getRound()),
                message.getAssignmentCancelled().getWhy());
        // Of a later version.
        case MESSAGE_NOT_SET -> {}
      }
    } catch (MalformedValue e) {
      log.malformed(message.getMessageCase().toString(), String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void onError(Throwable broken) {
    Throwable root = broken;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String detail = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    String code = Status.fromThrowable(broken).getCode().name();
    end(new LinkEnd.Broken(detail.startsWith(code) ? detail : code + ": " + detail));
  }

  @Override
  public void onCompleted() {
    end(new LinkEnd.Broken("the mediator closed the session"));
  }

  private void challenged(Challenge challenge) {
    MediatorIdentity actual = MediatorIdentity.of(challenge);
    if (!actual.equals(expected)) {
      end(new LinkEnd.WrongMediator(expected, actual));
      return;
    }
    Optional<Hash32> binding = dialled.binding();
    Hash32 claimed = MediatorIdentity.channelOf(challenge);
    if (!binding.equals(Optional.of(claimed))) {
      end(
          new LinkEnd.Broken(
              "not signing: the challenge is for the channel "
                  + claimed
                  + ", this one is "
                  + binding.map(Hash32::toString).orElse("not bound")
                  + "; somebody is between this node and its mediator"));
      return;
    }
    say(
        NodeMessage.newBuilder()
            .setChallengeResponse(signer.prove(node, MediatorIdentity.nonceOf(challenge), claimed))
            .build());
  }

  private void welcomed(Duration heartbeat) {
    long millis = Math.clamp(heartbeat.toMillis(), 50, 60_000);
    lock.lock();
    try {
      if (welcomed || ended.isDone()) {
        return;
      }
      welcomed = true;
      heartbeats =
          Optional.of(timer.scheduleAtFixedRate(this::heartbeat, 0, millis, TimeUnit.MILLISECONDS));
    } finally {
      lock.unlock();
    }
    onWelcome.run();
    desk.resend();
  }

  private void heartbeat() {
    send(
        NodeMessage.newBuilder()
            .setHeartbeat(Heartbeat.newBuilder().setBusySlots(desk.busySlots()))
            .build());
  }

  private void refused(Refused refused) {
    end(new LinkEnd.RefusedBy(refused.getCode(), refused.getMessage()));
  }

  private void say(NodeMessage message) {
    lock.lock();
    try {
      if (!ended.isDone()) {
        stream.ifPresent(open -> open.onNext(message));
      }
    } finally {
      lock.unlock();
    }
  }

  private void end(LinkEnd why) {
    lock.lock();
    try {
      if (!ended.complete(why)) {
        return;
      }
      heartbeats.ifPresent(running -> running.cancel(false));
      stream.ifPresent(open -> open.cancel("the session ended", Status.CANCELLED.asException()));
    } finally {
      lock.unlock();
    }
    dialled.close();
  }
}
