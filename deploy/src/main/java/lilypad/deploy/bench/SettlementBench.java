package lilypad.deploy.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import lilypad.chain.anvil.Anvil;
import lilypad.chain.anvil.AnvilSettings;
import lilypad.chain.chaos.ChaosProxy;
import lilypad.chain.chaos.ChaosSettings;
import lilypad.chain.chaos.FaultKind;
import lilypad.chain.chaos.FaultProfile;

/**
 * Whether each intent takes effect exactly once: the mediator's wallet with its journal in a
 * process that is killed again and again, behind the fault proxy, on a real EVM whose newest blocks
 * are replaced. Afterwards the chain's own transactions are counted.
 */
final class SettlementBench implements Benchmark {

  static final String NAME = "settlement";

  private static final Duration BLOCK = Duration.ofMillis(250);

  private static final double PROBABILITY = 0.05;
  private static final Set<FaultKind> ONLY_TIME =
      EnumSet.of(FaultKind.DELAY, FaultKind.RATE_LIMIT, FaultKind.HALF_OPEN);

  /** Above what is safe, so that a settlement that counts is never taken back. */
  private static final int DEEPEST_REORG = 3;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String about() {
    return "whether each of 10,000 transactions takes effect once, under faults, reorgs and kills";
  }

  @Override
  public List<BenchRow> run(Options options, Consumer<String> progress)
      throws InterruptedException {
    try (ScratchFolder folder = ScratchFolder.create("settlement");
        Anvil anvil = Anvil.start(evm(folder.path().resolve("chain.log")));
        ChaosProxy proxy =
            ChaosProxy.start(
                ChaosSettings.seeded(anvil.url(), options.seed(), doubtful()), fault -> {})) {
      anvil.setBlockSeconds(0);
      return new Run(anvil, proxy, folder.path().resolve("journal"), options, progress).rows();
    } catch (IOException e) {
      throw new BenchFault("expected the fault proxy to start", e);
    }
  }

  /**
   * Faults after which nobody knows what the node has done. Those that only take time are left out:
   * a half-open socket costs as much as a hundred transactions.
   */
  private static FaultProfile doubtful() {
    FaultProfile mild = FaultProfile.named("mild");
    return new FaultProfile(
        "doubtful",
        PROBABILITY,
        mild.inARow(),
        mild.faults().stream()
            .filter(weighted -> !ONLY_TIME.contains(weighted.fault().kind()))
            .toList());
  }

  private static AnvilSettings evm(Path log) {
    return AnvilSettings.devnet(Anvil.binary(Anvil.projectRoot()), log).withSlotsInAnEpoch(4);
  }

  private static final class Run {

    private final Anvil anvil;
    private final ChaosProxy proxy;
    private final Path journal;
    private final int intents;
    private final Consumer<String> progress;
    private final long seed;
    private final Random random;
    private int kills;
    private int reorgs;

    Run(Anvil anvil, ChaosProxy proxy, Path journal, Options options, Consumer<String> progress) {
      this.anvil = anvil;
      this.proxy = proxy;
      this.journal = journal;
      this.intents = options.quick() ? 300 : 10_000;
      this.seed = options.seed();
      this.random = new Random(seed);
      this.progress = progress;
    }

    List<BenchRow> rows() throws InterruptedException {
      SettledIntents.fund(anvil.url());
      long began = System.nanoTime();
      while (!lifeEndsWithAllDone()) {
        kills++;
        progress.accept(
            String.format(
                Locale.ROOT,
                "settlement: killed %,d times, %,d transactions in blocks",
                kills,
                SettledIntents.transactions(anvil.url())));
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      SettledIntents found = SettledIntents.on(anvil.url(), intents);
      progress.accept(
          String.format(
              Locale.ROOT,
              "settlement: %,d intents in %.0f s, seed %d: %d kills, %d reorganisations of up to %d"
                  + " blocks, %d nonces used for nothing, %s",
              intents,
              seconds,
              seed,
              kills,
              reorgs,
              DEEPEST_REORG,
              found.others(),
              proxy.dealt()));
      return List.of(
          row("intents without effect", found.none()),
          row("intents with effect more than once", found.twice()));
    }

    private BenchRow row(String metric, int count) {
      return BenchRow.alone(
          NAME,
          String.format(Locale.ROOT, "%s, of %,d", metric, intents),
          count,
          "intents",
          new BenchRow.Goal.AtMost(0));
    }

    /** Lets the chain go on until all is done, or kills the wallet before. */
    private boolean lifeEndsWithAllDone() throws InterruptedException {
      int blocks = 50 + random.nextInt(150);
      try (ChildProcess wallet =
          ChildProcess.start(
              "the wallet",
              SettlementProcess.class,
              List.of(proxy.url().toString(), journal.toString(), Integer.toString(intents)))) {
        wallet.answer();
        for (int block = 0; block < blocks || kills >= mostKills(); block++) {
          if (wallet.answered(BLOCK)) {
            return wallet.answer().equals("done");
          }
          anvil.mine(1);
          if (random.nextInt(15) == 0) {
            anvil.reorg(1 + random.nextInt(DEEPEST_REORG));
            reorgs++;
          }
        }
        wallet.kill();
        return false;
      }
    }

    /** Then it may finish: a machine so slow that no life gets anywhere is not what is measured. */
    private int mostKills() {
      return 3 + intents / 200;
    }
  }
}
