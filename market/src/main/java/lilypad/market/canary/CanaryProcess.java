package lilypad.market.canary;

import com.typesafe.config.Config;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import lilypad.chain.rpc.ChainCheck;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.JsonRpcChain;
import lilypad.chain.rpc.RpcFault;
import lilypad.chain.send.AccountSender;
import lilypad.market.contracts.Ledger;
import lilypad.market.contracts.ReadRefused;
import lilypad.market.creator.JobCreator;
import lilypad.market.offer.DealTerms;
import lilypad.market.offer.JobRequest;
import lilypad.market.offer.ModuleFolder;
import lilypad.market.provider.ProviderAccount;
import lilypad.market.solver.SolverDoor;
import lilypad.protocol.Address;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.ContractSet;
import lilypad.protocol.DealId;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.abi.Agreement;
import lilypad.protocol.abi.MalformedAbi;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.job.MalformedJob;
import lilypad.protocol.job.TrustedParties;
import lilypad.protocol.sign.PrivateKey;
import lilypad.verifier.artifact.ArtifactSource;
import lilypad.verifier.artifact.BlockFetcher;
import lilypad.verifier.artifact.BlockStore;
import lilypad.verifier.artifact.JobFiles;
import lilypad.verifier.config.KnownJob;
import lilypad.verifier.key.KeyFile;

/** The service that brings canaries, as a process of its own. */
public final class CanaryProcess {

  /** A node that starts together with us is waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private CanaryProcess() {}

  /**
   * Brings canaries until the process is told to stop (SIGTERM, SIGINT), or one.
   *
   * @param config a whole one, {@code reference.conf} below it
   * @param once whether to bring one now and return when its claim is accepted
   * @throws com.typesafe.config.ConfigException naming the key that is missing or wrong
   * @throws CannotGoOn if something is missing for it, with the remedy
   * @throws InterruptedException if the thread was interrupted
   */
  public static void run(Config config, boolean once) throws InterruptedException {
    CanarySettings settings = CanarySettings.from(config);
    Map<Address, PrivateKey> creators = new LinkedHashMap<>();
    settings.creators().forEach(file -> open(file, creators));
    Map<Address, PrivateKey> providers = new LinkedHashMap<>();
    Map<Address, DealTerms> terms = new HashMap<>();
    settings.providers().forEach(one -> terms.put(open(one.key(), providers), one.terms()));
    requireApart(creators.keySet(), providers.keySet());
    try (CanaryBook book = CanaryBook.open(settings.dataFolder());
        EvmChain chain = JsonRpcChain.connect(settings.rpc());
        SolverDoor solver = new SolverDoor(settings.solver(), settings.fetchTimeout())) {
      requireKeys(book, creators.keySet(), providers.keySet());
      Map<KnownJob.Job, JobRequest> requests = requests(settings);
      Ledger ledger = new Ledger(chain, settings.contracts());
      LiveCanaryMarket market =
          asked(
              () -> market(settings, chain, ledger, solver, requests, creators, providers, terms));
      CanaryService service =
          new CanaryService(
              settings.plan(),
              new CanaryService.Cast(
                  settings.jobs(), List.copyOf(creators.keySet()), List.copyOf(providers.keySet())),
              market,
              book,
              new SecureRandom(),
              InstantSource.system(),
              new CanaryLog());
      serve(service, once);
    }
  }

  private static LiveCanaryMarket asked(Supplier<LiveCanaryMarket> questions) {
    try {
      return ChainCheck.patiently(PATIENCE, questions);
    } catch (RpcFault e) {
      throw new CannotGoOn(
          "The chain's node gave no usable answer (" + e.getMessage() + ")",
          "See that it runs and lilypad.canaries.chain.rpc names it",
          e);
    } catch (ReadRefused | MalformedAbi e) {
      throw new CannotGoOn(
          "The contracts of lilypad.canaries.chain.contracts do not answer as a market's ("
              + e.getMessage()
              + ")",
          "Correct their addresses",
          e);
    }
  }

