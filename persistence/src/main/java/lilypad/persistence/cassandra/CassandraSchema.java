package lilypad.persistence.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.schema.ColumnMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The tables of {@code schema.cql}: whether a keyspace has them, and for development their making.
 */
public final class CassandraSchema {

  private static final String FILE = "schema.cql";
  private static final Pattern COMMENT = Pattern.compile("--[^\\n]*");
  private static final Pattern TABLE =
      Pattern.compile(
          "CREATE TABLE IF NOT EXISTS (\\w+) \\((.*)\\)[^()]*(?:\\([^()]*\\))?", Pattern.DOTALL);
  private static final Pattern COLUMN =
      Pattern.compile("^\\s*(\\w+) (\\w+(?:<[\\w, ]+>)?)", Pattern.MULTILINE);

  private static final Duration DDL = Duration.ofMinutes(1);

  private CassandraSchema() {}

  /** The statements of the file, one after another. */
  static List<String> statements() {
    List<String> statements = new ArrayList<>();
    for (String part : COMMENT.matcher(text()).replaceAll("").split(";", -1)) {
      if (!part.isBlank()) {
        statements.add(part.strip());
      }
    }
    return statements;
  }

  /** Each table with its columns and their types. */
  static Map<String, Map<String, String>> tables() {
    Map<String, Map<String, String>> tables = new TreeMap<>();
    for (String statement : statements()) {
      Matcher table = TABLE.matcher(statement);
      if (!table.matches()) {
        throw new IllegalStateException("expected a table in " + FILE + ", found " + statement);
      }
      Map<String, String> columns = new TreeMap<>();
      Matcher column = COLUMN.matcher(table.group(2));
      while (column.find()) {
        if (!column.group(1).equals("PRIMARY")) {
          columns.put(column.group(1), column.group(2));
        }
      }
      tables.put(table.group(1), columns);
    }
    return tables;
  }

  private static String text() {
    try (InputStream file = CassandraSchema.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException("expected " + FILE + " beside this class, found none");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes keyspace and tables that are not there, with one replica: for development, where nobody
   * else does it.
   */
  public static void createForDevelopment(CqlSession session, String keyspace) {
    // The driver would read the whole schema anew after each statement.
    session.setSchemaMetadataEnabled(false);
    run(
        session,
        "CREATE KEYSPACE IF NOT EXISTS "
            + keyspace
            + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
    for (String statement : statements()) {
      run(
          session,
          statement.replaceFirst("IF NOT EXISTS (\\w+)", "IF NOT EXISTS " + keyspace + ".$1"));
    }
    session.setSchemaMetadataEnabled(true);
  }

  private static void run(CqlSession session, String statement) {
    session.execute(SimpleStatement.newInstance(statement).setTimeout(DDL));
  }

  /**
   * Compares a keyspace with the file.
   *
   * @throws CassandraFault.NoSchema if keyspace or a table is missing
   * @throws CassandraFault.WrongSchema if a table has other columns; more than expected are fine
   */
  static void check(CqlSession session, String keyspace) {
    KeyspaceMetadata found =
        session
            .refreshSchema()
            .getKeyspace(CqlIdentifier.fromInternal(keyspace))
            .orElseThrow(() -> new CassandraFault.NoSchema(keyspace, "such keyspace"));
    tables()
        .forEach(
            (name, columns) -> {
              TableMetadata table =
                  found
                      .getTable(CqlIdentifier.fromInternal(name))
                      .orElseThrow(() -> new CassandraFault.NoSchema(keyspace, "table " + name));
              Map<String, String> actual =
                  table.getColumns().values().stream()
                      .collect(
                          Collectors.toMap(
                              column -> column.getName().asInternal(),
                              CassandraSchema::type,
                              (one, other) -> one,
                              TreeMap::new));
              if (!actual.entrySet().containsAll(columns.entrySet())) {
                throw new CassandraFault.WrongSchema(
                    keyspace, name, columns.toString(), actual.toString());
              }
            });
  }

  private static String type(ColumnMetadata column) {
    return column.getType().asCql(false, true).replace(",", ", ").replace(",  ", ", ");
  }
}
