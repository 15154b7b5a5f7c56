package lilypad.market.contracts;

import java.math.BigInteger;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.Wei;

/**
 * What some accounts have in the market's token, all read at one block.
 *
 * @param at the block
 * @param accounts what each of them has
 */
public record Balances(BlockRef at, SortedMap<Address, Holdings> accounts) {

  public Balances {
    accounts = Collections.unmodifiableSortedMap(new TreeMap<>(accounts));
  }

  /**
   * What one account has.
   *
   * @throws MalformedValue if it is not among those that were read
   */
  public Holdings of(Address account) {
    Holdings found = accounts.get(account);
    if (found == null) {
      throw new MalformedValue("one of the accounts " + accounts.keySet(), account.toString());
    }
    return found;
  }

  /**
   * By how much each account's total (escrow included) changed until {@code later}, in the token's
   * smallest unit; negative for what it lost. Zero for accounts that are as they were.
   */
  public SortedMap<Address, BigInteger> movedUntil(Balances later) {
    SortedMap<Address, BigInteger> moved = new TreeMap<>();
    accounts.forEach(
        (account, before) ->
            moved.put(account, difference(before.total(), later.of(account).total())));
    return moved;
  }

  private static BigInteger difference(Wei before, Wei after) {
    return after.value().subtract(before.value());
  }
}
