package lilypad.deploy.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import lilypad.deploy.cheat.GatewaySession;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.Lease;
import lilypad.protocol.node.NodeIdentity;
import lilypad.protocol.node.NodeSigner;
import lilypad.protocol.node.SignedReveal;
import lilypad.protocol.wire.node.MediatorMessage;
import lilypad.protocol.wire.node.NodeMessage;

/**
 * A process that is all verifiers of {@link PanelDeals}, each with its own key and connection. They
 * speak the protocol with real signatures; only their runs take no time. It says {@code connected},
 * then answers a number with {@code done} and the CPU time that it took so far, once so many
 * reveals are recorded by the mediator, or with what went wrong.
 */
final class PanelVerifiers implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final List<GatewaySession> sessions = new ArrayList<>();
  private final Progress progress = new Progress();

  /** What all nodes have heard together. */
  private static final class Progress {
    private int welcomed;
    private long recorded;
    private Optional<String> trouble = Optional.empty();

    synchronized void welcomed() {
      welcomed++;
      notifyAll();
    }

    synchronized void recorded() {
      recorded++;
      notifyAll();
    }

    synchronized void wrong(String what) {
      trouble = Optional.of(trouble.orElse(what));
      notifyAll();
    }

    /** Empty once so many nodes are welcome and so many reveals recorded. */
    synchronized Optional<String> await(int nodes, long reveals) throws InterruptedException {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (trouble.isEmpty() && (welcomed < nodes || recorded < reveals)) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return Optional.of(
              "after " + PATIENCE + " " + welcomed + " nodes and " + recorded + " reveals");
        }
        wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
      }
      return trouble;
    }
  }

  /** One node. */
  private final class Node implements GatewaySession.Listener {
    private final NodeSigner signer;
    private final GatewaySession session;
    private final Map<AssignmentRound, SignedReveal> reveals = new ConcurrentHashMap<>();

    Node(int number, int port) {
      this.signer = PanelDeals.node(number);
      this.session =
          new GatewaySession(
              "127.0.0.1",
              port,
              new NodeIdentity(
                  signer.address(),
                  PanelDeals.operator(number),
                  PanelDeals.RUNTIME,
                  List.of("wasm"),
                  Optional.empty(),
                  1),
              signer,
              timer,
              this);
    }

    @Override
    public void welcomed() {
      progress.welcomed();
    }

    @Override
    public void ended(String why) {
      progress.wrong("the session of " + signer.address() + " ended: " + why);
    }

    @Override
    public void heard(MediatorMessage message) {
      switch (message.getMessageCase()) {
        case ASSIGNMENT -> run(Lease.fromWire(message.getAssignment()));
        case REVEAL_REQUEST -> {
          var asked = message.getRevealRequest();
          show(AssignmentRound.fromWire(asked.getAssignment(), asked.getRound()));
        }
        case REVEAL_RECORDED -> {
          var known = message.getRevealRecorded();
          if (reveals.remove(AssignmentRound.fromWire(known.getAssignment(), known.getRound()))
              != null) {
            progress.recorded();
          }
        }
        case ASSIGNMENT_CANCELLED ->
            progress.wrong("cancelled: " + message.getAssignmentCancelled().getWhy());
        case COMMITMENT_RECORDED -> {}
        case CHALLENGE, WELCOME, REFUSED, MESSAGE_NOT_SET ->
            progress.wrong("expected work, got " + message.getMessageCase());
      }
    }

    private void run(Lease lease) {
      session.say(NodeMessage.newBuilder().setAssignmentAccepted(lease.key().toAccepted()).build());
      int deal = Integer.parseInt(lease.inputs().get(PanelDeals.INPUT));
      NodeSigner.Promise promise =
          signer.commit(
              lease.key(),
              PanelDeals.RUNTIME,
              PanelDeals.result(deal),
              CannedLogs.hash("execution", deal),
              CannedLogs.hash("salt of " + signer.address() + " " + lease.key(), deal),
              Duration.ofMillis(1));
      // Lent again, it is answered again, and counts once.
      reveals.put(lease.key(), promise.reveal());
      session.say(NodeMessage.newBuilder().setCommitment(promise.commitment().toWire()).build());
    }

    private void show(AssignmentRound key) {
      SignedReveal reveal = reveals.get(key);
      if (reveal == null) {
        progress.wrong("asked to reveal " + key + ", which it does not know");
        return;
      }
      session.say(NodeMessage.newBuilder().setReveal(reveal.toWire()).build());
    }
  }

  /** Takes the gateway's port. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (PanelVerifiers verifiers = new PanelVerifiers()) {
      System.out.println(verifiers.connect(Integer.parseInt(arguments[0])));
      BufferedReader questions =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
      for (String line = questions.readLine(); line != null; line = questions.readLine()) {
        System.out.println(
            verifiers
                .progress
                .await(PanelDeals.NODES, Long.parseLong(line))
                .orElseGet(() -> "done " + CpuUse.nanos()));
      }
    }
  }

  private String connect(int port) throws InterruptedException {
    for (int number = 0; number < PanelDeals.NODES; number++) {
      Node node = new Node(number, port);
      sessions.add(node.session);
      node.session.open();
    }
    return progress.await(PanelDeals.NODES, 0).orElse("connected");
  }

  @Override
  public void close() {
    sessions.forEach(GatewaySession::close);
    timer.shutdownNow();
  }
}
