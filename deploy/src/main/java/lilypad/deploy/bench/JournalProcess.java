package lilypad.deploy.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import lilypad.persistence.embedded.EmbeddedStore;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A process with one of the journals in it. It does what each line asks for, and answers with a
 * line.
 */
final class JournalProcess {

  private JournalProcess() {}

  /** Takes the journal's name and a folder for it. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    MeasuredJournal kind = MeasuredJournal.valueOf(arguments[0]);
    Path folder = Path.of(arguments[1]);
    ActorSystem<Void> system =
        ActorSystem.create(Behaviors.empty(), "journal", kind.config(folder));
    try (AppendingActors actors = new AppendingActors(system, new JournalFacts());
        BufferedReader questions =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      System.out.println("begun");
      for (String line = questions.readLine(); line != null; line = questions.readLine()) {
        System.out.println(answer(line.split(" ", -1), system, actors, folder));
      }
    }
  }

  private static String answer(
      String[] question, ActorSystem<Void> system, AppendingActors actors, Path folder)
      throws InterruptedException {
    return switch (question[0]) {
      case "append" ->
          actors
              .append(Integer.parseInt(question[1]), Duration.ofMillis(Long.parseLong(question[2])))
              .toString();
      case "fill" -> {
        actors.fill(Integer.parseInt(question[1]));
        yield "filled";
      }
      case "marks" -> {
        actors.marks(Integer.parseInt(question[1]));
        yield "filled";
      }
      case "recover" ->
          question.length == 1
              ? actors.recover().toString()
              : actors.recover(Integer.parseInt(question[1])).toString();
      case "scan" -> RawScan.events(folder).toString();
      case "held" -> Long.toString(EmbeddedStore.of(system).lastIndex());
      case "tree" -> TreeCost.of(EmbeddedStore.of(system)).toString();
      case "heap" -> Long.toString(HeapUse.afterCollection());
      default -> throw new BenchFault("expected a question, got " + question[0]);
    };
  }
}