  /** When the process is told to stop, it waits until the step under way is done. */
  private static void serve(CanaryService service, boolean once) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              service.stop();
              try {
                done.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "stop-canaries");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      if (once) {
        service.once();
      } else {
        service.run();
      }
    } finally {
      done.countDown();
      forget(hook);
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It runs already: the process is ending, and waits no more.
    }
  }

  private static Address open(KeyFile file, Map<Address, PrivateKey> keys) {
    PrivateKey key = file.key(System.getenv());
    keys.put(key.address(), key);
    return key.address();
  }

  private static void requireApart(Set<Address> creators, Set<Address> providers) {
    Set<Address> both = new TreeSet<>(creators);
    both.retainAll(providers);
    if (!both.isEmpty()) {
      throw new CannotGoOn(
          "The account "
              + both.iterator().next().checksummed()
              + " is among creators and providers, and nobody makes a deal with itself",
          "Give lilypad.canaries.creators and lilypad.canaries.providers different keys");
    }
  }

  /** What is open can be ended by its own parties alone. */
  private static void requireKeys(CanaryBook book, Set<Address> creators, Set<Address> providers) {
    for (Canary open : book.open()) {
      boolean paying = creators.contains(open.creator());
      if (!paying || !(open.isStrangers() || providers.contains(open.provider()))) {
        throw new CannotGoOn(
            "A canary of "
                + (paying ? open.provider() : open.creator()).checksummed()
                + " is open, and its key is not there",
            "Put it back among lilypad.canaries."
                + (paying ? "providers" : "creators")
                + " until that deal is over");
      }
    }
  }

  private static LiveCanaryMarket market(
      CanarySettings settings,
      EvmChain chain,
      Ledger ledger,
      SolverDoor solver,
      Map<KnownJob.Job, JobRequest> requests,
      Map<Address, PrivateKey> creators,
      Map<Address, PrivateKey> providers,
      Map<Address, DealTerms> terms) {
    ContractSet contracts = settings.contracts();
    String at = CanarySettings.SECTION + ".chain.contracts.";
    ChainCheck.requireChain(
        chain,
        settings.chainId(),
        CanarySettings.SECTION + ".chain.rpc",
        CanarySettings.SECTION + ".chain.chain-id");
    ChainCheck.requireContracts(
        chain,
        new TreeMap<>(
            Map.of(
                at + "token", contracts.token(),
                at + "payments", contracts.payments(),
                at + "storage", contracts.storage(),
                at + "users", contracts.users(),
                at + "mediation", contracts.mediation(),
                at + "controller", contracts.controller())));
    InstantSource clock = InstantSource.system();
    Map<Address, JobCreator> paying = new HashMap<>();
    creators.forEach(
        (address, key) ->
            paying.put(
                address,
                new JobCreator(
                    new AccountSender(chain, key, settings.sending()),
                    ledger,
                    settings.plan().poll(),
                    clock)));
    Map<Address, ProviderAccount> claiming = new HashMap<>();
    providers.forEach(
        (address, key) ->
            claiming.put(
                address,
                new ProviderAccount(
                    new AccountSender(chain, key, settings.sending()), contracts, clock)));
    LiveCanaryMarket market =
        new LiveCanaryMarket(
            chain,
            ledger,
            settings.sending().fees(),
            solver,
            new TrustedParties(
                Optional.of(settings.solverAddress()),
                settings.mediators(),
                settings.solver().toString()),
            settings.timeouts(),
            terms,
            requests,
            paying,
            claiming);
    requireFunds(chain, market, creators.keySet(), providers.keySet());
    Agreement unknown = ledger.agreement(new DealId("no deal has this id"));
    if (unknown.dealCreatedAt() != 0) {
      throw new ReadRefused("no such deal, but it was created at " + unknown.dealCreatedAt());
    }
    return market;
  }

  private static void requireFunds(
      EvmChain chain, LiveCanaryMarket market, Set<Address> creators, Set<Address> providers) {
    for (Address creator : creators) {
      ChainCheck.requireFunds(chain, creator, market.coinsForOne(), "lilypad.canaries");
      for (Address provider : providers) {
        ChainCheck.requireFunds(chain, provider, market.coinsForOne(), "lilypad.canaries");
        market
            .shortage(creator, provider)
            .ifPresent(
                what -> {
                  throw new CannotGoOn(
                      what, "Send it tokens, or lower the prices of lilypad.canaries");
                });
      }
    }
  }

  /** Modules and input files, as offers need them. */
  private static Map<KnownJob.Job, JobRequest> requests(CanarySettings settings)
      throws InterruptedException {
    Map<KnownJob.Job, JobRequest> requests = new HashMap<>();
    try (BlockFetcher fetcher = new BlockFetcher(settings.fetchTimeout())) {
      ArtifactSource artifacts =
          new ArtifactSource(
              BlockStore.open(settings.dataFolder().resolve("blocks"), settings.blocksQuota()),
              fetcher,
              settings.gateways());
      for (KnownJob known : settings.jobs()) {
        requests.put(known.job(), request(known, artifacts));
      }
    } catch (IOException e) {
      throw new CannotGoOn(
          "The folder " + settings.dataFolder() + " cannot be used (" + e.getMessage() + ")",
          "See that this user can write lilypad.canaries.data-folder",
          e);
    }
    return requests;
  }

  private static JobRequest request(KnownJob known, ArtifactSource artifacts)
      throws InterruptedException {
    KnownJob.Job job = known.job();
    return switch (artifacts.fetchJob(job.module(), job.inputFiles(), List.of())) {
      case JobFiles.Present files -> sameJob(known, files);
      case JobFiles.Absent absent ->
          throw new CannotGoOn(
              "The job "
                  + known.name()
                  + " of lilypad.canaries.jobs is not to be had ("
                  + absent.reason()
                  + ": "
                  + absent.detail()
                  + ")",
              "Have it served at lilypad.canaries.gateways, or take it from the list");
    };
  }

  /** An offer names input files by the ids that they have when they are cut as Lilypad does. */
  private static JobRequest sameJob(KnownJob known, JobFiles.Present files) {
    JobRequest request;
    JobToRun offered;
    try {
      request =
          new JobRequest(
              new ModuleFolder(known.name(), files.module()), known.job().inputs(), files.inputs());
      offered = request.job();
    } catch (MalformedValue | MalformedJob e) {
      throw new CannotGoOn(
          "The module of the job " + known.name() + " is none (" + e.getMessage() + ")",
          "Correct lilypad.canaries.jobs",
          e);
    }
    if (!offered.module().equals(known.job().module())
        || !offered.inputFiles().equals(known.job().inputFiles())) {
      throw new CannotGoOn(
          "The job "
              + known.name()
              + " would be offered under other content ids: expected "
              + known.job().module()
              + " and "
              + known.job().inputFiles()
              + ", got "
              + offered.module()
              + " and "
              + offered.inputFiles(),
          "List the ids that ./lilypad's own market gives its module and input files");
    }
    if (!offered.hasOneResult()) {
      throw new CannotGoOn(
          "The job "
              + known.name()
              + " does not have one result: its module is not deterministic, or names no runtime",
          "Take it from lilypad.canaries.jobs: nobody would be scored by it");
    }
    return request;
  }
}
