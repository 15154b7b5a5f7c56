package lilypad.deploy.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import lilypad.chain.rpc.ChainCheck;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.JsonRpcChain;
import lilypad.chain.rpc.Reverted;
import lilypad.chain.rpc.RpcFault;
import lilypad.chain.rpc.RpcSettings;
import lilypad.chain.send.AccountSender;
import lilypad.chain.send.CallReverted;
import lilypad.chain.send.SendSettings;
import lilypad.chain.send.TransactionFailed;
import lilypad.market.contracts.GuardDeployer;
import lilypad.protocol.Address;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.sign.PrivateKey;
import lilypad.verifier.key.KeyFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code lilypad guard deploy}. */
@Command(
    name = "deploy",
    description =
        "Deploy a guard, so that a verdict takes effect only on the claim that was judged, and print"
            + " its line of a mediator's configuration.")
final class GuardDeployCommand implements Callable<Integer> {

  /** What the deployment needs, rounded up; the contracts' snapshots/guard.json measures it. */
  private static final long DEPLOYMENT_GAS = 700_000;

  private static final KeyFile.Names KEY_OPTIONS =
      new KeyFile.Names("--key-file", "--password-file");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--rpc",
      required = true,
      paramLabel = "URL",
      description = "The JSON-RPC endpoint of a node of the chain.",
      converter = EndpointConverter.class)
  private RpcSettings rpc = RpcSettings.of(URI.create("http://127.0.0.1:8545"));

  @Option(
      names = "--chain-id",
      required = true,
      paramLabel = "N",
      description = "The chain's id; an endpoint of another chain is refused.")
  private long chainId;

  @Option(
      names = "--storage",
      required = true,
      paramLabel = "0x...",
      description = "The market's storage contract.",
      converter = AddressConverter.class)
  private Address storage = Address.ZERO;

  @Option(
      names = "--mediation",
      required = true,
      paramLabel = "0x...",
      description = "The market's mediation contract.",
      converter = AddressConverter.class)
  private Address mediation = Address.ZERO;

  @Option(
      names = "--key-file",
      required = true,
      paramLabel = "FILE",
      description =
          "The key of the account that pays for the deployment: a keystore of lilypad init, or 64 hex"
              + " digits. It gets no power over the guard.")
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
      require(chain, sending, key.address());
      report(deploy(new AccountSender(chain, key, sending)));
    } catch (RpcFault e) {
      throw new CannotGoOn(
          "The chain's node gave no usable answer (" + e.getMessage() + ")",
          "Check that the node runs and that --rpc names it; if the deployment was sent, look it up"
              + " before you try again",
          e);
    }
    return ExitCode.OK.number();
  }

  private void require(EvmChain chain, SendSettings sending, Address account) {
    ChainCheck.requireChain(chain, chainId, "--rpc", "--chain-id");
    ChainCheck.requireContracts(
        chain, new TreeMap<>(Map.of("--storage", storage, "--mediation", mediation)));
    requireUnbound(chain, account);
    BigInteger price = sending.fees().first(chain.fees()).maxFee().value();
    ChainCheck.requireFunds(
        chain,
        account,
        new Wei(price.multiply(BigInteger.valueOf(DEPLOYMENT_GAS))),
        "the key in " + keyFile);
  }

  /** A contract that has the guard's calls itself refuses this one in words of its own. */
  private void requireUnbound(EvmChain chain, Address account) {
    LilypadCall bound =
        new LilypadCall.GuardedRejectResult(new DealId(""), Hash32.ZERO, BigInteger.ZERO);
    if (chain.simulate(account, mediation, bound.encode(), Wei.ZERO) instanceof Reverted reverted
        && reverted.data().size() > 0) {
      throw new CannotGoOn(
          "The mediation contract "
              + mediation.checksummed()
              + " takes verdicts that are bound to their claim itself",
          "Leave the guard out, and set lilypad.mediator.chain.profile to ours");
    }
  }

  private Address deploy(AccountSender payer) {
    try {
      return new GuardDeployer(payer).deploy(storage, mediation);
    } catch (CallReverted e) {
      throw new CannotGoOn(
          "The contracts "
              + storage.checksummed()
              + " and "
              + mediation.checksummed()
              + " are not storage and mediation of one market ("
              + e.reverted().reason()
              + ")",
          "Set --storage and --mediation to contracts that name the same controller",
          e);
    } catch (TransactionFailed e) {
      throw new CannotGoOn(
          "The guard is not deployed: " + e.getMessage(),
          "Look that transaction up before you try again: it may still be mined",
          e);
    }
  }

  private void report(Address guard) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("guard " + guard.checksummed());
    out.println("lilypad.mediator.chain.contracts.guard = \"" + guard.checksummed() + "\"");
    out.flush();
  }

  /** Reads an address; the message tells what was expected. */
  static final class AddressConverter implements ITypeConverter<Address> {

    @Override
    public Address convert(String text) {
      try {
        return Address.fromHex(text);
      } catch (MalformedValue e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  /** Reads an endpoint; what may hold a password is not repeated. */
  static final class EndpointConverter implements ITypeConverter<RpcSettings> {

    @Override
    public RpcSettings convert(String text) {
      Config url =
          ConfigFactory.load()
              .getConfig("lilypad.chain.rpc")
              .withValue("url", ConfigValueFactory.fromAnyRef(text));
      try {
        return RpcSettings.from(url);
      } catch (ConfigException e) {
        throw new TypeConversionException("expected a url of http or https with a host");
      }
    }
  }
}
