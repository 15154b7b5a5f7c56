package lilypad.mediator.query;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Hash32;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.journal.BoardsSnapshot;
import lilypad.protocol.recheck.RecheckEvent;
import lilypad.protocol.recheck.RecheckState;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.roster.VerifierState;
import lilypad.protocol.settle.Outgoing;
import lilypad.protocol.settle.WalletEvent;
import lilypad.protocol.settle.WalletState;

/**
 * How far the mediator is with the chain, its transactions and its verifiers, as the journal tells
 * it. Fed from the first fact or from a snapshot on, by one thread, and read by many.
 */
public final class ProgressBoard {

  /** A contradicted final block and when that was recorded. */
  public record Violation(IntakeEvent.Standstill fact, long at) {}

  /**
   * How far the intake is; times are milliseconds since 1970-01-01 by the mediator's clock.
   *
   * @param head the newest block seen
   * @param headAt when it was seen
   * @param safe the chain's safe height, negative if never told
   * @param finalized its final height, negative if never told
   * @param owed what was to be delivered to deals
   * @param delivered what of it was
   * @param waitingSince when something was last owed first or delivered
   * @param violation the contradicted final block that no operator has looked at yet
   */
  public record Intake(
      Optional<BlockRef> head,
      long headAt,
      long safe,
      long finalized,
      long owed,
      long delivered,
      long waitingSince,
      Optional<Violation> violation) {

    static final Intake NOTHING =
        new Intake(Optional.empty(), 0, -1, -1, 0, 0, 0, Optional.empty());

    BoardsSnapshot.Intake kept() {
      return new BoardsSnapshot.Intake(
          head,
          headAt,
          safe,
          finalized,
          owed,
          delivered,
          waitingSince,
          violation.map(v -> new BoardsSnapshot.Violation(v.fact(), v.at())));
    }

    static Intake of(BoardsSnapshot.Intake kept) {
      return new Intake(
          kept.head(),
          kept.headAt(),
          kept.safe(),
          kept.finalized(),
          kept.owed(),
          kept.delivered(),
          kept.waitingSince(),
          kept.violation().map(v -> new Violation(v.fact(), v.at())));
    }

    /** Deliveries that no deal has acknowledged yet. */
    public long pending() {
      return owed - delivered;
    }

    private Intake seen(BlockRef block, long at, long more) {
      return new Intake(
              Optional.of(block), at, safe, finalized, owed, delivered, waitingSince, violation)
          .owing(more, at);
    }

    private Intake owing(long more, long at) {
      boolean begins = pending() == 0 && more > 0;
      return new Intake(
          head,
          headAt,
          safe,
          finalized,
          owed + more,
          delivered,
          begins ? at : waitingSince,
          violation);
    }

    private Intake halted(IntakeEvent.Standstill why, long at) {
      return new Intake(
          head,
          headAt,
          safe,
          finalized,
          owed,
          delivered,
          waitingSince,
          Optional.of(new Violation(why, at)));
    }

    Intake apply(IntakeEvent event, long at) {
      return switch (event) {
        case IntakeEvent.BlockSeen e -> seen(e.block(), at, e.deals().size());
        case IntakeEvent.RangeSeen e ->
            seen(e.last(), at, e.blocks().stream().mapToLong(block -> block.deals().size()).sum());
        case IntakeEvent.BlockRetracted e -> owing(e.deals().size(), at);
        case IntakeEvent.FinalityAdvanced e ->
            new Intake(
                head, headAt, e.safe(), e.finalized(), owed, delivered, waitingSince, violation);
        case IntakeEvent.DeliveryAdvanced e ->
            new Intake(head, headAt, safe, finalized, owed, e.delivered(), at, violation);
        case IntakeEvent.CaughtUp e -> this;
        case IntakeEvent.FinalityViolated e -> halted(e, at);
        case IntakeEvent.LogsContradicted e -> halted(e, at);
        case IntakeEvent.StateContradicted e -> halted(e, at);
        case IntakeEvent.ChainAccepted e ->
            new Intake(
                e.common(),
                at,
                Math.min(safe, e.next() - 1),
                Math.min(finalized, e.next() - 1),
                owed,
                delivered,
                waitingSince,
                Optional.empty());
      };
    }
  }

