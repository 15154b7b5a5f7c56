package lilypad.deploy.devnet;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.chain.send.AccountSender;
import lilypad.market.DevnetAccount;
import lilypad.market.contracts.Together;
import lilypad.market.offer.JobRequest;
import lilypad.protocol.Bytes;
import lilypad.protocol.ContractSet;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.cid.UnixFs;
import lilypad.verifier.executor.Execution;
import lilypad.verifier.executor.ExecutionLimits;
import lilypad.verifier.executor.ExecutionOutcome;
import lilypad.verifier.executor.wasm.WasmExecutor;
import lilypad.verifier.executor.wasm.WasmSettings;

/**
 * What the service that brings canaries to a devnet's market has: its accounts, their keys, and its
 * configuration as an operator would write it.
 *
 * @param folder takes its files
 * @param creators who pay
 * @param providers who claim
 */
public record CanarySite(
    Devnet devnet, Path folder, List<DevnetAccount> creators, List<DevnetAccount> providers) {

  /** Whole tokens for each account. */
  private static final long PURSE = 500;

  public CanarySite {
    creators = List.copyOf(creators);
    providers = List.copyOf(providers);
  }

  /**
   * An entry of {@code lilypad.mediator.canary.answers} and {@code lilypad.canaries.jobs}, from a
   * run of our own.
   *
   * @param folder for the run
   * @throws InterruptedException if the thread was interrupted meanwhile
   */
  public static Map<String, Object> known(Path folder, JobRequest request)
      throws InterruptedException {
    WasmExecutor executor = new WasmExecutor(WasmSettings.in(folder));
    ExecutionOutcome outcome =
        executor.run(
            new Execution(
                request.module().files(),
                request.inputs(),
                new TreeMap<>(),
                request.job().seed(),
                false),
            ExecutionLimits.DEFAULT);
    return switch (outcome) {
      case ExecutionOutcome.Completed completed ->
          Map.of(
              "name", request.module().name(),
              "module", request.module().cid().toString(),
              "inputs", Map.copyOf(request.inputs()),
              "result", UnixFs.cid(completed.output()).toString());
      case ExecutionOutcome.Abstained abstained ->
          throw new IllegalStateException(
              "expected a result, got " + abstained.reason() + ": " + abstained.detail());
    };
  }

  /** Gives the accounts coins and tokens. */
  public void fund() {
    AccountSender admin =
        new AccountSender(
            devnet.chain(), devnet.accounts().admin().key(), devnet.settings().sending());
    List<Supplier<TransactionReceipt>> all = new ArrayList<>();
    for (List<DevnetAccount> accounts : List.of(creators, providers)) {
      for (DevnetAccount account : accounts) {
        all.add(() -> admin.send(account.address(), Bytes.EMPTY, Wei.ofWhole(1)));
        all.add(
            () ->
                admin.send(
                    devnet.market().contracts().token(),
                    new LilypadCall.Transfer(account.address(), Wei.ofWhole(PURSE)).encode()));
      }
    }
    Together.all(all);
  }

  /**
   * Its configuration, without what {@code reference.conf} has.
   *
   * @param known the jobs, as {@link #known} gives them
   * @param more keys below {@code lilypad.canaries}
   */
  public Config configuration(List<Map<String, Object>> known, Map<String, Object> more) {
    ContractSet contracts = devnet.market().contracts();
    Map<String, Object> values = new HashMap<>();
    values.put("data-folder", folder.resolve("canaries").toString());
    values.put("chain.rpc", devnet.anvil().url().toString());
    values.put("chain.chain-id", Devnet.CHAIN_ID);
    values.put("chain.contracts.token", contracts.token().toString());
    values.put("chain.contracts.payments", contracts.payments().toString());
    values.put("chain.contracts.storage", contracts.storage().toString());
    values.put("chain.contracts.users", contracts.users().toString());
    values.put("chain.contracts.mediation", contracts.mediation().toString());
    values.put("chain.contracts.controller", contracts.controller().toString());
    values.put("solver.url", devnet.market().solverUrl().toString());
    values.put("solver.address", devnet.accounts().solver().address().toString());
    values.put("mediators", List.of(devnet.site().signer().address().toString()));
    values.put("gateways", List.of(devnet.market().contentUrl().toString()));
    values.put("creators", keys(creators));
    values.put("providers", keys(providers));
    values.put("jobs", known);
    values.put("most-a-day.coins", Wei.ofWhole(1).toString());
    values.put("poll", "200ms");
    values.putAll(more);
    return ConfigFactory.parseMap(values).atPath("lilypad.canaries");
  }

  private List<Map<String, Object>> keys(List<DevnetAccount> accounts) {
    List<Map<String, Object>> keys = new ArrayList<>();
    for (DevnetAccount account : accounts) {
      keys.add(Map.of("key-file", key(account).toString()));
    }
    return keys;
  }

  private Path key(DevnetAccount account) {
    Path file = folder.resolve("key-" + account.index());
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(folder);
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, account.publicSecret().toString().substring(2));
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + file, e);
    }
  }
}
