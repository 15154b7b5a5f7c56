package lilypad.mediator.panel;

import lilypad.protocol.node.NodeIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the gateway tells the operator. */
final class PanelLog {

  private static final Logger LOG = LoggerFactory.getLogger("lilypad.operator");

  void listening(String host, int port) {
    LOG.info("listening for verifier nodes at {}:{}", host, port);
  }

  void connected(NodeIdentity node) {
    LOG.info("verifier {} of {} connected", node.verifier(), node.operator());
  }

  void disconnected(NodeIdentity node, Disconnection why) {
    LOG.info("verifier {} of {} disconnected: {}", node.verifier(), node.operator(), why);
  }

  void refused(String why) {
    LOG.warn("a verifier was refused: {}", why);
  }

  void misbehaved(NodeIdentity node, String evidence) {
    LOG.warn(
        "verifier {} of {} broke the protocol: {}", node.verifier(), node.operator(), evidence);
  }
}
