package lilypad.verifier.executor.wasm;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The children that run now, so that none outlives this process when it is stopped in order. (When
 * it is killed, each child sees its input end.)
 */
final class ChildProcesses {

  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> RUNNING.forEach(Process::destroyForcibly), "kill-wasm-children"));
  }

  private ChildProcesses() {}

  static void add(Process child) {
    RUNNING.add(child);
  }

  /** Kills {@code child} if it still runs. */
  static void end(Process child) {
    child.destroyForcibly();
    RUNNING.remove(child);
  }
}
