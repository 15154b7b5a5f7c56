package lilypad.mediator.panel;

/** Why a node's session ended. */
public enum Disconnection {
  /** The node or the network closed the stream. */
  CLOSED,
  /** No heartbeat came in time. */
  SILENT,
  /** The same key opened another session. */
  REPLACED,
  /** The node read too slowly: its queue was full. */
  SLOW,
  /** Too many connections were on their way to be admitted; never told of an admitted node. */
  CROWDED,
  /** The node broke the protocol. */
  PROTOCOL_ERROR,
  /** The gateway stops. */
  STOPPED
}
