package lilypad.protocol.settle;

/** Why a verdict is sent now, or is not although its deadline is near. */
public enum SettlementTiming {
  /** The check's block has the level that is asked for. */
  SURE,

  /**
   * It has not, but the deadline is near, and the call binds itself to claim and check: should
   * another block replace them, the contract refuses it.
   */
  HURRIED,

  /**
   * It has not, the deadline is near, and the verdict waits all the same: the call would not notice
   * another claim, or the operator wants it so.
   */
  WITHHELD
}
