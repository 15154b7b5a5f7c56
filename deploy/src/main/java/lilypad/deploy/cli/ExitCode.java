package lilypad.deploy.cli;

/** How the command line ends; {@code docs/operations.md} tells them to a person. */
public enum ExitCode {
  /** Everything asked for was done. */
  OK(0),
  /**
   * A scenario's expectation did not hold, the mediator is not well, a record is contradicted, or a
   * verifier could not be paid.
   */
  EXPECTATION_FAILED(1),
  /** The command line or the configuration is wrong, or there is no such deal or journal. */
  USAGE(2),
  /** The surroundings do not allow a start: no JDK, no node, wrong chain, no funds, no contract. */
  REFUSED(3),
  /** A fault of this program. */
  INTERNAL(4),
  /** A mediator stopped itself, because going on could have cost somebody money. */
  STOPPED(5),
  /** A record holds as far as it is signed, but not all of it is. */
  NOT_COVERED(6);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /** What the process exits with. */
  public int number() {
    return number;
  }
}
