package lilypad.deploy.cheat;

import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import lilypad.protocol.node.NodeSigner;

/**
 * What verifiers of different operators tell one another behind the mediator's back: who has run a
 * job confides what it committed to and how that is opened, long before it shows it.
 */
final class Ring {

  private final Map<SortedMap<String, String>, CompletableFuture<NodeSigner.Promise>> confided =
      new ConcurrentHashMap<>();

  /** The first to confide about a job is the one who is believed. */
  void confide(SortedMap<String, String> job, NodeSigner.Promise promise) {
    about(job).complete(promise);
  }

  /** What somebody committed to; waits until somebody has. */
  NodeSigner.Promise await(SortedMap<String, String> job) throws InterruptedException {
    try {
      return about(job).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("nobody completes it so", e);
    }
  }

  private CompletableFuture<NodeSigner.Promise> about(SortedMap<String, String> job) {
    return confided.computeIfAbsent(job, unheard -> new CompletableFuture<>());
  }
}
