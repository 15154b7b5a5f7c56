package lilypad.market.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Map;
import java.util.TreeMap;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.Wei;
import org.junit.jupiter.api.Test;

class BalancesTest {

  private static final BlockRef BLOCK = new BlockRef(1, Hash32.ZERO, Hash32.ZERO, 1);
  private static final Address PAYER = Address.fromHex("11".repeat(20));
  private static final Address PAYEE = Address.fromHex("22".repeat(20));

  @Test
  void whatGoesIntoEscrowHasNotMoved() {
    Balances before =
        balances(new Holdings(Wei.of(10), Wei.ZERO), new Holdings(Wei.ZERO, Wei.of(1)));
    Balances after =
        balances(new Holdings(Wei.of(2), Wei.of(5)), new Holdings(Wei.of(4), Wei.ZERO));

    assertThat(before.movedUntil(after))
        .containsEntry(PAYER, BigInteger.valueOf(-3))
        .containsEntry(PAYEE, BigInteger.valueOf(3));
  }

  @Test
  void anAccountThatWasNotReadIsAnErrorNotZero() {
    Balances balances =
        balances(new Holdings(Wei.ZERO, Wei.ZERO), new Holdings(Wei.ZERO, Wei.ZERO));

    assertThatThrownBy(() -> balances.of(Address.ZERO))
        .isInstanceOf(MalformedValue.class)
        .hasMessageContaining(Address.ZERO.toString());
  }

  private static Balances balances(Holdings payer, Holdings payee) {
    return new Balances(BLOCK, new TreeMap<>(Map.of(PAYER, payer, PAYEE, payee)));
  }
}
