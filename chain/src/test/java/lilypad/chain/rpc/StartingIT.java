package lilypad.chain.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import lilypad.chain.TestChain;
import lilypad.chain.anvil.Anvil;
import lilypad.protocol.Address;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.Wei;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartingIT {

  private static final Address NOWHERE =
      Address.fromHex("00000000000000000000000000000000000000aa");

  @Test
  void aRightChainPassesAndEachWrongOneIsToldWithItsRemedy() throws IOException {
    try (TestChain test = new TestChain()) {
      JsonRpcChain chain = test.chain();
      assertThat(chain.clientVersion()).contains("anvil/v1.7.1");

      ChainCheck.requireChain(chain, 31337, "chain.rpc.url", "chain.id");
      ChainCheck.requireFunds(chain, test.key(0).address(), Wei.of(1), "the mediator's key");

      assertThatThrownBy(() -> ChainCheck.requireChain(chain, 1, "chain.rpc.url", "chain.id"))
          .isInstanceOf(CannotGoOn.class)
          .hasMessage(
              "The RPC endpoint serves chain 31337, and chain 1 is configured. Set chain.rpc.url to"
                  + " an endpoint of chain 1, or correct chain.id.");
      assertThatThrownBy(
              () -> ChainCheck.requireContracts(chain, Map.of("contracts.storage", NOWHERE)))
          .isInstanceOf(CannotGoOn.class)
          .hasMessage(
              "There is no contract at 0x00000000000000000000000000000000000000AA. Set"
                  + " contracts.storage to the address of a deployed contract, or deploy it first.");
      assertThatThrownBy(
              () -> ChainCheck.requireFunds(chain, NOWHERE, Wei.of(7), "the mediator's key"))
          .isInstanceOf(CannotGoOn.class)
          .hasMessage(
              "The account 0x00000000000000000000000000000000000000AA of the mediator's key holds 0"
                  + " wei, and needs at least 7 to pay for gas. Send coins of this chain to it.");
    }
  }

  @Test
  void anEndpointThatDoesNotAnswerIsNamedWithItsRemedy() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    JsonRpcChain chain =
        JsonRpcChain.connect(RpcSettings.of(URI.create("http://127.0.0.1:" + free)));

    assertThatThrownBy(() -> ChainCheck.requireChain(chain, 1, "chain.rpc.url", "chain.id"))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining("http://127.0.0.1:" + free)
        .hasMessageEndingWith("Start the node, or set chain.rpc.url to an endpoint that answers.");
  }

  @Test
  void anEvmThatIsNotInstalledIsNamedWithItsRemedy(@TempDir Path empty) {
    assertThatThrownBy(() -> Anvil.binary(empty))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining(
            "Run %1$s/install %1$s, which needs Node.js".formatted(empty.resolve("deploy/devnet")));
  }

  @Test
  void closingEndsTheProcess() throws IOException {
    TestChain test = new TestChain();
    long pid = test.anvil().pid();
    assertThat(ProcessHandle.of(pid)).isPresent();

    test.close();

    assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)).isFalse();
  }

  /** Starts a chain, tells its process id and waits to be ended. */
  static final class Parent {

    private Parent() {}

    public static void main(String[] args) throws IOException {
      System.out.println(new TestChain().anvil().pid());
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }

  @Test
  void theProcessEndsWithItsParent() throws IOException {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlilypad.root=" + Anvil.projectRoot(),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      long pid = Long.parseLong(parent.inputReader().readLine());
      assertThat(ProcessHandle.of(pid)).isPresent();

      parent.destroy();

      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> !ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
    } finally {
      parent.destroyForcibly();
    }
  }
}
