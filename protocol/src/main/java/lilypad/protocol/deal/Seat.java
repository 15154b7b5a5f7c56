package lilypad.protocol.deal;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.roster.VerifierEvent.Conclusion;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.rules.Execution;
import lilypad.protocol.rules.Vote;

/** A panel member and how far it got. */
public record Seat(PanelMember member, Progress progress) {

  /** How far a panel member got. */
  public sealed interface Progress {
    /** Asked, nothing came yet. */
    record Assigned() implements Progress {}

    /** Bound to a result that is not shown yet. */
    record Committed(Hash32 commitment) implements Progress {}

    /** Showed its result. */
    record Revealed(Hash32 resultRoot, Hash32 executionRoot, long runMillis) implements Progress {}

    /** Has none. */
    record Abstained(AbstentionReason reason) implements Progress {}

    /**
     * Let its time go by, which counts as an abstention.
     *
     * @param commitment what it bound itself to, if only the reveal was missing
     * @param late the result that it showed all the same, afterwards
     */
    record Expired(Optional<Hash32> commitment, Optional<Hash32> late) implements Progress {

      /** Whether only the reveal was missing. */
      public boolean committed() {
        return commitment.isPresent();
      }
    }
  }

  /** Whether neither a commitment nor an abstention came yet. */
  public boolean awaitsCommitment() {
    return progress instanceof Progress.Assigned;
  }

  /** Whether a commitment waits for its reveal. */
  public boolean awaitsReveal() {
    return progress instanceof Progress.Committed;
  }

  /** Whether a result that it bound itself to is still to be shown, be it too late to count. */
  public boolean owesReveal() {
    return switch (progress) {
      case Progress.Committed committed -> true;
      case Progress.Expired expired -> expired.committed() && expired.late().isEmpty();
      case Progress.Assigned assigned -> false;
      case Progress.Revealed revealed -> false;
      case Progress.Abstained abstained -> false;
    };
  }

  /** The seat when its time is over. */
  Seat expired() {
    return with(
        new Progress.Expired(
            progress instanceof Progress.Committed committed
                ? Optional.of(committed.commitment())
                : Optional.empty(),
            Optional.empty()));
  }

  /** The seat when it showed its result afterwards. */
  Seat late(Hash32 resultRoot) {
    return progress instanceof Progress.Expired expired
        ? with(new Progress.Expired(expired.commitment(), Optional.of(resultRoot)))
        : this;
  }

  /** How its part ended, in one word; empty while it still may say something. */
  public Optional<Conclusion> end() {
    return switch (progress) {
      case Progress.Assigned assigned -> Optional.empty();
      case Progress.Committed committed -> Optional.empty();
      case Progress.Revealed revealed -> Optional.of(Conclusion.REVEALED);
      case Progress.Abstained abstained -> Optional.of(Conclusion.ABSTAINED);
      case Progress.Expired expired ->
          owesReveal()
              ? Optional.empty()
              : Optional.of(expired.committed() ? Conclusion.NO_REVEAL : Conclusion.NO_COMMITMENT);
    };
  }

  /** How its part ends when nobody waits for it any more. */
  public Conclusion dismissed() {
    return end()
        .orElse(progress instanceof Progress.Expired ? Conclusion.NO_REVEAL : Conclusion.CANCELLED);
  }

  /** What it showed of its run; empty if it showed none. */
  Optional<Execution> execution() {
    return progress instanceof Progress.Revealed revealed
        ? Optional.of(
            new Execution(member.runtimeDigest(), revealed.resultRoot(), revealed.executionRoot()))
        : Optional.empty();
  }

  Seat with(Progress next) {
    return new Seat(member, next);
  }

  /**
   * What the seat says about a claim; empty while it still may say something.
   *
   * @param claim the bytes on chain, which need not be text
   */
  public Optional<Vote> vote(Bytes claim) {
    return switch (progress) {
      case Progress.Assigned assigned -> Optional.empty();
      case Progress.Committed committed -> Optional.empty();
      case Progress.Revealed revealed ->
          Optional.of(
              claim.equals(asClaimed(revealed.resultRoot()))
                  ? new Vote.Match(member.verifier(), member.operator(), revealed.resultRoot())
                  : new Vote.Mismatch(member.verifier(), member.operator(), revealed.resultRoot()));
      case Progress.Abstained abstained ->
          Optional.of(new Vote.Abstain(member.verifier(), member.operator(), abstained.reason()));
      case Progress.Expired expired ->
          Optional.of(
              new Vote.Abstain(member.verifier(), member.operator(), AbstentionReason.TIMED_OUT));
    };
  }

  /** A result as a provider posts it: the text of its content id. */
  static Bytes asClaimed(Hash32 root) {
    return Bytes.of(new Cid(root).toString().getBytes(StandardCharsets.US_ASCII));
  }
}
