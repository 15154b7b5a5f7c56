package lilypad.deploy.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.journal.JournalEvent;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * Event-sourced actors that write one fact after another, each when the one before is acknowledged,
 * as deals do. Their state is how many facts they have.
 */
final class AppendingActors implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** The number of an actor with a long life, which is no other's. */
  private static final int LONG_LIFE = 1_000_000;

  private static final int PAGE = 1_000;

  /**
   * What a round came to.
   *
   * @param events acknowledged
   * @param cpuNanos of the whole process
   */
  record Round(long events, long nanos, long cpuNanos) {

    double perSecond() {
      return events * 1e9 / nanos;
    }

    static Round parse(String line) {
      String[] parts = line.split(" ", -1);
      return new Round(
          Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }

    @Override
    public String toString() {
      return events + " " + nanos + " " + cpuNanos;
    }
  }

  private sealed interface Command {}

  /** Write until the time is over. */
  private record Append(long until, LongAdder acknowledged, CountDownLatch ended)
      implements Command {}

  /** Write so many at once. */
  private record Fill(int facts, Runnable done) implements Command {}

  /** Write so many of the smallest facts at once. */
  private record Marks(int facts, Runnable done) implements Command {}

  private record Stop() implements Command {}

  /** Where an actor tells when it has read its life, and when it ended. */
  private record Life(CompletableFuture<Long> recovered, CompletableFuture<Boolean> ended) {
    Life() {
      this(new CompletableFuture<>(), new CompletableFuture<>());
    }
  }

  private static final class Appender extends EventSourcedBehavior<Command, JournalEvent, Long> {

    private final ActorContext<Command> context;
    private final int number;
    private final JournalFacts facts;
    private final Life life;

    Appender(ActorContext<Command> context, int number, JournalFacts facts, Life life) {
      super(PersistenceId.of("deal", MarketHistory.key(number).toString()));
      this.context = context;
      this.number = number;
      this.facts = facts;
      this.life = life;
    }

    @Override
    public Long emptyState() {
      return 0L;
    }

    @Override
    public CommandHandler<Command, JournalEvent, Long> commandHandler() {
      return (count, command) ->
          switch (command) {
            case Append append ->
                Effect().persist(facts.at(number, count)).thenRun(written -> next(append));
            case Fill fill ->
                Effect()
                    .persist(
                        LongStream.range(count, count + fill.facts())
                            .mapToObj(place -> facts.at(number, place))
                            .toList())
                    .thenRun(written -> fill.done().run());
            case Marks marks ->
                Effect()
                    .persist(
                        LongStream.range(count, count + marks.facts())
                            .<JournalEvent>mapToObj(IntakeEvent.DeliveryAdvanced::new)
                            .toList())
                    .thenRun(written -> marks.done().run());
            case Stop stop -> Effect().stop().thenRun(state -> life.ended().complete(true));
          };
    }

    private void next(Append append) {
      append.acknowledged().increment();
      if (System.nanoTime() - append.until() < 0) {
        context.getSelf().tell(append);
      } else {
        append.ended().countDown();
      }
    }

    @Override
    public EventHandler<Long, JournalEvent> eventHandler() {
      return (count, fact) -> count + 1;
    }

    @Override
    public SignalHandler<Long> signalHandler() {
      return newSignalHandlerBuilder()
          .onSignal(RecoveryCompleted.class, (count, signal) -> life.recovered().complete(count))
          .onSignal(
              RecoveryFailed.class,
              (count, signal) -> life.recovered().completeExceptionally(signal.getFailure()))
          .build();
    }
  }

  private final JournalFacts facts;
  private final ActorSystem<Void> system;
  private final List<ActorRef<Command>> actors = new ArrayList<>();
  private int spawned;

  AppendingActors(ActorSystem<Void> system, JournalFacts facts) {
    this.system = system;
    this.facts = facts;
  }

  private ActorRef<Command> spawn(int number, Life life) {
    spawned++;
    return system.systemActorOf(
        Behaviors.setup(context -> new Appender(context, number, facts, life)),
        "deal-" + number + "-" + spawned,
        Props.empty());
  }

  /** Has the first so many actors write for a time. */
  Round append(int count, Duration time) throws InterruptedException {
    List<Life> born = new ArrayList<>();
    while (actors.size() < count) {
      Life life = new Life();
      born.add(life);
      actors.add(spawn(actors.size(), life));
    }
    born.forEach(life -> outcome(life.recovered()));
    LongAdder acknowledged = new LongAdder();
    CountDownLatch ended = new CountDownLatch(count);
    long cpu = cpuNanos();
    long began = System.nanoTime();
    Append append = new Append(began + time.toNanos(), acknowledged, ended);
    actors.subList(0, count).forEach(actor -> actor.tell(append));
    if (!ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new BenchFault("expected every write to be acknowledged, got no answer in " + PATIENCE);
    }
    return new Round(acknowledged.sum(), System.nanoTime() - began, cpuNanos() - cpu);
  }

  /** Has one actor write so many facts, a thousand at a time. */
  void fill(int count) {
    write(count, Fill::new);
  }

  /** Has one actor write so many of the smallest facts. */
  void marks(int count) {
    write(count, Marks::new);
  }

  private void write(int count, BiFunction<Integer, Runnable, Command> command) {
    ActorRef<Command> actor = spawn(LONG_LIFE, new Life());
    for (int done = 0; done < count; done += PAGE) {
      CompletableFuture<Boolean> written = new CompletableFuture<>();
      actor.tell(command.apply(Math.min(PAGE, count - done), () -> written.complete(true)));
      outcome(written);
    }
  }

  /** The actor that {@link #fill} wrote reads its life once more. */
  Round recover() {
    Life life = new Life();
    long cpu = cpuNanos();
    long began = System.nanoTime();
    ActorRef<Command> actor = spawn(LONG_LIFE, life);
    long events = outcome(life.recovered());
    Round round = new Round(events, System.nanoTime() - began, cpuNanos() - cpu);
    actor.tell(new Stop());
    outcome(life.ended());
    return round;
  }

  /** Many actors read their lives once more. */
  Round recover(int count) {
    List<Life> lives = IntStream.range(0, count).mapToObj(number -> new Life()).toList();
    long cpu = cpuNanos();
    long began = System.nanoTime();
    List<ActorRef<Command>> born =
        IntStream.range(0, count).mapToObj(number -> spawn(number, lives.get(number))).toList();
    long events = lives.stream().mapToLong(life -> outcome(life.recovered())).sum();
    Round round = new Round(events, System.nanoTime() - began, cpuNanos() - cpu);
    born.forEach(actor -> actor.tell(new Stop()));
    lives.forEach(life -> outcome(life.ended()));
    return round;
  }

  /** The persistence id of the actor with a long life. */
  static String longLife() {
    return "deal|" + MarketHistory.key(LONG_LIFE);
  }

  private static <T> T outcome(CompletableFuture<T> future) {
    try {
      return future.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      throw new BenchFault("expected the journal to answer", e);
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  @Override
  public void close() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }
}
