package lilypad.deploy.bench;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/** The Pekko journals that {@link JournalBench} runs side by side. */
enum MeasuredJournal {
  EMBEDDED("the embedded journal"),
  MEMORY("Pekko's in-memory journal"),
  SQLITE("pekko-persistence-jdbc, SQLite WAL FULL");

  /** What pekko-persistence-jdbc 1.1 expects to find, in SQLite's words. */
  private static final List<String> TABLES =
      List.of(
          """
          CREATE TABLE event_journal (
            ordering INTEGER PRIMARY KEY AUTOINCREMENT, deleted BOOLEAN NOT NULL DEFAULT 0,
            persistence_id TEXT NOT NULL, sequence_number INTEGER NOT NULL, writer TEXT NOT NULL,
            write_timestamp INTEGER NOT NULL, adapter_manifest TEXT NOT NULL,
            event_payload BLOB NOT NULL, event_ser_id INTEGER NOT NULL, event_ser_manifest TEXT NOT NULL,
            meta_payload BLOB, meta_ser_id INTEGER, meta_ser_manifest TEXT,
            UNIQUE (persistence_id, sequence_number))
          """,
          """
          CREATE TABLE event_tag (
            event_id INTEGER NOT NULL REFERENCES event_journal (ordering) ON DELETE CASCADE,
            tag TEXT NOT NULL, PRIMARY KEY (event_id, tag))
          """);

  private final String words;

  MeasuredJournal(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  /** Whether its classes are here: a distribution has none of those that only this bench needs. */
  boolean available() {
    return switch (this) {
      case EMBEDDED, MEMORY -> true;
      case SQLITE -> isHere("org.sqlite.JDBC") && isHere("slick.jdbc.SQLiteProfile");
    };
  }

  private static boolean isHere(String type) {
    try {
      Class.forName(type, false, MeasuredJournal.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** The configuration of an actor system with this journal in a folder. */
  Config config(Path folder) {
    Map<String, Object> own =
        switch (this) {
          case EMBEDDED ->
              Map.of(
                  "lilypad.journal.folder",
                  folder.toString(),
                  "pekko.persistence.journal.plugin",
                  "lilypad.journal.embedded");
          case MEMORY ->
              Map.of("pekko.persistence.journal.plugin", "pekko.persistence.journal.inmem");
          case SQLITE -> {
            String url =
                "jdbc:sqlite:%s?journal_mode=WAL&synchronous=FULL"
                    .formatted(folder.resolve("journal.db"));
            make(folder, url);
            yield Map.of(
                "pekko.persistence.journal.plugin",
                "jdbc-journal",
                "jdbc-journal.slick.profile",
                "slick.jdbc.SQLiteProfile$",
                "jdbc-journal.slick.db.driver",
                "org.sqlite.JDBC",
                "jdbc-journal.slick.db.url",
                url,
                // SQLite has one writer.
                "jdbc-journal.slick.db.numThreads",
                1,
                "jdbc-journal.slick.db.maxConnections",
                1,
                "jdbc-journal.slick.db.minConnections",
                1);
          }
        };
    return ConfigFactory.parseMap(own)
        .withFallback(
            ConfigFactory.parseMap(
                Map.of(
                    "pekko.loggers",
                    List.of("org.apache.pekko.event.slf4j.Slf4jLogger"),
                    "pekko.loglevel",
                    "ERROR")))
        .withFallback(ConfigFactory.load());
  }

  private static void make(Path folder, String url) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new BenchFault("expected to make " + folder, e);
    }
    try (Connection database = DriverManager.getConnection(url);
        Statement statement = database.createStatement()) {
      for (String table : TABLES) {
        statement.execute(table);
      }
    } catch (SQLException e) {
      throw new BenchFault("expected SQLite in " + folder, e);
    }
  }
}
