package lilypad.persistence.embedded;

import com.typesafe.config.Config;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A process that writes events as fast as it can until it is killed, and prints each acknowledged
 * write as {@code ack ID FIRST LAST} after the journal acknowledged it. If the journal stops, it
 * prints {@code stopped REASON} and ends with 3.
 *
 * <p>Arguments: folder, number of actors, seed.
 */
public final class WriterProcess {

  /** How it ends when the journal stops. */
  static final int STOPPED = 3;

  /** The most events in one atomic write. */
  static final int MOST = 3;

  private WriterProcess() {}

  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    int actors = Integer.parseInt(arguments[1]);
    SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[2]));
    endWithTheParent();
    boolean open = false;
    try {
      ActorSystem<Void> system = start(Samples.config(folder), actors, random);
      EmbeddedStore.of(system)
          .stopped()
          .thenAccept(
              fault -> {
                say("stopped " + fault.getMessage());
                Runtime.getRuntime().halt(STOPPED);
              });
      open = true;
    } finally {
      if (!open) {
        Runtime.getRuntime().halt(1);
      }
    }
  }

  /** Writers on any journal. */
  public static ActorSystem<Void> start(Config config, int actors, SplittableRandom random) {
    return ActorSystem.create(root(actors, random), "writer", config);
  }

  /** The parent never writes: the end of the input is the end of the parent. */
  public static void endWithTheParent() {
    Thread watch =
        new Thread(
            () -> {
              try {
                System.in.transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                say("input failed: " + e.getMessage());
              }
              Runtime.getRuntime().halt(2);
            },
            "parent-watch");
    watch.setDaemon(true);
    watch.start();
  }

  private static Behavior<Void> root(int actors, SplittableRandom random) {
    return Behaviors.setup(
        context -> {
          for (int i = 0; i < actors; i++) {
            ActorRef<Ledger.Write> ledger = context.spawnAnonymous(Ledger.create("ledger-" + i));
            context.spawnAnonymous(driver(ledger, random.split()));
          }
          return Behaviors.empty();
        });
  }

  private static Behavior<Ledger.Written> driver(
      ActorRef<Ledger.Write> ledger, SplittableRandom random) {
    return Behaviors.setup(
        context -> {
          ledger.tell(new Ledger.Write(1 + random.nextInt(MOST), context.getSelf()));
          return Behaviors.receiveMessage(
              written -> {
                say(
                    "ack "
                        + written.persistenceId()
                        + " "
                        + written.first()
                        + " "
                        + written.last());
                ledger.tell(new Ledger.Write(1 + random.nextInt(MOST), context.getSelf()));
                return Behaviors.same();
              });
        });
  }

  private static void say(String line) {
    PrintStream out = System.out;
    synchronized (out) {
      out.println(line);
      out.flush();
    }
  }
}
