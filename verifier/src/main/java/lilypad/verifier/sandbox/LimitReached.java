package lilypad.verifier.sandbox;

/**
 * A limit of this node stopped the job. The guest never sees it: limits differ from node to node,
 * so an error number in its place would make an honest node's result differ.
 */
public final class LimitReached extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LimitReached(String what, long limit, long asked) {
    super(what + ": limit " + limit + " bytes, asked for " + asked, null, false, false);
  }
}
