package lilypad.chain.chaos;

import java.io.IOException;
import java.util.Optional;

/**
 * How an exchange goes.
 *
 * @param instead what the client gets although the node is not asked; empty if it is asked
 * @param forwarded what the node is asked
 * @param after what the client gets of the node's answer
 */
record Course(Optional<Reply> instead, Asked forwarded, After after) {

  /** Makes a reply of an answer. */
  @FunctionalInterface
  interface After {
    Reply of(byte[] answer) throws IOException, InterruptedException;
  }

  /** As if there were no proxy. */
  static Course straight(Asked asked) {
    return new Course(Optional.empty(), asked, Reply.Whole::of);
  }

  static Course instead(Asked asked, Reply reply) {
    return new Course(Optional.of(reply), asked, Reply.Whole::of);
  }

  static Course after(Asked asked, After after) {
    return new Course(Optional.empty(), asked, after);
  }
}
