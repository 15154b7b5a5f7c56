package lilypad.deploy.demo;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.SortedMap;
import lilypad.market.DevnetAccount;
import lilypad.market.WorkerAccounts;
import lilypad.market.contracts.Balances;
import lilypad.protocol.Address;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.abi.Members;
import lilypad.protocol.money.Holding;

/**
 * By how much each party's total (escrow included) changed over a deal, in the token's smallest
 * unit.
 *
 * @param jobCreator negative for what it paid
 * @param resourceProvider negative for what it lost
 * @param mediator its fee
 * @param slashedTo what the treasury got of a slash
 */
record MoneyMoved(
    BigInteger jobCreator, BigInteger resourceProvider, BigInteger mediator, BigInteger slashedTo) {

  private static final int DECIMALS = 18;

  static MoneyMoved between(
      Balances before, Balances after, WorkerAccounts accounts, DevnetAccount mediator) {
    SortedMap<Address, BigInteger> moved = before.movedUntil(after);
    return new MoneyMoved(
        moved.getOrDefault(accounts.creator().address(), BigInteger.ZERO),
        moved.getOrDefault(accounts.provider().address(), BigInteger.ZERO),
        moved.getOrDefault(mediator.address(), BigInteger.ZERO),
        moved.getOrDefault(accounts.admin().address(), BigInteger.ZERO));
  }

  /** By a deal's payments. */
  static MoneyMoved by(
      List<LilypadEvent.Payment> payments, Members members, DevnetAccount mediator) {
    var moved = lilypad.protocol.money.MoneyMoved.of(payments, members);
    return new MoneyMoved(
        total(moved, members.jobCreator()),
        total(moved, members.resourceProvider()),
        total(moved, mediator.address()),
        moved.treasury());
  }

  private static BigInteger total(lilypad.protocol.money.MoneyMoved moved, Address account) {
    Holding holding = moved.holdings().getOrDefault(account, Holding.UNCHANGED);
    return holding.balance().add(holding.escrow());
  }

  /** In whole tokens. */
  static MoneyMoved whole(long creator, long provider, long mediator, long treasury) {
    return new MoneyMoved(wei(creator), wei(provider), wei(mediator), wei(treasury));
  }

  /** The same where the fee went to somebody else. */
  MoneyMoved withoutMediator() {
    return new MoneyMoved(jobCreator, resourceProvider, BigInteger.ZERO, slashedTo);
  }

  private static BigInteger wei(long whole) {
    return BigInteger.TEN.pow(DECIMALS).multiply(BigInteger.valueOf(whole));
  }

  /** An amount in whole tokens, as short as it can be. */
  static String tokens(BigInteger amount) {
    BigDecimal tokens = new BigDecimal(amount, DECIMALS);
    return tokens.signum() == 0 ? "0" : tokens.stripTrailingZeros().toPlainString();
  }

  @Override
  public String toString() {
    return "creator "
        + tokens(jobCreator)
        + ", provider "
        + tokens(resourceProvider)
        + ", mediator "
        + tokens(mediator)
        + ", slashed "
        + tokens(slashedTo);
  }
}
