package lilypad.deploy.cheat;

/** What a verifier does with a job that it is lent. */
public enum VerifierConduct {
  /**
   * Runs it and stands by what came out; tells the ring what it committed to, and how to open it.
   */
  HONEST,
  /**
   * Runs nothing and answers what the provider claims, which everybody can read, with made-up
   * evidence.
   */
  ECHO,
  /** Runs nothing and answers a result that nobody gets; the nodes of one operator the same. */
  INVENT,
  /** Takes the job and says no more. */
  NO_SHOW,
  /** Commits to a result and keeps it. */
  WITHHOLD,
  /**
   * Replays what another verifier committed to: first as the other signed it, then under its own
   * signature, with the other's result and salt to open it.
   */
  COPY
}
