package lilypad.deploy.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What a scenario expects, and which of it did not hold. */
final class Expectations {

  private final List<String> broken = new ArrayList<>();

  /** Two values must be equal. */
  void equal(String what, Object expected, Object actual) {
    if (!Objects.equals(expected, actual)) {
      broken.add("expected " + what + " to be " + expected + ", got " + actual);
    }
  }

  /** Something must hold. */
  void holds(String what, boolean holds) {
    if (!holds) {
      broken.add("expected that " + what);
    }
  }

  /** The scenario could not go on. */
  void stoppedBy(String why) {
    broken.add(why);
  }

  List<String> broken() {
    return List.copyOf(broken);
  }
}
