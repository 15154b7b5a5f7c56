package lilypad.market;

import java.util.List;
import java.util.Optional;
import lilypad.market.offer.DealTerms;
import lilypad.market.offer.JobRequest;
import lilypad.market.provider.Conduct;
import lilypad.market.solver.SolverConduct;
import lilypad.protocol.Address;

/**
 * A deal to be played up to its claim.
 *
 * @param request the job
 * @param terms what the parties agree on
 * @param provider how the provider behaves
 * @param solver how the solver does
 * @param mediators whom both parties trust, in the order in which the deal names them
 * @param watchman which of them may ask for a check in the job creator's place; empty for none
 */
public record DealScript(
    JobRequest request,
    DealTerms terms,
    Conduct provider,
    SolverConduct solver,
    List<Address> mediators,
    Optional<Address> watchman) {

  public DealScript {
    mediators = List.copyOf(mediators);
  }

  /** Where everybody is honest and one mediator is trusted. */
  public static DealScript honest(JobRequest request, DealTerms terms, Address mediator) {
    return new DealScript(
        request, terms, Conduct.HONEST, SolverConduct.HONEST, List.of(mediator), Optional.empty());
  }

  /** The same with another provider. */
  public DealScript with(Conduct conduct) {
    return new DealScript(request, terms, conduct, solver, mediators, watchman);
  }

  /** The same with another solver. */
  public DealScript with(SolverConduct conduct) {
    return new DealScript(request, terms, provider, conduct, mediators, watchman);
  }

  /** The same among other mediators. */
  public DealScript among(List<Address> trusted) {
    return new DealScript(request, terms, provider, solver, trusted, watchman);
  }

  /** The same on other terms. */
  public DealScript on(DealTerms other) {
    return new DealScript(request, other, provider, solver, mediators, watchman);
  }

  /** The same with a mediator that may ask for a check in the job creator's place. */
  public DealScript watchedBy(Address mediator) {
    return new DealScript(request, terms, provider, solver, mediators, Optional.of(mediator));
  }
}
