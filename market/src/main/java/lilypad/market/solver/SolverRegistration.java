package lilypad.market.solver;

import java.net.URI;
import java.util.List;
import lilypad.chain.send.AccountSender;
import lilypad.protocol.ContractSet;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.abi.ServiceType;

/** How the world finds a solver: its entry in the users contract. */
public final class SolverRegistration {

  private SolverRegistration() {}

  /**
   * Writes the solver's URL into the registry and lists it among the solvers; throws what {@link
   * AccountSender} throws.
   *
   * @param solver the solver's account
   * @param url scheme, host and port
   */
  public static void register(AccountSender solver, ContractSet contracts, URI url) {
    List<ServiceType> roles = List.of(ServiceType.SOLVER);
    solver.send(contracts.users(), new LilypadCall.UpdateUser("", url.toString(), roles).encode());
    solver.send(contracts.users(), new LilypadCall.AddUserToList(ServiceType.SOLVER).encode());
  }
}
