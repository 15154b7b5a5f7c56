package lilypad.persistence.cassandra;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import lilypad.persistence.cassandra.local.LocalServer;
import lilypad.persistence.embedded.WriterProcess;

/**
 * As {@link WriterProcess}, on a keyspace. Arguments: port of the server, keyspace, number of
 * actors, seed.
 */
final class CassandraWriterProcess {

  private CassandraWriterProcess() {}

  public static void main(String[] arguments) {
    WriterProcess.endWithTheParent();
    LocalServer server = LocalServer.in(Path.of(""), Integer.parseInt(arguments[0]), 0);
    Config root =
        ConfigFactory.parseMap(server.settings(arguments[1]))
            .withFallback(ConfigFactory.parseMap(Map.of("pekko.loglevel", "WARNING")))
            .withFallback(ConfigFactory.load());
    Config config = CassandraSettings.plugin(root).withFallback(root).resolve();
    boolean started = false;
    try {
      WriterProcess.start(
          config,
          Integer.parseInt(arguments[2]),
          new SplittableRandom(Long.parseLong(arguments[3])));
      started = true;
    } finally {
      if (!started) {
        Runtime.getRuntime().halt(1);
      }
    }
  }
}
