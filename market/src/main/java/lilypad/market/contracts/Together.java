package lilypad.market.contracts;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Does things at the same time that each wait for a block, so that they wait for the same one. */
public final class Together {

  private Together() {}

  /**
   * Does all and waits for all.
   *
   * @return what they gave, in their order
   * @throws RuntimeException the first, in their order, that one of them threw
   */
  public static <T> List<T> all(List<? extends Supplier<? extends T>> tasks) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<T>> started =
          tasks.stream().map(task -> CompletableFuture.<T>supplyAsync(task::get, threads)).toList();
      return started.stream().map(Together::outcome).toList();
    }
  }

  private static <T> T outcome(CompletableFuture<T> task) {
    try {
      return task.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
