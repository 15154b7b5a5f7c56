package lilypad.mediator.intake;

import java.util.List;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.journal.IntakeSnapshot;

/** What an intake that begins at block 0 knows after its facts, read from the first one. */
public final class ReplayedIntake {

  private ReplayedIntake() {}

  /** After these facts, as it would be kept. */
  public static IntakeSnapshot after(List<?> facts) {
    IntakeState state = IntakeState.startAt(0);
    for (Object fact : facts) {
      state = state.apply((IntakeEvent) fact);
    }
    return state.kept();
  }
}