  /**
   * An intent in an outbox and when something was last heard of it.
   *
   * @param movedAt milliseconds since 1970-01-01 by the mediator's clock
   */
  public record Waiting(Address signer, Outgoing outgoing, long movedAt) {}

  private final Map<Address, WalletState> outboxes = new ConcurrentHashMap<>();
  private final Map<Hash32, Long> moved = new ConcurrentHashMap<>();
  private final Map<Address, VerifierState> verifiers = new ConcurrentHashMap<>();
  private volatile Intake intake = Intake.NOTHING;
  private volatile BoardsSnapshot.Heads heads = BoardsSnapshot.Heads.NONE;
  private volatile RecheckState rechecked = RecheckState.NOTHING;

  /** Adds a fact of the intake. */
  public void seen(IntakeEvent event, long at) {
    intake = intake.apply(event, at);
  }

  /** Adds a fact of a signer's outbox. */
  public void sent(Address signer, WalletEvent event, long at) {
    outboxes.put(signer, outboxes.getOrDefault(signer, WalletState.EMPTY).apply(event));
    moved.put(event.about(), at);
  }

  /** Adds a fact of a verifier's record. */
  public void served(Address verifier, VerifierEvent event) {
    verifiers.put(verifier, verifiers.getOrDefault(verifier, VerifierState.EMPTY).apply(event));
  }

  /** Adds a fact about the record itself. */
  public void stated(AuditEvent event, long at) {
    heads = heads.apply(event, at);
  }

  /** How far the record is vouched for, by a signature and on chain. */
  public BoardsSnapshot.Heads heads() {
    return heads;
  }

  /** Adds a fact of the recheck. */
  public void rechecked(RecheckEvent event) {
    rechecked = rechecked.apply(event);
  }

  /** The highest block that was read once more, negative if none was. */
  public long rechecked() {
    return rechecked.next() - 1;
  }

  /** How far the intake is. */
  public Intake intake() {
    return intake;
  }

  /** What the outboxes still have to do, of every signer that this journal ever had. */
  public List<Waiting> waiting() {
    return outboxes.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .flatMap(
            outbox ->
                outbox.getValue().open().stream()
                    .map(
                        outgoing ->
                            new Waiting(
                                outbox.getKey(),
                                outgoing,
                                moved.getOrDefault(outgoing.intent().id(), 0L))))
        .toList();
  }

  /** The verifiers that were ever admitted, by address. */
  public SortedMap<Address, VerifierState> verifiers() {
    return new TreeMap<>(verifiers);
  }

  /** How far the record was read once more. */
  RecheckState recheck() {
    return rechecked;
  }

  /** All outboxes, by signer. */
  Map<Address, WalletState> outboxes() {
    return Map.copyOf(outboxes);
  }

  /** When something was last heard of an intent that is still watched. */
  Map<Hash32, Long> moved() {
    Map<Hash32, Long> watched = new HashMap<>();
    for (WalletState outbox : outboxes.values()) {
      outbox
          .current()
          .all()
          .map(outgoing -> outgoing.intent().id())
          .forEach(intent -> watched.put(intent, moved.getOrDefault(intent, 0L)));
    }
    return watched;
  }

  /** Puts an empty board where it was. */
  void resume(BoardsSnapshot snapshot) {
    intake = Intake.of(snapshot.intake());
    outboxes.putAll(snapshot.outboxes());
    moved.putAll(snapshot.moved());
    verifiers.putAll(snapshot.verifiers());
    rechecked = snapshot.rechecked();
    heads = snapshot.heads();
  }
}
