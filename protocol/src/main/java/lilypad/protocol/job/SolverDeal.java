package lilypad.protocol.job;

import lilypad.protocol.DealId;
import lilypad.protocol.abi.Members;

/**
 * A deal as a solver tells it: untrusted until its id, members and pricing have been compared with
 * the chain's.
 *
 * @param id what the solver says; compare with {@link DealIds#recompute}
 * @param members the parties
 * @param pricing in whole tokens
 * @param jobOffer what is to be run
 * @param resourceOffer by whom
 */
public record SolverDeal(
    DealId id,
    Members members,
    OfferPricing pricing,
    JobOffer jobOffer,
    ResourceOffer resourceOffer) {

  /** The same deal under another id. */
  public SolverDeal withId(DealId other) {
    return new SolverDeal(other, members, pricing, jobOffer, resourceOffer);
  }

  static SolverDeal read(JsonField json) {
    JsonField members = json.object().field("members").object();
    return new SolverDeal(
        new DealId(json.field("id").text()),
        new Members(
            members.field("solver").address(),
            members.field("job_creator").address(),
            members.field("resource_provider").address(),
            members.field("mediators").list(JsonField::address)),
        OfferPricing.read(json.field("pricing").object()),
        JobOffer.read(json.field("job_offer")),
        ResourceOffer.read(json.field("resource_offer")));
  }
}
