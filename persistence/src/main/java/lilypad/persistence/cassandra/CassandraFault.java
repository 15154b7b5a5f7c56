package lilypad.persistence.cassandra;

/**
 * What can go wrong with the journal on Cassandra beyond a server that does not answer, which is
 * waited for; every fault names what was expected and what was found.
 */
public abstract sealed class CassandraFault extends RuntimeException {

  private CassandraFault(String message) {
    super(message);
  }

  private CassandraFault(String message, Throwable cause) {
    super(message, cause);
  }

  /** A table is there and is not the one of this version's {@code schema.cql}. */
  public static final class WrongSchema extends CassandraFault {
    WrongSchema(String keyspace, String table, String expected, String actual) {
      super(
          "keyspace "
              + keyspace
              + ", table "
              + table
              + ": expected "
              + expected
              + ", found "
              + actual);
    }
  }

  /** There is no such keyspace, or a table is missing in it. */
  public static final class NoSchema extends CassandraFault {
    NoSchema(String keyspace, String missing) {
      super(
          "expected keyspace "
              + keyspace
              + " with the tables of schema.cql, found no "
              + missing
              + ": run schema.cql, it is never run by itself");
    }
  }

  /** Another mediator took the keyspace over. This one gives no event a place any more. */
  public static final class TakenOver extends CassandraFault {
    TakenOver(String keyspace, String holder) {
      super(
          "keyspace "
              + keyspace
              + " was taken over by "
              + holder
              + "; one mediator at a time writes to it: see that only one runs");
    }
  }

  /** Two events have one number under one id: two actors wrote there. */
  public static final class TwoWriters extends CassandraFault {
    TwoWriters(String persistenceId, long sequenceNr) {
      super(
          "expected one event "
              + sequenceNr
              + " of "
              + persistenceId
              + ", found two: two mediators wrote to this keyspace");
    }
  }

  /** An event that had a place in the order, or was acknowledged, is not there. */
  public static final class EventMissing extends CassandraFault {
    EventMissing(String persistenceId, long sequenceNr, String found) {
      super(
          "expected event "
              + sequenceNr
              + " of "
              + persistenceId
              + ", found "
              + found
              + ": rows were deleted or lost, restore the keyspace from a copy");
    }
  }

  /** Cassandra could not be asked. */
  public static final class Unanswered extends CassandraFault {
    Unanswered(String what, Throwable cause) {
      super("Cassandra gave no usable answer (" + what + "): " + cause.getMessage(), cause);
    }
  }
}
