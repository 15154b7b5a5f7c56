package lilypad.market.solver;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import lilypad.protocol.Address;
import lilypad.protocol.abi.Timeouts;
import lilypad.protocol.job.DealIds;
import lilypad.protocol.job.JobOffer;
import lilypad.protocol.job.ResourceOffer;

/**
 * Where strangers leave their offers. Two that fit become a deal at once; an offer that fits none
 * waits, and is good for one deal. Nobody is asked who he is: an offer binds nobody, each party
 * agrees to a deal on chain with its own key. Thread safe.
 */
public final class OfferDesk {

  /** No more offers of a kind wait than this; the oldest goes. */
  private static final int MOST = 1000;

  private final SolverBook book;
  private final Timeouts timeouts;
  private final SequencedMap<String, JobOffer> jobs = new LinkedHashMap<>();
  private final SequencedMap<String, ResourceOffer> machines = new LinkedHashMap<>();

  /**
   * @param book lists the deals
   * @param timeouts the deadlines that the solver proposes
   */
  public OfferDesk(SolverBook book, Timeouts timeouts) {
    this.book = book;
    this.timeouts = timeouts;
  }

  /** Takes a job offer, and gives the id that its content has. */
  public synchronized String post(JobOffer offer) {
    String id = DealIds.jobOffer(offer).toString();
    Optional<String> partner =
        machines.entrySet().stream()
            .filter(machine -> matched(offer, machine.getValue()))
            .map(Map.Entry::getKey)
            .findFirst();
    partner.ifPresentOrElse(machines::remove, () -> keep(jobs, id, offer));
    return id;
  }

  /**
   * Takes a resource offer, and gives the id that its content has. Jobs that are for this provider
   * alone come first: nobody else can take them.
   */
  public synchronized String post(ResourceOffer offer) {
    String id = DealIds.resourceOffer(offer).toString();
    Address provider = offer.resourceProvider();
    Optional<String> partner =
        Stream.concat(targeting(provider, true), targeting(provider, false))
            .filter(job -> matched(job.getValue(), offer))
            .map(Map.Entry::getKey)
            .findFirst();
    partner.ifPresentOrElse(jobs::remove, () -> keep(machines, id, offer));
    return id;
  }

  private Stream<Map.Entry<String, JobOffer>> targeting(Address provider, boolean it) {
    return List.copyOf(jobs.entrySet()).stream()
        .filter(job -> job.getValue().target().equals(Optional.of(provider)) == it);
  }

  private boolean matched(JobOffer job, ResourceOffer machine) {
    return book.match(job, machine, timeouts, SolverConduct.HONEST) instanceof MatchedDeal;
  }

  private static <T> void keep(SequencedMap<String, T> waiting, String id, T offer) {
    waiting.put(id, offer);
    if (waiting.size() > MOST) {
      waiting.pollFirstEntry();
    }
  }
}
