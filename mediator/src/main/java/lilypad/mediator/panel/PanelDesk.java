package lilypad.mediator.panel;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import lilypad.mediator.deal.DealPorts;
import lilypad.mediator.deal.DealRefused;
import lilypad.protocol.Address;
import lilypad.protocol.DealKey;
import lilypad.protocol.deal.DealCommand;
import lilypad.protocol.deal.Decision;
import lilypad.protocol.deal.PanelMember;
import lilypad.protocol.deal.Score;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.Lease;
import lilypad.protocol.node.NodeAnswer;
import lilypad.protocol.node.NodeIdentity;
import lilypad.protocol.node.SignedAbstention;
import lilypad.protocol.node.SignedCommitment;
import lilypad.protocol.node.SignedReveal;
import lilypad.protocol.roster.TrackRecord;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.rules.Candidate;
import org.apache.pekko.Done;

/**
 * Between deals and nodes: remembers which assignment is whose while it is open, and says
 * everything again to a node that comes back. Keeps nothing over a restart: the deals, woken from
 * the journal, lend again what is open. Used by many threads; what concerns one assignment happens
 * to it one after the other, and is said to its node in that order.
 */
public final class PanelDesk implements PanelPort, DealPorts.Panel, VerifierActor.Watcher {

  /**
   * How the desk reaches deals and records. What a verifier's record is told, by {@link #lend} and
   * {@link #record}, it takes in the order in which it was told.
   */
  public interface Office {
    /**
     * Tells a deal what a verifier said; fails with a {@link DealRefused} if the deal refuses it.
     */
    CompletionStage<Done> hear(DealKey deal, DealCommand command);

    /** The deal whose journal says that it waits for this verifier's answer. */
    Optional<DealKey> owner(Address verifier, AssignmentRound key);

    /** Journals that a verifier is lent work. */
    CompletionStage<Done> lend(Address verifier, AssignmentRound key, DealKey deal);

    /** Journals who a verifier is. */
    CompletionStage<Done> admit(Address verifier, VerifierEvent.VerifierRegistered registration);

    /** Tells a verifier's record something. */
    void record(Address verifier, VerifierActor.Entry entry);
  }

  /** How the desk reaches nodes: the gateway. */
  public interface Nodes {
    /** Lends a job. */
    boolean assign(Address verifier, Lease lease);

    /** Says that an answer is journaled. */
    boolean commitmentRecorded(Address verifier, AssignmentRound key);

    /** Asks for a reveal. */
    boolean requestReveal(Address verifier, AssignmentRound key, Duration within);

    /** Says that a reveal is journaled. */
    boolean revealRecorded(Address verifier, AssignmentRound key);

    /** Withdraws a lease. */
    boolean cancel(Address verifier, AssignmentRound key, String why);
  }

  /**
   * An assignment that its deal waits for, and what its node was asked: a lease, a reveal, or both;
   * after a restart among the reveals the lease is not lent again.
   *
   * @param turn of the last lending that was begun; 0 if none was
   * @param lease once it is journaled
   */
  private record Open(
      DealKey deal,
      PanelMember member,
      long turn,
      Optional<Lease> lease,
      Optional<Duration> reveal) {

    static Open of(DealKey deal, PanelMember member) {
      return new Open(deal, member, 0, Optional.empty(), Optional.empty());
    }

    Open lending(long next) {
      return new Open(deal, member, next, lease, reveal);
    }

    Open lent(Lease journaled) {
      return new Open(deal, member, turn, Optional.of(journaled), reveal);
    }

    Open revealing(Duration within) {
      return new Open(deal, member, turn, lease, Optional.of(within));
    }
  }

  private final Office office;
  private final DeskLog log = new DeskLog();
  private final List<URI> gateways;
  private final long memoryBytes;
  private final RosterSettings roster;
  private final Map<Address, NodeIdentity> connected = new ConcurrentHashMap<>();

  /** What each node was when that became a fact; it need not be connected any more. */
  private final Map<Address, NodeIdentity> onRecord = new ConcurrentHashMap<>();

  private final Map<Address, TrackRecord> records = new ConcurrentHashMap<>();

  /**
   * What happens to an assignment is said to its node before the next thing happens to it: else one
   * that was withdrawn could be lent after that.
   */
  private final ConcurrentMap<AssignmentRound, Open> open = new ConcurrentHashMap<>();

