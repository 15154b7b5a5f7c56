package lilypad.deploy.cli;

import java.nio.file.Path;
import lilypad.deploy.view.Deals;
import lilypad.deploy.view.JournalDeals;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A record that a command about one deal reads: an exported file, or a journal's folder. */
final class RecordSource {

  @Parameters(
      index = "0",
      paramLabel = "SOURCE",
      description =
          "What lilypad audit export wrote, a mediator's data folder, or its configuration (a .conf"
              + " file).")
  private Path source = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "ID",
      description = "The deal's id or key, or a beginning that no other deal has.")
  private String deal = "";

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  /** The deals, as far as their first {@code facts} facts go. */
  Deals open(long facts) {
    return JournalDeals.of(source, facts);
  }

  String deal() {
    return deal;
  }

  boolean json() {
    return json;
  }
}
