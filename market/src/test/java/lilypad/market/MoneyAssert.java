package lilypad.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Map;
import lilypad.market.contracts.Balances;

/** What a deal moved between the market's accounts. */
final class MoneyAssert {

  private MoneyAssert() {}

  /** In whole tokens; nothing may be left in escrow that was not there before. */
  static void assertMoved(
      WorkerAccounts accounts,
      Balances before,
      Balances after,
      long creator,
      long provider,
      long mediator,
      long treasury) {
    assertThat(before.movedUntil(after))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                accounts.creator().address(), whole(creator),
                accounts.provider().address(), whole(provider),
                accounts.mediator().address(), whole(mediator),
                accounts.secondMediator().address(), whole(0),
                accounts.admin().address(), whole(treasury)));
    after
        .accounts()
        .forEach(
            (account, holdings) ->
                assertThat(holdings.escrow()).isEqualTo(before.of(account).escrow()));
  }

  private static BigInteger whole(long tokens) {
    return BigInteger.TEN.pow(18).multiply(BigInteger.valueOf(tokens));
  }
}