  private final AtomicLong turns = new AtomicLong();
  private volatile Optional<Nodes> nodes = Optional.empty();

  /**
   * A desk without nodes yet.
   *
   * @param gateways where modules and inputs can be fetched
   * @param memoryBytes the heap a job may use
   * @param roster whose nodes may serve, and what they weigh
   */
  public PanelDesk(Office office, List<URI> gateways, long memoryBytes, RosterSettings roster) {
    this.office = office;
    this.gateways = List.copyOf(gateways);
    this.memoryBytes = memoryBytes;
    this.roster = roster;
  }

  /** From now on nodes can be reached. */
  public void open(Nodes reached) {
    nodes = Optional.of(reached);
  }

  /** The nodes that are connected now. */
  public List<NodeIdentity> present() {
    return List.copyOf(connected.values());
  }

  /** Where a node serves its results' blocks, if it is connected and does. */
  public Optional<URI> blockServer(Address verifier) {
    return Optional.ofNullable(connected.get(verifier)).flatMap(NodeIdentity::blockServer);
  }

  // --- what deals ask for ---

  @Override
  public DealCommand.Candidates candidates(long time) {
    connected.values().stream().filter(node -> !isOnRecord(node)).forEach(this::admit);
    return new DealCommand.Candidates(
        connected.values().stream()
            .filter(this::isOnRecord)
            .filter(node -> node.executors().contains(JobToRun.EXECUTOR))
            .filter(node -> !roster.retiring().contains(node.verifier()))
            .map(node -> candidate(node, time))
            .toList(),
        roster.totalWeight());
  }

  private Candidate candidate(NodeIdentity node, long time) {
    return new Candidate(
        node.verifier(),
        node.operator(),
        node.runtimeDigest(),
        roster.weight(node.operator()),
        records
            .getOrDefault(node.verifier(), TrackRecord.EMPTY)
            .standing(node.runtimeDigest(), time));
  }

  @Override
  public void recorded(Address verifier, TrackRecord record) {
    records.put(verifier, record);
  }

  @Override
  public void observe(Score score) {
    PanelMember member = score.member();
    office.record(
        member.verifier(),
        new VerifierActor.Observe(
            new VerifierEvent.VerifierObserved(
                member.assignment(),
                score.round(),
                member.runtimeDigest(),
                score.marks(),
                score.at())));
  }

  @Override
  public CompletionStage<Done> assign(
      DealKey deal, PanelMember member, int round, JobToRun job, long seconds) {
    AssignmentRound key = new AssignmentRound(member.assignment(), round);
    Lease lease =
        new Lease(
            key,
            JobToRun.EXECUTOR,
            job.module(),
            job.inputs(),
            job.inputFiles(),
            job.seed(),
            gateways,
            Duration.ofSeconds(seconds),
            memoryBytes,
            member.runtimeDigest());
    long turn = turns.incrementAndGet();
    open.compute(
        key,
        (k, known) ->
            Optional.ofNullable(known).orElseGet(() -> Open.of(deal, member)).lending(turn));
    return office
        .lend(member.verifier(), key, deal)
        .thenApply(
            done -> {
              open.computeIfPresent(key, (k, known) -> lent(known, turn, lease));
              return done;
            });
  }

  /** While the lease was journaled it may have been concluded, and lent anew. */
  private Open lent(Open known, long turn, Lease lease) {
    if (known.turn() != turn) {
      return known;
    }
    say(n -> n.assign(known.member().verifier(), lease));
    return known.lent(lease);
  }

  @Override
  public void requestReveal(DealKey deal, PanelMember member, int round, long seconds) {
    AssignmentRound key = new AssignmentRound(member.assignment(), round);
    Duration within = Duration.ofSeconds(seconds);
    open.compute(
        key,
        (k, known) -> {
          say(n -> n.requestReveal(member.verifier(), key, within));
          return Optional.ofNullable(known)
              .orElseGet(() -> Open.of(deal, member))
              .revealing(within);
        });
  }

  @Override
  public void conclude(Address verifier, AssignmentRound key, VerifierEvent.Conclusion how) {
    office.record(verifier, new VerifierActor.Conclude(key, how));
    open.compute(
        key,
        (k, known) -> {
          switch (how) {
            case REVEALED, ABSTAINED -> {}
            case NO_COMMITMENT, NO_REVEAL, CANCELLED ->
                say(n -> n.cancel(verifier, key, how.name()));
          }
          return null;
        });
  }

