package lilypad.persistence.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** A session and the keyspace it works on. Names of tables are written as {@code ks.name}. */
record Cql(CqlSession session, String keyspace) {

  /** To be repeated by the driver when it wishes: reads, and writes of what follows from others. */
  PreparedStatement repeatable(String statement) {
    return session.prepare(simple(statement).setIdempotent(true));
  }

  /** A lightweight transaction, or a part of one. */
  PreparedStatement once(String statement) {
    return session.prepare(simple(statement).setIdempotent(false));
  }

  private SimpleStatement simple(String statement) {
    return SimpleStatement.newInstance(statement.replace("ks.", keyspace + "."));
  }

  ResultSet run(Statement<?> statement) {
    return session.execute(statement);
  }

  Optional<Row> one(Statement<?> statement) {
    return Optional.ofNullable(run(statement).one());
  }

  /** Reads what the last lightweight transaction left, and ends one that hangs. */
  <T extends Statement<T>> Optional<Row> settled(T statement) {
    return one(statement.setConsistencyLevel(DefaultConsistencyLevel.SERIAL));
  }

  CompletionStage<AsyncResultSet> start(Statement<?> statement) {
    return session.executeAsync(statement);
  }

  /** Waits for all; fails with the first's failure. */
  static void await(Collection<? extends CompletionStage<?>> stages) {
    for (CompletionStage<?> stage : stages) {
      await(stage);
    }
  }

  /** Waits; fails with the stage's own failure. */
  static <T> T await(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
