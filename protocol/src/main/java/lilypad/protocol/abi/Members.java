package lilypad.protocol.abi;

import java.util.List;
import lilypad.protocol.Address;

/**
 * The parties of a deal.
 *
 * @param solver who matched the offers
 * @param jobCreator who pays
 * @param resourceProvider who runs the job
 * @param mediators those that both sides trust, in the order in which they agreed on them: the draw
 *     depends on it
 */
public record Members(
    Address solver, Address jobCreator, Address resourceProvider, List<Address> mediators) {

  public Members {
    mediators = List.copyOf(mediators);
  }

  static Members read(AbiReader in) {
    return new Members(in.address(), in.address(), in.address(), in.list(AbiReader::address));
  }

  AbiPart part() {
    return AbiPart.tuple(
        AbiPart.address(solver),
        AbiPart.address(jobCreator),
        AbiPart.address(resourceProvider),
        AbiPart.list(mediators, AbiPart::address));
  }
}
