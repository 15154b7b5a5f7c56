package lilypad.mediator.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.scaladsl.AskPattern;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.apache.pekko.persistence.testkit.javadsl.SnapshotTestKit;
import org.apache.pekko.util.Timeout;
import org.slf4j.LoggerFactory;
import scala.concurrent.ExecutionContext;

/**
 * An actor system in which nothing happens by itself: messages are handled one by one on the
 * caller's thread in an order that a seed chooses, and time passes when told. The journal is in
 * memory and outlives the actors. One at a time in a program.
 */
final class SteppedSystem implements AutoCloseable {

  static final SteppedExecutor EXECUTOR = new SteppedExecutor();

  private static final Config CONFIG =
      ConfigFactory.parseString(
              """
              pekko {
                loglevel = OFF
                stdout-loglevel = OFF
                loggers = []
                scheduler.implementation = "lilypad.mediator.simulation.SteppedScheduler"
                actor {
                  default-dispatcher = ${stepped}
                  internal-dispatcher = ${stepped}
                  default-blocking-io-dispatcher = ${stepped}
                }
                persistence.dispatchers {
                  default-plugin-dispatcher = ${stepped}
                  default-replay-dispatcher = ${stepped}
                  default-stream-dispatcher = ${stepped}
                }
              }
              stepped {
                type = Dispatcher
                executor = "lilypad.mediator.simulation.SteppedDispatcher"
                throughput = 1
              }
              """)
          .resolve();

  /** What the guardian is told. */
  private sealed interface Command {}

  private record Spawn(
      Behavior<Object> behavior, Consumer<ActorRef<Object>> started, Runnable ended)
      implements Command {}

  private record Stop(ActorRef<Object> actor) implements Command {}

  /** Thousands of lives full of trouble would fill the output with it. */
  private static final Logger ROOT =
      (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

  private final Level usual = ROOT.getLevel();
  private final ActorSystem<Command> system;
  private final SteppedScheduler time;
  private final PersistenceTestKit journal;
  private final SnapshotTestKit snapshots;

  SteppedSystem() throws InterruptedException {
    ROOT.setLevel(Level.OFF);
    EXECUTOR.release();
    system =
        ActorSystem.create(
            guardian(),
            "simulation",
            CONFIG
                .withFallback(PersistenceTestKitPlugin.getInstance().config())
                .withFallback(PersistenceTestKitSnapshotPlugin.config())
                .withFallback(ConfigFactory.load("mediator-test")));
    time = (SteppedScheduler) Adapter.toClassic(system).scheduler();
    journal = PersistenceTestKit.create(system);
    snapshots = SnapshotTestKit.create(system);
    EXECUTOR.hold();
  }

  private static Behavior<Command> guardian() {
    return Behaviors.setup(
        context -> {
          Map<ActorRef<?>, Runnable> endings = new HashMap<>();
          return Behaviors.receive(Command.class)
              .onMessage(
                  Spawn.class,
                  spawn -> {
                    ActorRef<Object> actor = context.spawnAnonymous(spawn.behavior());
                    context.watch(actor);
                    endings.put(actor, spawn.ended());
                    spawn.started().accept(actor);
                    return Behaviors.same();
                  })
              .onMessage(
                  Stop.class,
                  stop -> {
                    context.stop(stop.actor());
                    return Behaviors.same();
                  })
              .onSignal(
                  Terminated.class,
                  ended -> {
                    endings.remove(ended.getRef()).run();
                    return Behaviors.same();
                  })
              .build();
        });
  }

  /**
   * Has an actor started; both callbacks come in later steps.
   *
   * @param ended told when it is gone, whatever the reason
   */
  @SuppressWarnings("unchecked") // the guardian passes the reference on and sends nothing
  <T> void spawn(Behavior<T> behavior, Consumer<ActorRef<T>> started, Runnable ended) {
    system.tell(
        new Spawn(
            (Behavior<Object>) (Behavior<?>) behavior,
            actor -> started.accept((ActorRef<T>) (ActorRef<?>) actor),
            ended));
  }

  /** Has an actor stopped, wherever it stands. */
  void stop(ActorRef<?> actor) {
    system.tell(new Stop(actor.unsafeUpcast()));
  }

  /** Lets one thing happen; false if there is nothing to do before time passes. */
  boolean step(Random random) {
    return EXECUTOR.step(random);
  }

  /** Lets what is due by then happen, in later steps. */
  void pass(Duration duration) {
    time.pass(duration);
  }

  /** Asks as Pekko does; what follows on the answer is a step too, and runs on no other thread. */
  <T, R> CompletionStage<R> ask(
      ActorRef<T> actor, Function<ActorRef<R>, T> question, Duration patience) {
    CompletableFuture<R> answer = new CompletableFuture<>();
    new AskPattern.Askable<>(actor)
        .<R>ask(question::apply, Timeout.create(patience), system.scheduler())
        .onComplete(
            result -> {
              if (result.isSuccess()) {
                answer.complete(result.get());
              } else {
                answer.completeExceptionally(result.failed().get());
              }
              return answer;
            },
            ExecutionContext.fromExecutor(EXECUTOR));
    return answer;
  }

  PersistenceTestKit journal() {
    return journal;
  }

  SnapshotTestKit snapshots() {
    return snapshots;
  }

  @Override
  public void close() {
    EXECUTOR.release();
    system.terminate();
    time.pass(Duration.ofMinutes(1));
    system.getWhenTerminated().toCompletableFuture().join();
    ROOT.setLevel(usual);
  }
}
