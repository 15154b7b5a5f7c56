package lilypad.deploy.cli;

import com.typesafe.config.ConfigFactory;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import lilypad.chain.rpc.ChainCheck;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.JsonRpcChain;
import lilypad.chain.rpc.RpcFault;
import lilypad.chain.rpc.RpcSettings;
import lilypad.chain.send.AccountSender;
import lilypad.chain.send.SendSettings;
import lilypad.chain.send.TransactionFailed;
import lilypad.market.contracts.AnchorDeployer;
import lilypad.mediator.audit.AuditSettings;
import lilypad.protocol.Address;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.Wei;
import lilypad.protocol.sign.PrivateKey;
import lilypad.verifier.key.KeyFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lilypad audit deploy-anchor}. */
@Command(
    name = "deploy-anchor",
    description =
        "Deploy the contract in which mediators anchor the tree heads of their records, and print"
            + " its line of a mediator's configuration. One serves all mediators of a chain.")
final class AuditDeployAnchorCommand implements Callable<Integer> {

  /** What the deployment needs, rounded up; the contracts' snapshots/anchor.json measures it. */
  private static final long DEPLOYMENT_GAS = 500_000;

  private static final KeyFile.Names KEY_OPTIONS =
      new KeyFile.Names("--key-file", "--password-file");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--rpc",
      required = true,
      paramLabel = "URL",
      description = "The JSON-RPC endpoint of a node of the chain.",
      converter = GuardDeployCommand.EndpointConverter.class)
  private RpcSettings rpc = RpcSettings.of(URI.create("http://127.0.0.1:8545"));

  @Option(
      names = "--chain-id",
      required = true,
      paramLabel = "N",
      description = "The chain's id; an endpoint of another chain is refused.")
  private long chainId;

  @Option(
      names = "--key-file",
      required = true,
      paramLabel = "FILE",
      description =
          "The key of the account that pays for the deployment: a keystore of lilypad init, or 64"
              + " hex digits. It gets no power over the contract.")
  private Path keyFile = Path.of("");

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description =
          "The keystore's password; default: the environment variable LILYPAD_KEY_PASSWORD.")
  private Optional<Path> passwordFile = Optional.empty();

  @Override
  public Integer call() {
    SendSettings sending = SendSettings.from(ConfigFactory.load().getConfig("lilypad.chain.send"));
    PrivateKey key = new KeyFile(keyFile, passwordFile, KEY_OPTIONS).key(System.getenv());
    try (EvmChain chain = JsonRpcChain.connect(rpc)) {
      ChainCheck.requireChain(chain, chainId, "--rpc", "--chain-id");
      BigInteger price = sending.fees().first(chain.fees()).maxFee().value();
      ChainCheck.requireFunds(
          chain,
          key.address(),
          new Wei(price.multiply(BigInteger.valueOf(DEPLOYMENT_GAS))),
          "the key in " + keyFile);
      report(new AnchorDeployer(new AccountSender(chain, key, sending)).deploy());
    } catch (TransactionFailed e) {
      throw new CannotGoOn(
          "The contract is not deployed: " + e.getMessage(),
          "Look that transaction up before you try again: it may still be mined",
          e);
    } catch (RpcFault e) {
      throw new CannotGoOn(
          "The chain's node gave no usable answer (" + e.getMessage() + ")",
          "Check that the node runs and that --rpc names it; if the deployment was sent, look it up"
              + " before you try again",
          e);
    }
    return ExitCode.OK.number();
  }

  private void report(Address anchor) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("anchor " + anchor.checksummed());
    out.println(AuditSettings.CONTRACT + " = \"" + anchor.checksummed() + "\"");
    out.flush();
  }
}
