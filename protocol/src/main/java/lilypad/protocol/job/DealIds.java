package lilypad.protocol.job;

import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.cid.UnixFs;

/**
 * Lilypad's ids: the CIDv0 of a dag-pb node whose data is the object's JSON, as Go marshals it,
 * with its own id empty.
 */
public final class DealIds {

  private DealIds() {}

  /**
   * The id that a deal's JSON has by itself. The bytes are taken as they came, so it holds for
   * fields that we do not know, too.
   *
   * @param dealJson the bytes of the {@code deal} member as received
   * @throws MalformedJob if it is no object with a text as its {@code id}, at most {@value
   *     DealContainer#MAX_SIZE} bytes
   */
  public static Cid recompute(Bytes dealJson) {
    JsonField.parse(dealJson, DealContainer.MAX_SIZE).field("id").text();
    return UnixFs.bareNode(RawJson.blanked(dealJson, "id")).cid();
  }

  /** The deal with the id that its content gives it. */
  public static SolverDeal identified(SolverDeal deal) {
    Cid id = UnixFs.bareNode(GoJson.deal(deal.withId(new DealId("")))).cid();
    return deal.withId(new DealId(id.toString()));
  }

  /** The id of a job offer. */
  public static Cid jobOffer(JobOffer offer) {
    return UnixFs.bareNode(GoJson.jobOffer(offer.withId(""))).cid();
  }

  /** The id of a resource offer. */
  public static Cid resourceOffer(ResourceOffer offer) {
    return UnixFs.bareNode(GoJson.resourceOffer(offer.withId(""))).cid();
  }

  /** The id of a result. */
  public static Cid result(SolverResult result) {
    return UnixFs.bareNode(GoJson.result(result.withId(""))).cid();
  }
}
