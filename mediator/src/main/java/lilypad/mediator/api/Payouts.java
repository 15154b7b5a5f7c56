package lilypad.mediator.api;

import java.util.Map;
import java.util.Set;
import lilypad.mediator.panel.PayoutAnswer;
import lilypad.protocol.Address;
import lilypad.protocol.Wei;

/** How verifiers are paid out: the only thing that the interface does for anybody. */
public interface Payouts {

  /** Pays nobody, for nobody. */
  Payouts NONE =
      new Payouts() {
        @Override
        public boolean allowed(String token) {
          return false;
        }

        @Override
        public Map<Address, PayoutAnswer> pay(Set<Address> verifiers, Wei least) {
          return Map.of();
        }
      };

  /** Whether who shows this may have verifiers paid. */
  boolean allowed(String token);

  /**
   * Pays out what accounts hold; waits until that is journaled.
   *
   * @param verifiers whose; all if it is empty
   * @param least what is not worth a transaction below it
   */
  Map<Address, PayoutAnswer> pay(Set<Address> verifiers, Wei least);
}
