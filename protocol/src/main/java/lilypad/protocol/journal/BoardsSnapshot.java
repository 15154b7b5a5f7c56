package lilypad.protocol.journal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.recheck.RecheckState;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.roster.VerifierState;
import lilypad.protocol.settle.WalletState;

/**
 * What a service knew of its whole journal up to a fact, but for the deals that wait for nothing.
 * Times are milliseconds since 1970-01-01.
 *
 * @param index the fact's place in the global order
 * @param known how many deals were ever heard of
 * @param open the deals that waited for something then or, at most, that had a later fact
 * @param closed the deals that are listed although they wait for nothing, the oldest first
 * @param intake how far the chain was followed
 * @param outboxes by signer
 * @param moved when something was last heard of an intent that is in an outbox
 * @param verifiers by address
 * @param rechecked how far the record was read once more
 * @param heads how far the record is vouched for
 * @param credits what answers earned and no account shows yet
 * @param lent the leases that records show open; empty if an older build kept this, which does not
 *     tell
 */
public record BoardsSnapshot(
    long index,
    long known,
    Set<DealKey> open,
    List<DealKey> closed,
    Intake intake,
    Map<Address, WalletState> outboxes,
    Map<Hash32, Long> moved,
    Map<Address, VerifierState> verifiers,
    RecheckState rechecked,
    Heads heads,
    List<Credit> credits,
    Optional<List<Lent>> lent)
    implements JournalSnapshot {

  public BoardsSnapshot {
    open = Set.copyOf(open);
    closed = List.copyOf(closed);
    outboxes = Map.copyOf(outboxes);
    moved = Map.copyOf(moved);
    verifiers = Map.copyOf(verifiers);
    credits = List.copyOf(credits);
    lent = lent.map(List::copyOf);
  }

  /** A lease and the deal that it was given for. */
  public record Lent(Address verifier, AssignmentRound key, DealKey deal) {}

  /** What a verifier earned and its account does not show yet. */
  public record Credit(Address verifier, VerifierEvent.PayCredited fact) {}

  /**
   * How far the chain was followed.
   *
   * @param head the newest block seen
   * @param headAt when
   * @param safe the chain's safe height, negative if never told
   * @param finalized its final height, negative if never told
   * @param owed what was to be delivered to deals
   * @param delivered what of it was
   * @param waitingSince when something was last owed first or delivered
   * @param violation the contradiction to a final block that no operator has looked at yet
   */
  public record Intake(
      Optional<BlockRef> head,
      long headAt,
      long safe,
      long finalized,
      long owed,
      long delivered,
      long waitingSince,
      Optional<Violation> violation) {}

  /**
   * How far the record is vouched for.
   *
   * @param signed size of the newest signed head; 0 if none is known
   * @param waits the head that is to be put on chain
   * @param anchored the newest that is there
   */
  public record Heads(
      long signed, Optional<AuditEvent.AnchorRequested> waits, Optional<Anchored> anchored) {

    /** Nothing was signed. */
    public static final Heads NONE = new Heads(0, Optional.empty(), Optional.empty());

    /** After one more fact about the record, recorded {@code at}. */
    public Heads apply(AuditEvent event, long at) {
      return switch (event) {
        case AuditEvent.SettingsStated e -> this;
        case AuditEvent.TreeHeadSigned e -> new Heads(e.head().head().size(), waits, anchored);
        case AuditEvent.AnchorRequested e -> new Heads(signed, Optional.of(e), anchored);
        case AuditEvent.HeadAnchored e ->
            waiting(e.intent())
                .map(
                    request ->
                        new Heads(
                            signed,
                            Optional.empty(),
                            Optional.of(new Anchored(request.size(), e.blockNumber(), at))))
                .orElse(this);
        case AuditEvent.AnchorGivenUp e ->
            waiting(e.intent())
                .map(r -> new Heads(signed, Optional.empty(), anchored))
                .orElse(this);
      };
    }

    private Optional<AuditEvent.AnchorRequested> waiting(Hash32 intent) {
      return waits.filter(request -> request.intent().id().equals(intent));
    }
  }

  /**
   * A head on chain.
   *
   * @param size of its tree
   * @param block the number of the block that it is in
   * @param at when that was recorded
   */
  public record Anchored(long size, long block, long at) {}

  /** A contradicted final block and when that was recorded. */
  public record Violation(IntakeEvent.Standstill fact, long at) {}
}
