package lilypad.chain.send;

import lilypad.protocol.settle.FinalityLevel;

/** What has become of the transactions sent with one nonce. */
public sealed interface Progress {

  /**
   * None is mined, and the nonce is still free.
   *
   * @param next the account's next nonce: none of theirs is mined before it comes to theirs
   */
  record NotMined(long next) implements Progress {}

  /** One is mined; its status may be 0. */
  record Mined(Inclusion inclusion, FinalityLevel reached) implements Progress {}

  /**
   * The nonce is used by a transaction that is none of ours.
   *
   * @param reached how firmly it is used
   */
  record Displaced(FinalityLevel reached) implements Progress {}

  /**
   * The nonce is used for good, and what is in the block that used it is withheld: it may be one of
   * ours.
   *
   * @param height of that block
   */
  record Withheld(long height) implements Progress {}
}
