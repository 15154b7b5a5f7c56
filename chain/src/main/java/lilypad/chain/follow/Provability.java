package lilypad.chain.follow;

import lilypad.protocol.BlockRef;

/** Whether an endpoint's blocks can be recomputed from what it tells of them. */
public sealed interface Provability {

  /** Who was asked, without credentials, path and query. */
  String endpoint();

  /**
   * They can: an endpoint can keep a log back, but not leave it out, add it or alter it.
   *
   * @param sample the newest block that was recomputed
   */
  record Provable(String endpoint, BlockRef sample) implements Provability {}

  /**
   * They cannot, or not here: logs are what the endpoint says they are.
   *
   * @param why what is missing or different
   */
  record NotProvable(String endpoint, String why) implements Provability {}
}
