package lilypad.chain.chaos;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import lilypad.chain.chaos.FaultPlan.Chosen;

/** Counts what a proxy did, and tells each fault. */
final class Ledger {

  private final Consumer<DealtFault> told;
  private final Map<FaultKind, Long> faults = new EnumMap<>(FaultKind.class);
  private long exchanges;
  private long number;

  Ledger(Consumer<DealtFault> told) {
    this.told = told;
  }

  synchronized void exchange() {
    exchanges++;
  }

  synchronized void dealt(Chosen chosen, String detail) {
    number++;
    FaultKind kind = chosen.fault().kind();
    faults.merge(kind, 1L, Long::sum);
    told.accept(new DealtFault(number, chosen.method(), chosen.number(), kind, detail));
  }

  synchronized FaultTally tally() {
    return new FaultTally(exchanges, faults);
  }
}
