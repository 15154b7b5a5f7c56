package lilypad.market.solver;

import java.util.Map;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.job.DealContainer;

/**
 * Which deals somebody wants to see; what is empty does not narrow. Lilypad's own solver ignores
 * {@code mediator}, so a mediator of theirs gets everybody's deals; ours minds it.
 */
public record DealQuery(
    Optional<Address> jobCreator,
    Optional<Address> resourceProvider,
    Optional<Address> mediator,
    Optional<ListedState> state) {

  /** All deals. */
  public static final DealQuery ALL =
      new DealQuery(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * Reads a query's parameters; others than the four are ignored, and so are empty ones.
   *
   * @throws MalformedValue if an address or a state is none
   */
  static DealQuery of(Map<String, String> parameters) {
    return new DealQuery(
        given(parameters, "job_creator").map(Address::fromHex),
        given(parameters, "resource_provider").map(Address::fromHex),
        given(parameters, "mediator").map(Address::fromHex),
        given(parameters, "state").map(ListedState::named));
  }

  /** Whether a deal can be among them, by what never changes. */
  boolean mayHold(MatchedDeal deal) {
    return same(jobCreator, deal.members().jobCreator())
        && same(resourceProvider, deal.members().resourceProvider());
  }

  /** Whether a deal is among them. */
  boolean holds(DealContainer container) {
    return same(jobCreator, container.jobCreator())
        && same(resourceProvider, container.resourceProvider())
        && (mediator.isEmpty() || mediator.equals(container.mediator()))
        && same(state.map(ListedState::number), container.state());
  }

  private static <T> boolean same(Optional<T> wanted, T actual) {
    return wanted.isEmpty() || wanted.get().equals(actual);
  }

  private static Optional<String> given(Map<String, String> parameters, String name) {
    return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isEmpty());
  }
}
