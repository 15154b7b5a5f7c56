package lilypad.protocol.cid;

/** Why a DAG could not be read or made. The text names what was expected and what came. */
public abstract sealed class DagFailure extends RuntimeException
    permits MalformedBlock, MissingBlock, DagLimitExceeded, ShardingNeeded {

  DagFailure(String message) {
    super(message);
  }
}
