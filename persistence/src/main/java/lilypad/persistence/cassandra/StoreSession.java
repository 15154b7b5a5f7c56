package lilypad.persistence.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.connectors.cassandra.CqlSessionProvider;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/**
 * Gives the plugin a session of its own with our settings, once the store is open; named in {@code
 * plugin.conf}. The plugin ends it with the actor system.
 */
public final class StoreSession implements CqlSessionProvider {

  private final ActorSystem system;

  /** Called by the plugin. */
  public StoreSession(ActorSystem system, Config config) {
    this.system = system;
  }

  @Override
  public Future<CqlSession> connect(ExecutionContext context) {
    Config root = system.settings().config();
    return FutureConverters.asScala(
        CompletableFuture.supplyAsync(
            () -> {
              CassandraSettings settings = CassandraSettings.from(root);
              return CassandraLink.patiently(
                  settings, settings::where, () -> CassandraLink.connect(root, settings));
            },
            context::execute));
  }
}
