package lilypad.protocol.deal;

import lilypad.protocol.rules.Odds;

/**
 * How much a panel member counts, fixed when it was drawn.
 *
 * @param weight of its operator
 * @param odds that its answer is right
 */
public record Voice(long weight, Odds odds) {

  /** One of many, nothing known of it: what everybody was before weights and records counted. */
  public static final Voice PLAIN = new Voice(1, Odds.of(4));
}
