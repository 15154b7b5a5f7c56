package lilypad.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import lilypad.deploy.view.OperatorApi;
import lilypad.mediator.MediatorService;

/**
 * A process that is a whole mediator and follows a chain that grows. It says {@code ready}, then
 * answers each line with the height of the last block it has recorded and the number of deliveries
 * that it still owes to deals, both as its own health tells them. It ends with its standard input.
 */
final class LiveProcess {

  private LiveProcess() {}

  /** Takes the node's URL, a data folder, the poll interval in ms and the doorbell's URL or "". */
  public static void main(String[] arguments) throws Exception {
    // What is logged must not stand between the answers.
    PrintStream answers = System.out;
    System.setOut(System.err);
    try (MediatorService service =
            BenchMediator.start(
                URI.create(arguments[0]),
                Path.of(arguments[1]),
                "poll-interval = %d ms, doorbell = \"%s\""
                    .formatted(Long.parseLong(arguments[2]), arguments[3]));
        OperatorApi api = new OperatorApi(URI.create("http://127.0.0.1:" + service.apiPort()))) {
      answers.println("ready");
      BufferedReader questions =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
      while (questions.readLine() != null) {
        JsonNode health = api.require("/api/v1/health");
        answers.println(
            health.path("chain").path("head").asLong(-1)
                + " "
                + health.path("delivery").path("pending").asLong());
      }
    }
  }
}
