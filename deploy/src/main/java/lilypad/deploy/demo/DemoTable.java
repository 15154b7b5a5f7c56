package lilypad.deploy.demo;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import lilypad.chain.chaos.FaultTally;

/** What a person sees: one block for each scenario as it ends, and one line each at the end. */
final class DemoTable {

  private final PrintWriter out;

  DemoTable(PrintWriter out) {
    this.out = out;
  }

  synchronized void print(ScenarioReport report) {
    out.println();
    out.println(report.name().text());
    line("deal", report.dealId().orElse("none"));
    line("job", report.module());
    line("claim", report.claimedDataId().orElse("none"));
    report.votes().forEach(this::vote);
    line(
        "verdict",
        report.verdict().orElse("none") + " (expected " + report.expected().orElse("none") + ")");
    report.difference().ifPresent(words -> line("differs", words));
    line("on chain", report.chainState().orElse("not known"));
    line("tx", report.txHash().orElse("none"));
    line("money", report.moneyMoved().map(MoneyMoved::toString).orElse("not known"));
    report
        .checkedToVerdictMillis()
        .ifPresent(millis -> line("time", millis + " ms from the check to the verdict on chain"));
    report.broken().forEach(broken -> line("NOT OK", broken));
    line("result", report.ok() ? "ok" : "NOT OK");
    out.flush();
  }

  private void vote(VoteRow vote) {
    StringBuilder text = new StringBuilder(vote.verifier()).append(' ').append(vote.vote());
    vote.reason().ifPresent(reason -> text.append(" (").append(reason).append(')'));
    vote.dataId().ifPresent(dataId -> text.append(' ').append(dataId));
    vote.millis().ifPresent(millis -> text.append(", run in ").append(millis).append(" ms"));
    line("vote", text.toString());
  }

  private void line(String label, String text) {
    out.printf(Locale.ROOT, "  %-9s %s%n", label, text);
  }

  synchronized void summary(List<ScenarioReport> reports, long seconds) {
    out.println();
    String row = "%-23s %-16s %-24s %-9s %s%n";
    out.printf(Locale.ROOT, row, "scenario", "verdict", "on chain", "millis", "result");
    for (ScenarioReport report : reports) {
      out.printf(
          Locale.ROOT,
          row,
          report.name().text(),
          report.verdict().orElse("none"),
          report.chainState().orElse("not known"),
          report.checkedToVerdictMillis().isPresent()
              ? report.checkedToVerdictMillis().getAsLong()
              : "-",
          report.ok() ? "ok" : "NOT OK");
    }
    long ok = reports.stream().filter(ScenarioReport::ok).count();
    out.printf(Locale.ROOT, "%d of %d scenarios ok after %d s%n", ok, reports.size(), seconds);
    out.flush();
  }

  /** What stood between the mediators and their chain. */
  synchronized void faults(long seed, FaultTally dealt) {
    out.println("chaos with seed " + seed + ": " + dealt);
    out.flush();
  }
}
