package lilypad.mediator.simulation;

import com.typesafe.config.Config;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;

/** Has Pekko's dispatchers run on {@link SteppedSystem}'s executor; named in its configuration. */
public final class SteppedDispatcher extends ExecutorServiceConfigurator {

  /** As Pekko calls it. */
  public SteppedDispatcher(Config config, DispatcherPrerequisites prerequisites) {
    super(config, prerequisites);
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
    return () -> SteppedSystem.EXECUTOR;
  }
}
