package lilypad.chain.pool;

import java.time.Duration;
import java.util.Optional;
import lilypad.chain.rpc.Evidence;

/** What happened to an endpoint of a pool, named by its URL without credentials, path and query. */
public sealed interface PoolEvent {

  /** The endpoint. */
  String endpoint();

  /** It serves our chain and may be asked from now on. */
  record Admitted(String endpoint, Capabilities capabilities) implements PoolEvent {}

  /**
   * It failed, or asked to be left alone, and is not asked for a while.
   *
   * @param failures how many failures there were in a row
   */
  record Paused(String endpoint, String why, Duration pause, int failures) implements PoolEvent {}

  /** It answers again. */
  record Returned(String endpoint) implements PoolEvent {}

  /** It is read from now, instead of {@code before}. */
  record Chosen(String endpoint, String before, String why) implements PoolEvent {}

  /**
   * It was proved wrong and is not asked any more.
   *
   * @param until for how long; empty until a restart
   */
  record Quarantined(String endpoint, Evidence evidence, Optional<Duration> until)
      implements PoolEvent {}

  /** It was proved wrong, but there is no other one: it goes on being asked. */
  record Kept(String endpoint, Evidence evidence) implements PoolEvent {}

  /** All others were proved wrong: nobody is left to compare it with. */
  record Alone(String endpoint) implements PoolEvent {}

  /**
   * It is read from although its head is below one that another endpoint gave: no endpoint came up
   * to that height in time.
   */
  record Lowered(String endpoint, long head, long before) implements PoolEvent {}
}
