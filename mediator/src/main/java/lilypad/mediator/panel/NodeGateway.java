package lilypad.mediator.panel;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.ChannelBinding;
import lilypad.protocol.node.Lease;
import lilypad.protocol.node.MediatorIdentity;
import lilypad.protocol.node.NodeIdentity;
import lilypad.protocol.wire.node.MediatorMessage;
import lilypad.protocol.wire.node.NodeMessage;
import lilypad.protocol.wire.node.RefusalCode;
import lilypad.protocol.wire.node.VerifierGatewayGrpc;

/**
 * The server that verifier nodes connect to. It proves who a node is, checks form and signature of
 * what it says, delivers that to the {@link PanelPort}, and sends what the panel wants to say. It
 * keeps nothing: after a restart nodes connect again and both sides repeat what is open.
 *
 * <p>Every sending method returns at once: true if the node is connected and the message was
 * queued, which is no promise that it arrives.
 */
public final class NodeGateway implements AutoCloseable {

  /**
   * A node asks by HTTP/2 pings whether an idle connection still lives. Netty allows one in five
   * minutes and ends the connection over the third.
   */
  private static final long LEAST_BETWEEN_PINGS_SECONDS = 1;

  private final NodeGatewaySettings settings;
  private final RosterSettings roster;
  private final MediatorIdentity mediator;
  private final PanelPort port;

