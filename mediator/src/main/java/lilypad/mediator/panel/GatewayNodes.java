package lilypad.mediator.panel;

import java.time.Duration;
import lilypad.protocol.Address;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.Lease;

/** The nodes, reached through the gateway. */
public record GatewayNodes(NodeGateway gateway) implements PanelDesk.Nodes {

  @Override
  public boolean assign(Address verifier, Lease lease) {
    return gateway.assign(verifier, lease);
  }

  @Override
  public boolean commitmentRecorded(Address verifier, AssignmentRound key) {
    return gateway.commitmentRecorded(verifier, key);
  }

  @Override
  public boolean requestReveal(Address verifier, AssignmentRound key, Duration within) {
    return gateway.requestReveal(verifier, key, within);
  }

  @Override
  public boolean revealRecorded(Address verifier, AssignmentRound key) {
    return gateway.revealRecorded(verifier, key);
  }

  @Override
  public boolean cancel(Address verifier, AssignmentRound key, String why) {
    return gateway.cancel(verifier, key, why);
  }
}
