package lilypad.protocol.roster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.journal.SnapshotCodec;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.roster.VerifierEvent.Conclusion;
import lilypad.protocol.rules.Reputation;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class VerifierStateTest {

  private static final Hash32 RUNTIME = assignment(-1);

  private static Hash32 assignment(int number) {
    return Keccak.hash(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  private static VerifierEvent.AssignmentLeased leased(int number) {
    return new VerifierEvent.AssignmentLeased(assignment(number), 1, new DealKey(Hash32.ZERO));
  }

  private static VerifierEvent.AssignmentConcluded concluded(int number, Conclusion how) {
    return new VerifierEvent.AssignmentConcluded(assignment(number), 1, how);
  }

  private static VerifierEvent.VerifierObserved observed(int number) {
    return new VerifierEvent.VerifierObserved(
        assignment(number),
        1,
        RUNTIME,
        List.of(new Reputation.Mark(Reputation.Dimension.WRONG, false)),
        1_760_000_000);
  }

  private static VerifierState after(List<VerifierEvent> facts) {
    VerifierState state = VerifierState.EMPTY;
    for (VerifierEvent fact : facts) {
      state = state.apply(fact);
    }
    return state;
  }

  @Test
  void leasesAreCountedByHowTheyEnded() {
    VerifierState state =
        after(
            List.of(
                leased(1),
                leased(2),
                leased(3),
                leased(4),
                concluded(1, Conclusion.REVEALED),
                concluded(2, Conclusion.NO_REVEAL),
                concluded(3, Conclusion.REVEALED),
                // Told once more, and otherwise.
                concluded(3, Conclusion.CANCELLED),
                leased(1)));

    assertThat(state.leases().size()).isEqualTo(4);
    assertThat(state.leases().running()).isEqualTo(1);
    assertThat(state.leases().ended(Conclusion.REVEALED)).isEqualTo(1);
    assertThat(state.leases().ended(Conclusion.NO_REVEAL)).isEqualTo(1);
    assertThat(state.leases().ended(Conclusion.CANCELLED)).isEqualTo(1);
    assertThat(state.leases().ended(Conclusion.ABSTAINED)).isZero();
    assertThat(state.lease(new AssignmentRound(assignment(1), 1)))
        .isEqualTo(Optional.of(new LeaseRecord(Optional.of(Conclusion.REVEALED), false, false)));
    assertThat(state.lease(new AssignmentRound(assignment(1), 2))).isEmpty();
  }

  @Test
  void aStateThatWasKeptIsTheSameWhateverOrderItCameIn() {
    VerifierState one =
        after(
            List.of(
                leased(1), leased(2), observed(2), concluded(1, Conclusion.REVEALED), leased(3)));
    VerifierState other =
        after(
            List.of(
                leased(3), leased(2), leased(1), concluded(1, Conclusion.REVEALED), observed(2)));

    assertThat(other).isEqualTo(one);
    assertThat(SnapshotCodec.encode(other)).isEqualTo(SnapshotCodec.encode(one));
    VerifierState kept =
        (VerifierState)
            SnapshotCodec.decode(SnapshotCodec.manifest(one), SnapshotCodec.encode(one));
    assertThat(kept).isEqualTo(one);
    assertThat(kept.leases().ended(Conclusion.REVEALED)).isEqualTo(1);
    assertThat(kept.leases().size()).isEqualTo(3);
  }

  /** Copying all leases with each fact takes minutes for these. */
  @Test
  void aNodeOfManyLeasesLearnsTheNextAsFastAsTheFirst() {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          VerifierState state = VerifierState.EMPTY;
          for (int number = 0; number < 60_000; number++) {
            state =
                state
                    .apply(leased(number))
                    .apply(concluded(number, Conclusion.REVEALED))
                    .apply(observed(number));
          }
          assertThat(state.leases().ended(Conclusion.REVEALED)).isEqualTo(60_000);
          assertThat(state.record().observations()).isEqualTo(60_000);
        });
  }
}
