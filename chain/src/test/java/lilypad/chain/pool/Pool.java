package lilypad.chain.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/** A pool of scripted nodes in one thread, whose time a test moves. */
final class Pool {

  static final PoolSettings SETTINGS =
      new PoolSettings(
          1,
          5,
          Duration.ofSeconds(15),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          Duration.ofSeconds(60),
          0,
          Optional.empty());

  final List<PoolEvent> events = new ArrayList<>();
  final PooledChain chain;
  private long now;

  Pool(PoolSettings settings, Executor executor, ScriptedNode... nodes) {
    chain =
        PooledChain.of(
            Stream.of(nodes).map(ScriptedNode::endpoint).toList(),
            settings,
            7,
            events::add,
            executor,
            () -> {},
            () -> now);
  }

  /** A pool that has begun. */
  static Pool of(PoolSettings settings, ScriptedNode... nodes) {
    Pool pool = new Pool(settings, Runnable::run, nodes);
    pool.begin();
    return pool;
  }

  static Pool of(ScriptedNode... nodes) {
    return of(SETTINGS, nodes);
  }

  static PoolSettings agreeing(int agreement) {
    return new PoolSettings(
        agreement,
        SETTINGS.lateBlocks(),
        SETTINGS.lateFor(),
        SETTINGS.compareInterval(),
        SETTINGS.firstPause(),
        SETTINGS.longestPause(),
        0,
        Optional.empty());
  }

  void begin() {
    chain.requireChain(7, "chain.rpc", "chain.id");
  }

  void pass(Duration time) {
    now += time.toNanos();
  }

  EndpointStatus status(ScriptedNode node) {
    return chain.endpoints().stream()
        .filter(e -> e.url().equals(node.url))
        .findFirst()
        .orElseThrow();
  }

  <E extends PoolEvent> List<E> events(Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
