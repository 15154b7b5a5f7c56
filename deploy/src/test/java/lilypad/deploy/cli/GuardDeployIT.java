package lilypad.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import lilypad.chain.anvil.Anvil;
import lilypad.chain.anvil.AnvilSettings;
import lilypad.chain.rpc.CallOutcome;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.JsonRpcChain;
import lilypad.chain.rpc.Reverted;
import lilypad.chain.rpc.RpcSettings;
import lilypad.deploy.devnet.DevnetSettings;
import lilypad.market.DevnetAccount;
import lilypad.market.Marketplace;
import lilypad.market.WorkerAccounts;
import lilypad.mediator.audit.AnchorContract;
import lilypad.protocol.Address;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.ContractSet;
import lilypad.protocol.Keccak;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.CallReturns;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * {@code lilypad guard deploy} and {@code lilypad audit deploy-anchor} on a chain with our
 * contracts and Lilypad v2's.
 */
class GuardDeployIT {

  private static final int PAYER = 9;
  private static final int POOR = 50;
  private static final Address NOBODY =
      Address.fromHex("0x00000000000000000000000000000000000000aa");

  @TempDir private static Path folder = Path.of("");
  private static Anvil anvil;
  private static EvmChain chain;
  private static ContractSet lilypad;
  private static ContractSet ours;

  private record Ran(int exit, String out, String err) {}

  @BeforeAll
  static void startAChainWithTwoMarkets() {
    Path binary = Anvil.binary(Anvil.projectRoot());
    anvil = Anvil.start(AnvilSettings.devnet(binary, folder.resolve("chain.log")));
    chain = JsonRpcChain.connect(RpcSettings.of(anvil.url()));
    DevnetSettings settings = DevnetSettings.load();
    WorkerAccounts accounts = WorkerAccounts.devnet(0);
    lilypad = Marketplace.deployLilypadV2(chain, accounts, settings.market(), settings.sending());
    ours = Marketplace.deploy(chain, accounts, settings.market(), settings.sending());
  }

  @AfterAll
  static void stopTheChain() {
    chain.close();
    anvil.close();
  }

