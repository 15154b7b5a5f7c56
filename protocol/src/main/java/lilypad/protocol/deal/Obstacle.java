package lilypad.protocol.deal;

/** Why it cannot be shown where a claim and a result differ. */
public enum Obstacle {
  /** The claim names no content. */
  CLAIM_NO_CONTENT_ID("the claim is no content id: there is nothing to compare"),
  /** A block of the claim is at none of the gateways, nor at a verifier that got the claim. */
  CLAIM_NOT_SERVED("the provider does not serve its result: no difference can be shown"),
  /** The claim's blocks are no directory that is taken, or larger than what is looked at. */
  CLAIM_UNREADABLE("the provider's result cannot be read: no difference can be shown"),
  /** A block of the verifiers' result is nowhere. */
  RESULT_NOT_SERVED("no verifier serves its result now: no difference can be shown"),
  /** The result's blocks are no directory that is taken, or larger than what is looked at. */
  RESULT_UNREADABLE("the verifiers' result cannot be read: no difference can be shown"),
  /** The blocks came too slowly. */
  OUT_OF_TIME("the blocks did not come in time: no difference can be shown"),
  /** Names and bytes are the same, and still the ids differ. */
  SAME_CONTENT("the files are the same, only their blocks are laid out differently");

  private final String words;

  Obstacle(String words) {
    this.words = words;
  }

  /** A sentence without a full stop. */
  public String words() {
    return words;
  }
}
