package lilypad.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lilypad.protocol.Address;
import org.junit.jupiter.api.Test;

class WorkerAccountsTest {

  /** The addresses that Anvil prints when it starts. */
  @Test
  void theTestMnemonicGivesTheAccountsThatAnvilMakesRich() {
    WorkerAccounts accounts = WorkerAccounts.devnet(4);

    assertThat(accounts.admin().address())
        .isEqualTo(Address.fromHex("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"));
    assertThat(accounts.solver().address())
        .isEqualTo(Address.fromHex("0x70997970C51812dc3A010C7d01b50e0d17dc79C8"));
    assertThat(accounts.verifiers().getLast().address())
        .isEqualTo(Address.fromHex("0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"));
  }

  @Test
  void anAccountIsShownWithoutItsSecret() {
    DevnetAccount account = DevnetAccount.at(0);

    assertThat(account.toString())
        .contains(account.address().toString())
        .doesNotContain(account.publicSecret().digits());
  }

  @Test
  void aNegativeNumberOfVerifiersIsRefused() {
    assertThatThrownBy(() -> WorkerAccounts.devnet(-1)).hasMessageContaining("-1");
  }
}
