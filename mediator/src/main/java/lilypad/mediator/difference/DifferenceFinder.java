package lilypad.mediator.difference;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Stream;
import lilypad.mediator.deal.DealPorts;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.cid.DagDifference;
import lilypad.protocol.cid.DagFailure;
import lilypad.protocol.cid.DagLimits;
import lilypad.protocol.cid.MissingBlock;
import lilypad.protocol.cid.TreeDifference.Side;
import lilypad.protocol.deal.Comparison;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealIntent;
import lilypad.protocol.deal.Obstacle;
import lilypad.protocol.story.Plain;
import lilypad.verifier.artifact.BlockFetcher;

/**
 * Fetches claim and result block by block, only where they differ, and names the first difference.
 * A claim comes from the gateways and from verifiers that got it too, a result from the verifiers
 * that got it and from the gateways. Bounded in time, blocks and bytes; what is fetched is checked
 * against its id and not kept. Every question gets an answer: what cannot be shown is one too.
 */
public final class DifferenceFinder implements DealPorts.Differences {

  private static final int DETAIL = 200;

  private final BlockFetcher fetcher;
  private final List<URI> gateways;
  private final Function<Address, Optional<URI>> servers;
  private final Duration timeout;
  private final Executor blocking;

  /**
   * @param gateways where providers serve their results
   * @param servers where a verifier serves its results, if it is connected and does
   * @param timeout after which nothing more is fetched for one comparison
   * @param blocking runs the comparison, which waits
   */
  public DifferenceFinder(
      BlockFetcher fetcher,
      List<URI> gateways,
      Function<Address, Optional<URI>> servers,
      Duration timeout,
      Executor blocking) {
    this.fetcher = fetcher;
    this.gateways = List.copyOf(gateways);
    this.servers = servers;
    this.timeout = timeout;
    this.blocking = blocking;
  }

  @Override
  public CompletionStage<Comparison> compare(DealIntent.Compare wanted) {
    return CompletableFuture.supplyAsync(() -> find(wanted), blocking);
  }

  private Comparison find(DealIntent.Compare wanted) {
    Cid claim;
    try {
      claim = Cid.parse(wanted.claim());
    } catch (MalformedValue e) {
      return unknown(wanted, Obstacle.CLAIM_NO_CONTENT_ID, "");
    }
    long deadline = System.nanoTime() + timeout.toNanos();
    List<URI> claimants = Stream.concat(gateways.stream(), servers(wanted.claimed())).toList();
    List<URI> others = Stream.concat(servers(wanted.differing()), gateways.stream()).toList();
    try {
      return outcome(
          wanted,
          DagDifference.between(
              claim,
              cid -> fetch(cid, claimants, deadline),
              new Cid(wanted.resultRoot()),
              cid -> fetch(cid, others, deadline),
              DagLimits.DIFFERENCE));
    } catch (OutOfTime e) {
      return unknown(wanted, Obstacle.OUT_OF_TIME, "nothing more is fetched after " + timeout);
    }
  }

  private Stream<URI> servers(List<Address> verifiers) {
    return verifiers.stream().flatMap(verifier -> servers.apply(verifier).stream()).distinct();
  }

  private static Comparison outcome(DealIntent.Compare wanted, DagDifference.Outcome outcome) {
    return switch (outcome) {
      case DagDifference.Outcome.Found found ->
          new DealEvent.DifferenceFound(wanted.resultRoot(), found.difference());
      case DagDifference.Outcome.Same same -> unknown(wanted, Obstacle.SAME_CONTENT, "");
      case DagDifference.Outcome.Unreadable unreadable ->
          unknown(
              wanted,
              obstacle(unreadable.side(), unreadable.why()),
              String.valueOf(unreadable.why().getMessage()));
    };
  }

  private static Obstacle obstacle(Side side, DagFailure why) {
    boolean missing = why instanceof MissingBlock;
    return switch (side) {
      case FIRST -> missing ? Obstacle.CLAIM_NOT_SERVED : Obstacle.CLAIM_UNREADABLE;
      case SECOND -> missing ? Obstacle.RESULT_NOT_SERVED : Obstacle.RESULT_UNREADABLE;
    };
  }

  private static Comparison unknown(DealIntent.Compare wanted, Obstacle obstacle, String detail) {
    return new DealEvent.DifferenceUnknown(
        wanted.resultRoot(), obstacle, Plain.text(detail, DETAIL));
  }

  /** Asks one source after the other, as long as there is time. */
  private Optional<Bytes> fetch(Cid cid, List<URI> sources, long deadline) {
    for (URI source : sources) {
      if (System.nanoTime() - deadline > 0) {
        throw new OutOfTime();
      }
      try {
        if (fetcher.fetch(cid, List.of(source)) instanceof BlockFetcher.Fetch.Found found) {
          return Optional.of(found.block().bytes());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while comparing, the mediator stops", e);
      }
    }
    return Optional.empty();
  }

  /** Ends a comparison from within. */
  private static final class OutOfTime extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
