package lilypad.protocol.money;

import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import lilypad.protocol.Address;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.abi.Members;
import lilypad.protocol.abi.PaymentDirection;
import lilypad.protocol.abi.PaymentReason;

/**
 * What deals changed for everybody. One account may play several parts: then they add up.
 *
 * @param holdings of the accounts for which something changed
 * @param treasury what the token's owner got, whoever that is: no event of the deal names it
 */
public record MoneyMoved(SortedMap<Address, Holding> holdings, BigInteger treasury) {

  /** Nothing moved. */
  public static final MoneyMoved NOTHING = new MoneyMoved(new TreeMap<>(), BigInteger.ZERO);

  public MoneyMoved {
    TreeMap<Address, Holding> changed = new TreeMap<>(holdings);
    changed.values().removeIf(Holding.UNCHANGED::equals);
    holdings = Collections.unmodifiableSortedMap(changed);
  }

  /**
   * What a deal's payments moved. A payment names one account: what is paid out comes from the job
   * creator's escrow, and a fee that the mediator has been paid can come back only out of the
   * provider's stake.
   */
  public static MoneyMoved of(List<LilypadEvent.Payment> payments, Members members) {
    MoneyMoved moved = NOTHING;
    boolean feeSpent = false;
    for (LilypadEvent.Payment payment : payments) {
      Address payee = payment.payee();
      BigInteger amount = payment.amount().value();
      boolean fee = payment.reason() == PaymentReason.MEDIATION_FEE;
      moved =
          switch (payment.direction()) {
            case PAID_IN -> moved.locked(payee, amount);
            case PAID_OUT -> moved.paid(members.jobCreator(), payee, amount);
            case REFUNDED ->
                moved.paid(fee && feeSpent ? members.resourceProvider() : payee, payee, amount);
            case SLASHED -> moved.slashed(payee, amount);
          };
      feeSpent |= fee && payment.direction() == PaymentDirection.PAID_OUT;
    }
    return moved;
  }

  /** What an account put down. */
  MoneyMoved locked(Address account, BigInteger amount) {
    return changed(account, amount.negate(), amount);
  }

  /** What went from one account's escrow into another's balance; to the same one: a refund. */
  MoneyMoved paid(Address from, Address to, BigInteger amount) {
    return changed(from, BigInteger.ZERO, amount.negate()).changed(to, amount, BigInteger.ZERO);
  }

  /** What an account lost out of its escrow to the treasury. */
  MoneyMoved slashed(Address from, BigInteger amount) {
    MoneyMoved less = changed(from, BigInteger.ZERO, amount.negate());
    return new MoneyMoved(less.holdings, treasury.add(amount));
  }

  /** This and the other, deal beside deal. */
  public MoneyMoved plus(MoneyMoved other) {
    MoneyMoved sum = new MoneyMoved(holdings, treasury.add(other.treasury));
    for (Map.Entry<Address, Holding> more : other.holdings.entrySet()) {
      sum = sum.changed(more.getKey(), more.getValue().balance(), more.getValue().escrow());
    }
    return sum;
  }

  /** What changed since an earlier reckoning. */
  public MoneyMoved since(MoneyMoved earlier) {
    MoneyMoved rest = new MoneyMoved(holdings, treasury.subtract(earlier.treasury));
    for (Map.Entry<Address, Holding> before : earlier.holdings.entrySet()) {
      Holding less = before.getValue();
      rest = rest.changed(before.getKey(), less.balance().negate(), less.escrow().negate());
    }
    return rest;
  }

  private MoneyMoved changed(Address account, BigInteger balance, BigInteger escrow) {
    TreeMap<Address, Holding> all = new TreeMap<>(holdings);
    Holding before = all.getOrDefault(account, Holding.UNCHANGED);
    all.put(account, before.plus(balance, escrow));
    return new MoneyMoved(all, treasury);
  }
}
