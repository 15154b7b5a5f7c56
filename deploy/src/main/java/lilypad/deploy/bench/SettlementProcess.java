package lilypad.deploy.bench;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.FinalityDepth;
import lilypad.chain.rpc.Heads;
import lilypad.chain.rpc.JsonRpcChain;
import lilypad.chain.rpc.RpcFault;
import lilypad.chain.rpc.RpcSettings;
import lilypad.chain.send.TransactionSender;
import lilypad.mediator.settle.Courier;
import lilypad.mediator.settle.WalletActor;
import lilypad.mediator.settle.WalletOrders;
import lilypad.mediator.settle.WalletSettings;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Hash32;
import lilypad.protocol.deal.ChainClock;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.SettlementReport;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A process that is the mediator's wallet: its actor, its courier and the embedded journal, against
 * a node. With each block it tells the time and wants every intent that has not reached its level,
 * as deals do. It prints a line when it has begun and one when every intent has reached its level.
 */
final class SettlementProcess {

  private static final FinalityDepth DEPTH = new FinalityDepth(4, 8);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration ASK = Duration.ofSeconds(10);
  private static final int SNAPSHOT_EVERY = 1_000;

  /** As many as a block takes of so small ones, within reason. */
  private static final int MOST_IN_FLIGHT = 100;

  private SettlementProcess() {}

  /** Takes the node's URL, a data folder and how many intents. */
  public static void main(String[] arguments) throws InterruptedException {
    int intents = Integer.parseInt(arguments[2]);
    EvmChain chain = JsonRpcChain.connect(RpcSettings.of(URI.create(arguments[0])));
    Config config =
        ConfigFactory.parseMap(
                Map.of(
                    "lilypad.journal.folder", Path.of(arguments[1]).toString(),
                    "pekko.persistence.journal.plugin", "lilypad.journal.embedded",
                    "pekko.persistence.snapshot-store.plugin", "lilypad.snapshots.embedded",
                    "lilypad.mediator.settle.most-in-flight", MOST_IN_FLIGHT,
                    "pekko.loglevel", "ERROR"))
            .withFallback(asAMediator())
            .withFallback(ConfigFactory.load());
    ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "settlement", config);
    Done done = new Done(intents);
    ActorRef<WalletActor.Command> wallet =
        system.systemActorOf(
            WalletActor.create(
                SettledIntents.SIGNER.address().toString(),
                new Courier(
                    chain,
                    new TransactionSender(chain, DEPTH),
                    SettledIntents.SIGNER,
                    WalletSettings.read(config, SettledIntents.CHAIN_ID)),
                done::heard,
                funds -> {},
                unknown -> {},
                SNAPSHOT_EVERY,
                blocking),
            "wallet",
            Props.empty());
    WalletOrders outbox =
        new WalletOrders(
            orders ->
                AskPattern.ask(
                    wallet, to -> new WalletActor.Take(orders, to), ASK, system.scheduler()));
    System.out.println("begun");
    List<SettlementIntent> all = SettledIntents.all(intents).toList();
    Optional<BlockRef> told = Optional.empty();
    while (!done.within(POLL)) {
      Optional<ChainClock> now = time(chain);
      if (now.isPresent() && !now.map(ChainClock::head).equals(told)) {
        told = now.map(ChainClock::head);
        wallet.tell(new WalletActor.Tick(now.get()));
        all.stream().filter(done::wants).forEach(outbox::submit);
      }
    }
    System.out.println("done");
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }

  private static Config asAMediator() {
    String stash = "pekko.persistence.typed";
    return ConfigFactory.parseResources("mediator.conf").getConfig(stash).atPath(stash);
  }

  /** Empty where the node does not tell now. */
  private static Optional<ChainClock> time(EvmChain chain) {
    try {
      Heads heads = chain.heads();
      return Optional.of(
          new ChainClock(heads.latest(), DEPTH.safeHeight(heads), DEPTH.finalizedHeight(heads)));
    } catch (RpcFault unanswered) {
      return Optional.empty();
    }
  }

  /** Which intents have reached their level. */
  private static final class Done {

    private final Set<Hash32> settled = new HashSet<>();
    private final CountDownLatch all = new CountDownLatch(1);
    private final int intents;

    Done(int intents) {
      this.intents = intents;
    }

    synchronized void heard(WalletActor.Reported reported) {
      switch (reported.report()) {
        case SettlementReport.Final end -> {
          if (end.success()) {
            settled.add(end.intent());
          }
        }
        case SettlementReport.Unmined gone -> settled.remove(gone.intent());
        case SettlementReport.Broadcast sent -> {}
        case SettlementReport.Mined mined -> {}
        case SettlementReport.Refused refused -> {}
      }
      if (settled.size() == intents) {
        all.countDown();
      }
    }

    synchronized boolean wants(SettlementIntent intent) {
      return !settled.contains(intent.id());
    }

    boolean within(Duration time) throws InterruptedException {
      return all.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