  // --- what nodes say ---

  @Override
  public void connected(NodeIdentity node) {
    connected.put(node.verifier(), node);
    admit(node);
    for (AssignmentRound key : open.keySet()) {
      open.computeIfPresent(
          key,
          (k, asked) -> {
            if (asked.member().verifier().equals(node.verifier())) {
              asked.lease().ifPresent(lease -> say(n -> n.assign(node.verifier(), lease)));
              asked
                  .reveal()
                  .ifPresent(within -> say(n -> n.requestReveal(node.verifier(), key, within)));
            }
            return asked;
          });
    }
  }

  private boolean isOnRecord(NodeIdentity node) {
    return node.equals(onRecord.get(node.verifier()));
  }

  /** A node can be drawn from when the record says who it is. */
  private void admit(NodeIdentity node) {
    office
        .admit(
            node.verifier(),
            new VerifierEvent.VerifierRegistered(
                node.operator(),
                node.runtimeDigest(),
                node.blockServer().map(URI::toString).orElse("")))
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                onRecord.put(node.verifier(), node);
              } else {
                log.notAdmitted(node.verifier(), failure);
              }
            });
  }

  @Override
  public void disconnected(Address verifier, Disconnection why) {
    connected.remove(verifier);
  }

  @Override
  public void accepted(Address verifier, AssignmentRound key) {
    log.accepted(verifier, key);
  }

  @Override
  public void answered(Address verifier, NodeAnswer answer) {
    DealCommand command =
        switch (answer) {
          case SignedCommitment c ->
              new DealCommand.Commit(
                  c.key().assignment(),
                  c.key().round(),
                  verifier,
                  c.runtimeDigest(),
                  c.commitment(),
                  c.signature());
          case SignedAbstention a ->
              new DealCommand.Abstain(
                  a.key().assignment(),
                  a.key().round(),
                  verifier,
                  a.runtimeDigest(),
                  a.reason(),
                  a.detail(),
                  a.signature());
        };
    pass(verifier, answer.key(), command, n -> n.commitmentRecorded(verifier, answer.key()));
  }

  @Override
  public void revealed(Address verifier, SignedReveal reveal) {
    DealCommand command =
        new DealCommand.Reveal(
            reveal.key().assignment(),
            reveal.key().round(),
            verifier,
            reveal.runtimeDigest(),
            reveal.resultRoot(),
            reveal.executionRoot(),
            reveal.salt(),
            reveal.signature(),
            reveal.run().toMillis());
    pass(verifier, reveal.key(), command, n -> n.revealRecorded(verifier, reveal.key()));
  }

  @Override
  public void misbehaved(Address verifier, String evidence) {
    log.misbehaved(verifier, evidence);
  }

  /**
   * Takes an answer to its deal, and says that it is recorded only when it is. One that no deal
   * waits for is not wanted any more: the node may stop saying it.
   */
  private void pass(
      Address verifier, AssignmentRound key, DealCommand command, Consumer<Nodes> recorded) {
    Optional<DealKey> deal =
        Optional.ofNullable(open.get(key))
            .filter(asked -> asked.member().verifier().equals(verifier))
            .map(Open::deal)
            .or(() -> office.owner(verifier, key));
    if (deal.isEmpty()) {
      log.unasked(verifier, key);
      say(n -> n.cancel(verifier, key, "no deal waits for this"));
      return;
    }
    office
        .hear(deal.get(), command)
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                say(recorded);
              } else {
                refused(verifier, key, failure);
              }
            });
  }

  /** A node of another runtime than its seat's has nothing to say that the seat can take. */
  private void refused(Address verifier, AssignmentRound key, Throwable failure) {
    if (failure instanceof DealRefused deal
        && deal.rejection() instanceof Decision.OtherRuntime other) {
      log.otherRuntime(verifier, key, other);
      say(n -> n.cancel(verifier, key, "the seat is one of another runtime"));
    } else {
      log.refused(verifier, key, failure);
    }
  }

  private void say(Consumer<Nodes> what) {
    nodes.ifPresent(what);
  }
}
