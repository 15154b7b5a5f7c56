package lilypad.market.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import lilypad.chain.send.AccountSender;
import lilypad.chain.send.CallReverted;
import lilypad.market.Devnet;
import lilypad.protocol.Address;
import lilypad.protocol.ContractSet;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.LilypadCall;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractDeployerIT {

  @TempDir static Path folder;
  private static Devnet devnet;

  @BeforeAll
  static void start() throws IOException {
    devnet = Devnet.start(folder);
  }

  @AfterAll
  static void stop() {
    devnet.close();
  }

  @Test
  void sixContractsStandAndThePursesAreFilledFromTheTreasury() {
    ContractSet contracts = devnet.contracts();
    List<Address> all =
        List.of(
            contracts.token(),
            contracts.payments(),
            contracts.storage(),
            contracts.users(),
            contracts.mediation(),
            contracts.controller());

    assertThat(all).doesNotHaveDuplicates().allMatch(devnet.chain()::hasCode);
    Address admin = devnet.accounts.admin().address();
    Address creator = devnet.accounts.creator().address();
    Address provider = devnet.accounts.provider().address();
    Balances balances =
        new Ledger(devnet.chain(), contracts).balances(List.of(admin, creator, provider));
    Holdings purse = new Holdings(Wei.ofWhole(10_000), Wei.ZERO);
    assertThat(balances.of(creator)).isEqualTo(purse);
    assertThat(balances.of(provider)).isEqualTo(purse);
    assertThat(balances.of(admin).balance()).isEqualTo(Wei.ofWhole(1_000_000_000 - 20_000));
  }

  @Test
  void nobodyCanWireTheContractsOtherwiseAfterwards() {
    AccountSender admin =
        new AccountSender(devnet.chain(), devnet.accounts.admin().key(), devnet.sending);
    LilypadCall.SetControllerAddress rewire = new LilypadCall.SetControllerAddress(admin.address());
    ContractSet contracts = devnet.contracts();

    for (Address contract :
        List.of(
            contracts.token(), contracts.payments(), contracts.storage(), contracts.mediation())) {
      assertThatThrownBy(() -> admin.send(contract, rewire.encode()))
          .isInstanceOf(CallReverted.class);
    }
  }
}
