package lilypad.protocol.job;

import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;

/**
 * What a solver answers to {@code GET /api/v1/deals/ID}.
 *
 * @param id the deal's, as the solver says
 * @param createdAt milliseconds since 1970
 * @param jobCreator who pays
 * @param resourceProvider who runs
 * @param jobOffer the job offer's id
 * @param resourceOffer the resource offer's id
 * @param state in Lilypad's Go numbers, which are not the chain's from 7 on: for display only
 * @param deal the deal
 * @param dealJson the deal's bytes as they stand in the answer: what {@link DealIds#recompute}
 *     reads
 * @param mediator whom the solver believes to be drawn
 */
public record DealContainer(
    DealId id,
    long createdAt,
    Address jobCreator,
    Address resourceProvider,
    String jobOffer,
    String resourceOffer,
    int state,
    SolverDeal deal,
    Bytes dealJson,
    Optional<Address> mediator) {

  /** The most bytes of an answer that are read. */
  public static final int MAX_SIZE = 1 << 20;

  /**
   * Reads a solver's answer. Fields that are not known are passed over.
   *
   * @throws MalformedJob if a field is missing or of another type, a key stands twice, or there are
   *     more than {@value #MAX_SIZE} bytes
   */
  public static DealContainer parse(Bytes json) {
    JsonField container = JsonField.parse(json, MAX_SIZE);
    return new DealContainer(
        new DealId(container.field("id").text()),
        container.field("created_at").number(),
        container.field("job_creator").address(),
        container.field("resource_provider").address(),
        container.field("job_offer").text(),
        container.field("resource_offer").text(),
        container.field("state").smallNumber(),
        SolverDeal.read(container.field("deal")),
        RawJson.member(json, "deal"),
        container.field("mediator").anyAddress());
  }

  /** The container of a new deal. */
  public static DealContainer of(
      SolverDeal deal, long createdAt, int state, Optional<Address> mediator) {
    return new DealContainer(
        deal.id(),
        createdAt,
        deal.members().jobCreator(),
        deal.members().resourceProvider(),
        deal.jobOffer().id(),
        deal.resourceOffer().id(),
        state,
        deal,
        GoJson.deal(deal),
        mediator);
  }
}
