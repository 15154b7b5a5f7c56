package lilypad.deploy.cheat;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import lilypad.protocol.node.MediatorIdentity;
import lilypad.protocol.node.NodeIdentity;
import lilypad.protocol.node.NodeSigner;
import lilypad.protocol.wire.node.Challenge;
import lilypad.protocol.wire.node.Heartbeat;
import lilypad.protocol.wire.node.MediatorMessage;
import lilypad.protocol.wire.node.NodeMessage;
import lilypad.protocol.wire.node.VerifierGatewayGrpc;

/**
 * A stream to a mediator's gateway: proves who the node is, keeps the stream alive, and passes on
 * what the mediator says. What the node says is nobody's business here.
 */
public final class GatewaySession
    implements ClientResponseObserver<NodeMessage, MediatorMessage>, AutoCloseable {

  /** Who is told. */
  public interface Listener {

    /** The node is admitted. */
    void welcomed();

    /** What comes after the welcome. */
    void heard(MediatorMessage message);

    /** Nothing comes any more; told once. */
    void ended(String why);
  }

  private final ManagedChannel channel;
  private final NodeIdentity node;
  private final NodeSigner signer;
  private final ScheduledExecutorService timer;
  private final Listener listener;
  private Optional<ClientCallStreamObserver<NodeMessage>> stream = Optional.empty();
  private Optional<Future<?>> heartbeats = Optional.empty();
  private boolean over;

  /** A session that is not opened yet. */
  public GatewaySession(
      String host,
      int port,
      NodeIdentity node,
      NodeSigner signer,
      ScheduledExecutorService timer,
      Listener listener) {
    this.channel = NettyChannelBuilder.forAddress(host, port).usePlaintext().build();
    this.node = node;
    this.signer = signer;
    this.timer = timer;
    this.listener = listener;
  }

  /** Knocks; what comes of it is told to the listener. */
  public void open() {
    VerifierGatewayGrpc.newStub(channel).connect(this);
    say(NodeMessage.newBuilder().setHello(node.toWire()).build());
  }

  /** Sends, unless the stream has ended. */
  public synchronized void say(NodeMessage message) {
    if (!over) {
      stream.ifPresent(open -> open.onNext(message));
    }
  }

  @Override
  public synchronized void beforeStart(ClientCallStreamObserver<NodeMessage> opened) {
    stream = Optional.of(opened);
  }

  @Override
  public void onNext(MediatorMessage message) {
    switch (message.getMessageCase()) {
      case CHALLENGE -> prove(message.getChallenge());
      case WELCOME -> {
        keepAlive(message.getWelcome().getHeartbeatMillis());
        listener.welcomed();
      }
      case REFUSED ->
          end(message.getRefused().getCode() + ": " + message.getRefused().getMessage());
      case ASSIGNMENT,
          REVEAL_REQUEST,
          COMMITMENT_RECORDED,
          REVEAL_RECORDED,
          ASSIGNMENT_CANCELLED,
          MESSAGE_NOT_SET ->
          listener.heard(message);
    }
  }

  private void prove(Challenge challenge) {
    say(
        NodeMessage.newBuilder()
            .setChallengeResponse(
                signer.prove(
                    node,
                    MediatorIdentity.nonceOf(challenge),
                    MediatorIdentity.channelOf(challenge)))
            .build());
  }

  private synchronized void keepAlive(int millis) {
    if (!over) {
      NodeMessage alive =
          NodeMessage.newBuilder().setHeartbeat(Heartbeat.getDefaultInstance()).build();
      heartbeats =
          Optional.of(
              timer.scheduleAtFixedRate(() -> say(alive), 0, millis, TimeUnit.MILLISECONDS));
    }
  }

  @Override
  public void onError(Throwable broken) {
    Status status = Status.fromThrowable(broken);
    end(status.getCode() + ": " + status.getDescription());
  }

  @Override
  public void onCompleted() {
    end("the mediator closed the session");
  }

  @Override
  public void close() {
    end("the node stops");
  }

  private void end(String why) {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      heartbeats.ifPresent(running -> running.cancel(false));
    }
    channel.shutdownNow();
    listener.ended(why);
  }
}
