package lilypad.protocol.cid;

/** A block that does not hash to its id, or is no dag-pb UnixFS node that we take. */
public final class MalformedBlock extends DagFailure {

  private final Cid cid;

  /**
   * @param cid the id under which the block came
   * @param expected what a block there must be, in words
   * @param actual what it is
   */
  public MalformedBlock(Cid cid, String expected, String actual) {
    super("block " + cid + ": expected " + expected + ", got " + actual);
    this.cid = cid;
  }

  /** The id under which the block came. */
  public Cid cid() {
    return cid;
  }
}