  private final SecureRandom random = new SecureRandom();
  private final long startedNanos = System.nanoTime();
  private final Set<NodeSession> handshakes = ConcurrentHashMap.newKeySet();
  private final Map<Address, NodeSession> sessions = new ConcurrentHashMap<>();
  private final Entries register = new Entries();
  private final PanelLog log = new PanelLog();
  // What comes after the gateway was closed is discarded: every session has ended by then.
  private final ScheduledExecutorService ticker =
      new ScheduledThreadPoolExecutor(
          1,
          Thread.ofPlatform().name("node-gateway-ticker").daemon().factory(),
          new ThreadPoolExecutor.DiscardPolicy());
  // One thread a task, so nothing is left to close; a connection that is still ending may need it
  // after the server has ended.
  private final ExecutorService callbacks =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("node-gateway-", 0).factory());

  private Optional<Server> server = Optional.empty();

  /**
   * A gateway that does not listen yet.
   *
   * @param mediator what nodes' signatures are bound to
   * @param port who is told what nodes say
   */
  public NodeGateway(
      NodeGatewaySettings settings,
      RosterSettings roster,
      MediatorIdentity mediator,
      PanelPort port) {
    this.settings = settings;
    this.roster = roster;
    this.mediator = mediator;
    this.port = port;
  }

  /**
   * Listens.
   *
   * @throws IOException if the address cannot be bound, or the certificate or key cannot be read
   */
  public void start() throws IOException {
    Entrance entrance = new Entrance();
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(settings.host(), settings.port()))
            .addService(entrance)
            .executor(callbacks)
            .maxInboundMessageSize(settings.maxMessageBytes())
            .maxConcurrentCallsPerConnection(2)
            .handshakeTimeout(settings.handshake().toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTime(settings.silence().toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveTime(LEAST_BETWEEN_PINGS_SECONDS, TimeUnit.SECONDS);
    settings
        .tls()
        .ifPresent(
            tls -> builder.useTransportSecurity(tls.certificate().toFile(), tls.key().toFile()));
    Optional<Hash32> certificate = certificate();
    Server started = builder.build().start();
    server = Optional.of(started);
    entrance.open(
        new SessionProtocol(
            mediator,
            certificate.orElseGet(() -> ChannelBinding.ofLoopback(started.getPort())),
            roster,
            this::nonce,
            settings.handshake(),
            settings.heartbeat()));
    long tick = Math.clamp(settings.silence().toMillis() / 4, 20, 1_000);
    ScheduledFuture<?> unused =
        ticker.scheduleWithFixedDelay(this::expire, tick, tick, TimeUnit.MILLISECONDS);
    log.listening(settings.host(), port());
  }

  /**
   * The port that is bound.
   *
   * @throws IllegalStateException before {@link #start}
   */
  public int port() {
    return server
        .orElseThrow(() -> new IllegalStateException("the gateway has not started"))
        .getPort();
  }

  /** The nodes that are connected now. */
  public Set<Address> connected() {
    return Set.copyOf(sessions.keySet());
  }

  /** Lends a job. */
  public boolean assign(Address verifier, Lease lease) {
    return send(verifier, MediatorMessage.newBuilder().setAssignment(lease.toWire()).build());
  }

  /** Says that the node's commitment or abstention is journaled. */
  public boolean commitmentRecorded(Address verifier, AssignmentRound key) {
    return send(
        verifier,
        MediatorMessage.newBuilder().setCommitmentRecorded(key.toCommitmentRecorded()).build());
  }

  /** Asks for the reveal, within {@code within} of receipt. */
  public boolean requestReveal(Address verifier, AssignmentRound key, Duration within) {
    return send(
        verifier,
        MediatorMessage.newBuilder().setRevealRequest(key.toRevealRequest(within)).build());
  }

  /** Says that the node's reveal is journaled. */
  public boolean revealRecorded(Address verifier, AssignmentRound key) {
    return send(
        verifier, MediatorMessage.newBuilder().setRevealRecorded(key.toRevealRecorded()).build());
  }

  /**
   * Withdraws a lease, or says that an answer is not wanted any more: the node stops running and
   * stops sending.
   */
  public boolean cancel(Address verifier, AssignmentRound key, String why) {
    return send(
        verifier,
        MediatorMessage.newBuilder().setAssignmentCancelled(key.toCancelled(why)).build());
  }

  /** Ends every session and stops listening; returns when the server has ended. */
  @Override
  public void close() {
    server.ifPresent(Server::shutdown);
    handshakes.forEach(session -> session.end(Disconnection.STOPPED));
    sessions.values().forEach(session -> session.end(Disconnection.STOPPED));
    server.ifPresent(NodeGateway::awaitEnd);
    ticker.shutdown();
    ticker.close();
  }

  private static void awaitEnd(Server server) {
    try {
      if (!server.awaitTermination(2, TimeUnit.SECONDS)) {
        server.shutdownNow();
        server.awaitTermination();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private boolean send(Address verifier, MediatorMessage message) {
    return Optional.ofNullable(sessions.get(verifier))
        .map(session -> session.send(message))
        .orElse(false);
  }

  /** Time since the gateway was made; a wall clock that is set does not end sessions. */
  private Instant now() {
    return Instant.EPOCH.plusNanos(System.nanoTime() - startedNanos);
  }

  private void expire() {
    Instant now = now();
    handshakes.forEach(session -> session.expire(now, settings.silence()));
    sessions.values().forEach(session -> session.expire(now, settings.silence()));
  }

  private Hash32 nonce() {
    byte[] nonce = new byte[32];
    random.nextBytes(nonce);
    return Hash32.of(nonce);
  }

  private Optional<Hash32> certificate() throws IOException {
    if (settings.tls().isEmpty()) {
      return Optional.empty();
    }
    Path file = settings.tls().get().certificate();
    try (InputStream pem = Files.newInputStream(file)) {
      return Optional.of(
          ChannelBinding.ofCertificate(
              CertificateFactory.getInstance("X.509").generateCertificate(pem).getEncoded()));
    } catch (CertificateException e) {
      throw new IOException("expected an X.509 certificate in PEM: " + file, e);
    }
  }

  /** Opens a session for each stream, unless too many wait at the door. */
  private final class Entrance extends VerifierGatewayGrpc.VerifierGatewayImplBase {

    private final CompletableFuture<SessionProtocol> protocol = new CompletableFuture<>();

    void open(SessionProtocol opened) {
      protocol.complete(opened);
    }

    @Override
    public StreamObserver<NodeMessage> connect(StreamObserver<MediatorMessage> stream) {
      NodeSession session =
          new NodeSession(
              protocol.join(),
              port,
              register,
              NodeGateway.this::now,
              settings.outboundQueue(),
              (ServerCallStreamObserver<MediatorMessage>) stream);
      session.begin();
      handshakes.add(session);
      if (handshakes.size() > settings.handshakes()) {
        session.end(Disconnection.CROWDED);
      }
      return session;
    }
  }

  /** Who is connected, and the only place that tells the port about it. */
  private final class Entries implements NodeSession.Register {

    private final Object lock = new Object();

    @Override
    public void admit(NodeSession session, NodeIdentity node) {
      handshakes.remove(session);
      synchronized (lock) {
        if (session.isOver()) {
          return;
        }
        NodeSession replaced = sessions.put(node.verifier(), session);
        if (replaced != null) {
          replaced.refuse(
              RefusalCode.REFUSAL_REPLACED,
              "another session was opened with the same key",
              Disconnection.REPLACED);
          port.disconnected(node.verifier(), Disconnection.REPLACED);
        }
        log.connected(node);
        port.connected(node);
      }
    }

    @Override
    public void left(
        NodeSession session,
        Optional<NodeIdentity> admitted,
        Disconnection why,
        Optional<String> evidence) {
      // On a thread of its own: a session may end while a caller holds the lock of another one.
      ticker.execute(
          () -> {
            handshakes.remove(session);
            if (admitted.isEmpty()) {
              evidence.ifPresent(log::refused);
            }
            synchronized (lock) {
              admitted.ifPresent(node -> leave(session, node, why, evidence));
            }
          });
    }

    private void leave(
        NodeSession session, NodeIdentity node, Disconnection why, Optional<String> evidence) {
      evidence.ifPresent(
          text -> {
            log.misbehaved(node, text);
            port.misbehaved(node.verifier(), text);
          });
      if (sessions.remove(node.verifier(), session)) {
        log.disconnected(node, why);
        port.disconnected(node.verifier(), why);
      }
    }
  }
}