  private static Ran deploy(Address storage, Address mediation, Path key, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "guard",
                "deploy",
                "--rpc=" + anvil.url(),
                "--storage=" + storage,
                "--mediation=" + mediation,
                "--key-file=" + key));
    arguments.addAll(List.of(more));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        LilypadCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exit = line.execute(arguments.toArray(String[]::new));
    return new Ran(exit, out.toString(), err.toString());
  }

  private static Ran deploy(Address storage, Address mediation, Path key) {
    return deploy(storage, mediation, key, "--chain-id=31337");
  }

  private static Path key(int account) throws IOException {
    return ownersOnly(
        Files.writeString(
            folder.resolve("key-" + account), DevnetAccount.at(account).publicSecret() + "\n"));
  }

  private static Path ownersOnly(Path file) throws IOException {
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static Address read(Address guard, String signature) {
    byte[] text = signature.getBytes(StandardCharsets.US_ASCII);
    return switch (chain.simulate(NOBODY, guard, Keccak.hash(text).bytes().slice(0, 4), Wei.ZERO)) {
      case CallOutcome.Succeeded answered -> CallReturns.address(answered.output());
      case Reverted reverted -> throw new AssertionError(reverted.reason());
    };
  }

  private static void assertRefused(Ran ran, ExitCode exit, String cause, String remedy) {
    assertThat(ran.err()).contains(cause).contains(remedy).doesNotContain("\tat ");
    assertThat(ran.exit()).as(ran.err()).isEqualTo(exit.number());
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void theGuardStandsBeforeTheNamedContractsAndIsPrintedAsConfiguration() throws Exception {
    Ran ran = deploy(lilypad.storage(), lilypad.mediation(), key(PAYER));

    assertThat(ran.exit()).as(ran.err()).isZero();
    List<String> lines = ran.out().lines().toList();
    Address guard = Address.fromHex(lines.getFirst().replace("guard ", ""));
    assertThat(lines)
        .containsExactly(
            "guard " + guard.checksummed(),
            "lilypad.mediator.chain.contracts.guard = \"" + guard.checksummed() + "\"");
    assertThat(read(guard, "getStorageAddress()")).isEqualTo(lilypad.storage());
    assertThat(read(guard, "getMediationAddress()")).isEqualTo(lilypad.mediation());
  }

  @Test
  void anAnchorIsDeployedAndPrintedAsConfigurationAndTheMediatorTakesNothingElse()
      throws Exception {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        LilypadCommand.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(
                "audit",
                "deploy-anchor",
                "--rpc=" + anvil.url(),
                "--chain-id=31337",
                "--key-file=" + key(PAYER));
    assertThat(exit).as(err.toString()).isZero();
    List<String> lines = out.toString().lines().toList();
    Address anchor = Address.fromHex(lines.getFirst().replace("anchor ", ""));
    assertThat(lines)
        .containsExactly(
            "anchor " + anchor.checksummed(),
            "lilypad.mediator.audit.anchor.contract = \"" + anchor.checksummed() + "\"");

    AnchorContract.require(chain, anchor, NOBODY);
    assertThatThrownBy(() -> AnchorContract.require(chain, NOBODY, NOBODY))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining("no contract at " + NOBODY.checksummed());
    assertThatThrownBy(() -> AnchorContract.require(chain, ours.storage(), NOBODY))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining("keeps no tree heads");
  }

  @Test
  void ourOwnMediationContractNeedsNoGuard() throws Exception {
    assertRefused(
        deploy(ours.storage(), ours.mediation(), key(PAYER)),
        ExitCode.REFUSED,
        "takes verdicts that are bound to their claim itself",
        "lilypad.mediator.chain.profile to ours");
  }

  @Test
  void contractsOfTwoMarketsAreRefused() throws Exception {
    assertRefused(
        deploy(ours.storage(), lilypad.mediation(), key(PAYER)),
        ExitCode.REFUSED,
        "are not storage and mediation of one market",
        "the same controller");
  }

  @Test
  void anAddressWithoutContractIsNamedWithItsOption() throws Exception {
    assertRefused(
        deploy(lilypad.storage(), NOBODY, key(PAYER)),
        ExitCode.REFUSED,
        "There is no contract at " + NOBODY.checksummed(),
        "--mediation");
  }

  @Test
  void anotherChainIsRefusedWithBothIds() throws Exception {
    assertRefused(
        deploy(lilypad.storage(), lilypad.mediation(), key(PAYER), "--chain-id=1"),
        ExitCode.REFUSED,
        "serves chain 31337, and chain 1 is configured",
        "--chain-id");
  }

  @Test
  void anAccountWithoutCoinsIsNamed() throws Exception {
    assertRefused(
        deploy(lilypad.storage(), lilypad.mediation(), key(POOR)),
        ExitCode.REFUSED,
        DevnetAccount.at(POOR).address().checksummed(),
        "Send coins");
  }

  @Test
  void aFileWithoutKeyIsRefusedWithoutRepeatingIt() throws Exception {
    Path file = ownersOnly(Files.writeString(folder.resolve("no-key"), "e".repeat(63)));
    Ran ran = deploy(lilypad.storage(), lilypad.mediation(), file);
    assertRefused(ran, ExitCode.REFUSED, "holds no private key", "./lilypad init");
    assertThat(ran.err()).doesNotContain("e".repeat(63));

    assertRefused(
        deploy(lilypad.storage(), lilypad.mediation(), folder.resolve("none")),
        ExitCode.REFUSED,
        "cannot be read",
        "--key-file");
  }

  @Test
  void aKeyThatOthersCanUsePaysForNothing() throws Exception {
    Path open =
        Files.setPosixFilePermissions(key(PAYER), PosixFilePermissions.fromString("rw-r--r--"));
    assertRefused(
        deploy(lilypad.storage(), lilypad.mediation(), open),
        ExitCode.REFUSED,
        "Others than its owner can use",
        "chmod 600");
  }

  @Test
  void whatIsNoAddressOrNoEndpointIsAMatterOfUsage() throws Exception {
    assertThat(deploy(lilypad.storage(), lilypad.mediation(), key(PAYER), "--chain-id=x").exit())
        .isEqualTo(ExitCode.USAGE.number());
    StringWriter err = new StringWriter();
    int exit =
        LilypadCommand.commandLine()
            .setErr(new PrintWriter(err))
            .execute(
                "guard",
                "deploy",
                "--rpc=ftp://user:secret@host",
                "--chain-id=1",
                "--storage=0x12",
                "--mediation=0x12",
                "--key-file=none");
    assertThat(exit).isEqualTo(ExitCode.USAGE.number());
    assertThat(err.toString()).doesNotContain("\tat ").doesNotContain("secret");
  }
}
