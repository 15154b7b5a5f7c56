package lilypad.market.provider;

/** How a provider of a devnet behaves when it posts its claim. */
public enum Conduct {
  /** Runs the job, posts what came out, serves its blocks. */
  HONEST,
  /** Posts a well-formed content id that nobody has the content of. */
  INVENTED_RESULT,
  /** Runs the job, changes one byte of one file, posts and serves that. */
  ONE_BYTE_CHANGED
}
