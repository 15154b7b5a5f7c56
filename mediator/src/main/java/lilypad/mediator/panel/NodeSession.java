package lilypad.mediator.panel;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import lilypad.protocol.node.NodeIdentity;
import lilypad.protocol.wire.node.MediatorMessage;
import lilypad.protocol.wire.node.NodeMessage;
import lilypad.protocol.wire.node.RefusalCode;
import lilypad.protocol.wire.node.Refused;

/**
 * One node's stream: its state and its bounded queue of messages to the node. Its lock is held
 * while the port is told what the node said, so that nothing is told after the end; it is never
 * held while the register is asked.
 */
final class NodeSession implements StreamObserver<NodeMessage> {

  /** Where sessions enter and leave. */
  interface Register {

    /** The node proved who it is. */
    void admit(NodeSession session, NodeIdentity node);

    /** The session is over; {@code evidence} if the admitted node broke the protocol. */
    void left(
        NodeSession session,
        Optional<NodeIdentity> admitted,
        Disconnection why,
        Optional<String> evidence);
  }

  private final SessionProtocol protocol;
  private final PanelPort port;
  private final Register register;
  private final Supplier<Instant> clock;
  private final int queueLimit;
  private final ServerCallStreamObserver<MediatorMessage> stream;

  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<MediatorMessage> queue = new ArrayDeque<>();
  private SessionState state;

  NodeSession(
      SessionProtocol protocol,
      PanelPort port,
      Register register,
      Supplier<Instant> clock,
      int queueLimit,
      ServerCallStreamObserver<MediatorMessage> stream) {
    this.protocol = protocol;
    this.port = port;
    this.register = register;
    this.clock = clock;
    this.queueLimit = queueLimit;
    this.stream = stream;
    this.state = protocol.open(clock.get());
  }

  /** Listens for room in the stream and for its end. */
  void begin() {
    stream.setOnReadyHandler(this::drain);
    stream.setOnCancelHandler(() -> end(Disconnection.CLOSED));
  }

  @Override
  public void onNext(NodeMessage message) {
    Optional<SessionEffect> last;
    lock.lock();
    try {
      SessionProtocol.Step step = protocol.next(state, message, clock.get());
      last = Optional.empty();
      for (SessionEffect effect : step.effects()) {
        last = perform(effect);
      }
      if (!(step.state() instanceof SessionState.Over)) {
        state = step.state();
      }
    } finally {
      lock.unlock();
    }
    last.ifPresent(this::performUnlocked);
  }

  @Override
  public void onError(Throwable broken) {
    end(Disconnection.CLOSED);
  }

  @Override
  public void onCompleted() {
    end(Disconnection.CLOSED);
  }

  /**
   * Queues a message; false if the session is over, or if this message was one too many, which ends
   * it.
   */
  boolean send(MediatorMessage message) {
    lock.lock();
    try {
      if (state instanceof SessionState.Over) {
        return false;
      }
      if (queue.size() < queueLimit) {
        queue.add(message);
        drain();
        return true;
      }
    } finally {
      lock.unlock();
    }
    end(Disconnection.SLOW);
    return false;
  }

  /**
   * Ends the session if its node was silent for longer than {@code silence}, or was not admitted in
   * time.
   */
  void expire(Instant now, Duration silence) {
    boolean expired;
    lock.lock();
    try {
      expired =
          switch (state) {
            case SessionState.AwaitingHello waiting -> now.isAfter(waiting.until());
            case SessionState.AwaitingProof waiting -> now.isAfter(waiting.until());
            case SessionState.Ready ready -> now.isAfter(ready.lastHeard().plus(silence));
            case SessionState.Over over -> false;
          };
    } finally {
      lock.unlock();
    }
    if (expired) {
      end(Disconnection.SILENT);
    }
  }

  /** Tells the node why, and ends the session. */
  void refuse(RefusalCode code, String message, Disconnection why) {
    finish(
        why, Optional.of(Refused.newBuilder().setCode(code).setMessage(message).build()), message);
  }

  /** Ends the session; a second end does nothing. */
  void end(Disconnection why) {
    finish(why, Optional.empty(), "");
  }

  boolean isOver() {
    lock.lock();
    try {
      return state instanceof SessionState.Over;
    } finally {
      lock.unlock();
    }
  }

  private Optional<SessionEffect> perform(SessionEffect effect) {
    switch (effect) {
      case SessionEffect.Say say -> send(say.message());
      case SessionEffect.Accepted accepted ->
          admitted().ifPresent(node -> port.accepted(node.verifier(), accepted.key()));
      case SessionEffect.Answered answered ->
          admitted().ifPresent(node -> port.answered(node.verifier(), answered.answer()));
      case SessionEffect.Revealed revealed ->
          admitted().ifPresent(node -> port.revealed(node.verifier(), revealed.reveal()));
      case SessionEffect.Admit admit -> {
        return Optional.of(admit);
      }
      case SessionEffect.Refuse refuse -> {
        return Optional.of(refuse);
      }
    }
    return Optional.empty();
  }

  private void performUnlocked(SessionEffect effect) {
    switch (effect) {
      case SessionEffect.Admit admit -> register.admit(this, admit.node());
      case SessionEffect.Refuse refuse ->
          refuse(refuse.code(), refuse.message(), Disconnection.PROTOCOL_ERROR);
      case SessionEffect.Say say -> {}
      case SessionEffect.Accepted accepted -> {}
      case SessionEffect.Answered answered -> {}
      case SessionEffect.Revealed revealed -> {}
    }
  }

  private void finish(Disconnection why, Optional<Refused> refused, String evidence) {
    Optional<NodeIdentity> admitted;
    lock.lock();
    try {
      if (state instanceof SessionState.Over) {
        return;
      }
      admitted = admitted();
      state = new SessionState.Over();
      queue.clear();
      refused.ifPresent(
          last -> stream.onNext(MediatorMessage.newBuilder().setRefused(last).build()));
      switch (why) {
        case CLOSED, REPLACED, PROTOCOL_ERROR -> stream.onCompleted();
        case SILENT ->
            stream.onError(Status.DEADLINE_EXCEEDED.withDescription("silent").asException());
        case SLOW ->
            stream.onError(
                Status.RESOURCE_EXHAUSTED.withDescription("reads too slowly").asException());
        case CROWDED ->
            stream.onError(
                Status.RESOURCE_EXHAUSTED.withDescription("too many at the door").asException());
        case STOPPED ->
            stream.onError(Status.UNAVAILABLE.withDescription("stopping").asException());
      }
    } finally {
      lock.unlock();
    }
    register.left(
        this,
        admitted,
        why,
        why == Disconnection.PROTOCOL_ERROR ? Optional.of(evidence) : Optional.empty());
  }

  private Optional<NodeIdentity> admitted() {
    return state instanceof SessionState.Ready ready ? Optional.of(ready.node()) : Optional.empty();
  }

  private void drain() {
    lock.lock();
    try {
      while (!(state instanceof SessionState.Over) && stream.isReady() && !queue.isEmpty()) {
        stream.onNext(queue.remove());
      }
    } finally {
      lock.unlock();
    }
  }
}
