package lilypad.mediator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import org.junit.jupiter.api.Test;

/**
 * Invariant 2, by simulation: whatever chain, node, disk and crashes do, the journal ends with each
 * log of the canonical chain once, in order, in its deal.
 *
 * <p>{@code -Dlilypad.simulation.seeds=2000} plays more lives, {@code -Dlilypad.simulation.first=N}
 * begins with another seed: what a failure names.
 */
class IntakeSimulationTest {

  private static final int SEEDS = Integer.getInteger("lilypad.simulation.seeds", 60);
  private static final long FIRST = Long.getLong("lilypad.simulation.first", 1);

  @Test
  void theJournalTellsWhatTheChainTellsWhateverHappens() throws Exception {
    int kills = 0;
    int resumed = 0;
    int reorganised = 0;
    int failures = 0;
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      IntakeSimulation.Outcome outcome = play(seed);
      kills += outcome.kills();
      resumed += outcome.resumed();
      reorganised += outcome.reorganised();
      failures += outcome.failures();
    }
    System.out.printf(
        "%d seeds: %d kills, %d starts from a snapshot, %d blocks reorganised away, %d failures, nothing lost, doubled or out"
            + " of order%n",
        SEEDS, kills, resumed, reorganised, failures);
    assertThat(kills).isGreaterThan(SEEDS);
    assertThat(resumed).isGreaterThan(SEEDS);
    assertThat(reorganised).isGreaterThan(SEEDS);
    assertThat(failures).isGreaterThan(SEEDS);
  }

  @Test
  void aSeedPlaysTheSameLifeAgain() throws Exception {
    for (long seed = FIRST; seed < FIRST + 3; seed++) {
      Hash32 once = digest(play(seed));
      assertThat(digest(play(seed))).as("seed " + seed).isEqualTo(once);
    }
  }

  private static IntakeSimulation.Outcome play(long seed) throws InterruptedException {
    try (SteppedSystem world = new SteppedSystem()) {
      return IntakeSimulation.play(world, seed);
    }
  }

  private static Hash32 digest(IntakeSimulation.Outcome outcome) {
    return Keccak.hash(outcome.toString().getBytes(StandardCharsets.UTF_8));
  }
}
