package lilypad.deploy.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import lilypad.deploy.devnet.CassandraNode;
import lilypad.deploy.devnet.Devnet;
import lilypad.deploy.devnet.DevnetPlan;
import lilypad.deploy.devnet.DevnetSettings;
import lilypad.deploy.devnet.MediatorSite;
import lilypad.deploy.devnet.ProcessFleet;
import lilypad.deploy.devnet.RunFolder;
import lilypad.market.DevnetAccount;
import lilypad.mediator.JournalKind;
import lilypad.protocol.CannotGoOn;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lilypad devnet}. */
@Command(
    name = "devnet",
    description =
        "Run a chain, the contracts, a market, a mediator and its verifiers until Ctrl-C.")
final class DevnetCommand implements Callable<Integer> {

  private static final long LOOK_MILLIS = 500;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private JournalOption journal = new JournalOption();

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Path folder = RunFolder.create("devnet");
    LogOutput.toFile(folder.resolve("devnet.log"));
    DevnetSettings settings = DevnetSettings.load();
    JournalKind kind = journal.kind();
    Consumer<String> progress =
        step -> {
          err.println("devnet: " + step);
          err.flush();
        };
    try (ProcessFleet fleet = ProcessFleet.open()) {
      Optional<CassandraNode> cassandra =
          CassandraNode.start(kind, fleet, folder.resolve("cassandra"), settings.boot(), progress);
      run(
          fleet,
          folder,
          settings,
          DevnetPlan.usual(settings).withCassandra(cassandra),
          progress,
          out);
      return ExitCode.OK.number();
    }
  }

  /** Runs until Ctrl-C. */
  private static void run(
      ProcessFleet fleet,
      Path folder,
      DevnetSettings settings,
      DevnetPlan plan,
      Consumer<String> progress,
      PrintWriter out)
      throws InterruptedException {
    try (Devnet devnet = Devnet.start(fleet, folder, settings, plan, progress)) {
      describe(devnet, out);
      plan.cassandra().ifPresent(node -> out.println("cassandra   " + node));
      out.println("Ctrl-C stops all.");
      out.flush();
      while (true) {
        Optional<String> gone = fleet.unexpectedEnd();
        if (gone.isPresent()) {
          throw new CannotGoOn("A part of the devnet is gone: " + gone.get(), "Start it again");
        }
        Thread.sleep(LOOK_MILLIS);
      }
    }
  }

  /** Where everything is. The accounts' keys are those that every devnet of this kind has. */
  static void describe(Devnet devnet, PrintWriter out) {
    out.println("chain       " + devnet.anvil().url() + " (chain id " + Devnet.CHAIN_ID + ")");
    var contracts = devnet.market().contracts();
    out.println("token       " + contracts.token().checksummed());
    out.println("payments    " + contracts.payments().checksummed());
    out.println("storage     " + contracts.storage().checksummed());
    out.println("users       " + contracts.users().checksummed());
    out.println("mediation   " + contracts.mediation().checksummed());
    out.println("controller  " + contracts.controller().checksummed());
    out.println("anchor      " + devnet.anchor().checksummed());
    out.println("solver      " + devnet.market().solverUrl());
    out.println("content     " + devnet.market().contentUrl());
    account(out, "treasury", devnet.accounts().admin());
    account(out, "solver", devnet.accounts().solver());
    account(out, "provider", devnet.accounts().provider());
    account(out, "creator", devnet.accounts().creator());
    devnet.sites().forEach(site -> describe(site, out));
    out.println(
        "accounts are of the public test mnemonic \"test test ... junk\", m/44'/60'/0'/0/i");
    out.println("files       " + devnet.folder());
    out.flush();
  }

  private static void describe(MediatorSite site, PrintWriter out) {
    account(out, site.name(), site.signer());
    for (int i = 0; i < site.verifiers().size(); i++) {
      account(out, site.verifier(i).name(), site.verifierAccounts().get(i));
    }
    out.printf("%-11s %s/api/v1/deals%n", site.name(), site.api().url());
    out.println("journal     " + site.journal());
  }

  private static void account(PrintWriter out, String role, DevnetAccount account) {
    out.printf(
        "account     %-11s %s (%d)%n", role, account.address().checksummed(), account.index());
  }
}
