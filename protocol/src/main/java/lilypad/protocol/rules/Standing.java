package lilypad.protocol.rules;

/**
 * What a node's answers had been worth when it was drawn: so much that an auditor can find it again
 * in the node's own record.
 *
 * @param observations how many observations of the node it rests on, counted from the first
 * @param answers how often its answers were looked at, and how often they were wrong, aged to the
 *     time of the draw
 */
public record Standing(long observations, Reputation.Evidence answers) {

  /** Nothing was ever seen of it. */
  public static final Standing UNKNOWN = new Standing(0, Reputation.Evidence.NONE);
}
