package lilypad.persistence.cassandra;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far each id was followed. In memory it is exact; what is stored covers the leaves below the
 * mark, and a start reads the rest from the order. A row's time stamp is the leaf that it is about,
 * so one that comes late, from a sequencer that was replaced, changes nothing.
 */
final class Positions {

  private static final String MARK = "order";
  private static final int AT_ONCE = 256;

  private final Cql cql;
  private final PreparedStatement all;
  private final PreparedStatement put;
  private final PreparedStatement mark;
  private final PreparedStatement setMark;
  private final Map<String, Long> known = new ConcurrentHashMap<>();

  Positions(Cql cql) {
    this.cql = cql;
    this.all = cql.repeatable("SELECT persistence_id, sequence_nr FROM ks.audit_position");
    this.put =
        cql.repeatable(
            "INSERT INTO ks.audit_position (persistence_id, sequence_nr) VALUES (?, ?)"
                + " USING TIMESTAMP ?");
    this.mark = cql.repeatable("SELECT covered FROM ks.audit_mark WHERE id = ?");
    this.setMark =
        cql.repeatable("INSERT INTO ks.audit_mark (id, covered) VALUES (?, ?) USING TIMESTAMP ?");
  }

  /**
   * Reads all that is stored.
   *
   * @return how many leaves are covered
   */
  long load() {
    long covered = cql.one(mark.bind(MARK)).map(row -> row.getLong("covered")).orElse(0L);
    for (Row row : cql.run(all.bind())) {
      reached(Objects.requireNonNull(row.getString("persistence_id")), row.getLong("sequence_nr"));
    }
    return covered;
  }

  void reached(String persistenceId, long sequenceNr) {
    known.merge(persistenceId, sequenceNr, Math::max);
  }

  /** The number of the id's last event in the order; 0 before the first. */
  long of(String persistenceId) {
    return known.getOrDefault(persistenceId, 0L);
  }

  /** Stores those of some ids, then that {@code size} leaves are covered. */
  void store(Collection<String> persistenceIds, long size) {
    List<CompletionStage<?>> running = new ArrayList<>();
    for (String id : persistenceIds) {
      running.add(cql.start(put.bind(id, of(id), size)));
      if (running.size() == AT_ONCE) {
        Cql.await(running);
        running.clear();
      }
    }
    Cql.await(running);
    BoundStatement covered = setMark.bind(MARK, size, size);
    cql.run(covered);
  }
}
