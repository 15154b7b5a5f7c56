package lilypad.chain.pool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import lilypad.chain.rpc.RpcFault;
import lilypad.chain.rpc.RpcUnavailable;
import lilypad.chain.rpc.Submission;

/** What several endpoints say to one transaction. */
final class Multicast {

  private final CompletableFuture<Submission> taken = new CompletableFuture<>();
  private final List<Submission> refusals = new ArrayList<>();
  private final List<RpcFault> faults = new ArrayList<>();

  /** Completes when one has taken it, perhaps never. */
  CompletableFuture<Submission> taken() {
    return taken;
  }

  synchronized void answered(Submission submission) {
    if (rank(submission) == 0) {
      taken.complete(submission);
    } else {
      refusals.add(submission);
    }
  }

  synchronized void failed(RpcFault fault) {
    faults.add(fault);
  }

  /**
   * The answer: that it was taken, or the refusal that says most.
   *
   * @throws RpcFault if nobody answered
   */
  synchronized Submission outcome() {
    if (taken.isDone()) {
      return taken.join();
    }
    return refusals.stream()
        .min(Comparator.comparingInt(Multicast::rank))
        .orElseThrow(
            () ->
                faults.isEmpty()
                    ? new RpcUnavailable("the pool", "nobody was asked")
                    : faults.getFirst());
  }

  /**
   * A used nonce is looked into, a low fee is raised, empty pockets are told to the operator; other
   * words say the least.
   */
  private static int rank(Submission submission) {
    return switch (submission) {
      case Submission.Accepted accepted -> 0;
      case Submission.AlreadyKnown known -> 0;
      case Submission.NonceTooLow low -> 1;
      case Submission.Underpriced low -> 2;
      case Submission.InsufficientFunds funds -> 3;
      case Submission.NonceTooHigh high -> 4;
      case Submission.Refused refused -> 5;
    };
  }
}
