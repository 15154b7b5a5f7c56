package lilypad.protocol.deal;

/** What can still come to a mediation. */
public enum Stage {
  /** Others can be asked. */
  OPEN,
  /** Nobody is left who could be asked but the mediator's own node. */
  ALONE,
  /** Nothing: the deadline is near. */
  OVER
}
