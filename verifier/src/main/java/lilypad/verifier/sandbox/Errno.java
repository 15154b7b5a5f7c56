package lilypad.verifier.sandbox;

/**
 * Error numbers of WASI preview 1 that this layer answers; the code is the number the guest sees.
 */
public enum Errno {
  SUCCESS(0),
  BADF(8),
  EXIST(20),
  FAULT(21),
  FBIG(22),
  ILSEQ(25),
  INVAL(28),
  ISDIR(31),
  MFILE(33),
  NAMETOOLONG(37),
  NOENT(44),
  NOSYS(52),
  NOTDIR(54),
  NOTEMPTY(55),
  NOTSUP(58),
  PERM(63),
  ROFS(69),
  SPIPE(70),
  NOTCAPABLE(76);

  private final int code;

  Errno(int code) {
    this.code = code;
  }

  /** The number in the guest's return value. */
  public int code() {
    return code;
  }
}
