package lilypad.protocol.cid;

/** A block that the source does not have. */
public final class MissingBlock extends DagFailure {

  private final Cid cid;

  /** The block of this id is missing. */
  public MissingBlock(Cid cid) {
    super("expected block " + cid + ", got none");
    this.cid = cid;
  }

  /** What is missing. */
  public Cid cid() {
    return cid;
  }
}
