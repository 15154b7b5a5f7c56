package lilypad.deploy.bench;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import lilypad.mediator.deal.DealActor;
import lilypad.persistence.audit.JournalExport;
import lilypad.persistence.audit.RecordCheck;
import lilypad.persistence.audit.RecordCheck.Report;
import lilypad.persistence.audit.RecordCounts;
import lilypad.persistence.audit.Trust;
import lilypad.persistence.embedded.JournalReader;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.journal.JournalEvent;

/**
 * Compares a mediator's journal with what its generator knows: each deal has one panel, the verdict
 * that its claim deserves and one intent to post it. Then exports the journal and checks it as an
 * auditor does.
 */
final class PanelCheck {

  private static final int PANEL = 3;

  /** What every panel's member signs: what it commits to and what it shows. */
  private static final int SIGNATURES = 2;

  private final PanelDeals market;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final int[] panels;
  private final int[] verdicts;
  private final int[] intents;

  PanelCheck(PanelDeals market) {
    this.market = market;
    for (int deal = 0; deal < market.deals(); deal++) {
      numbers.put(DealActor.persistenceId(PanelDeals.key(PanelDeals.deal(deal).id())).id(), deal);
    }
    this.panels = new int[market.deals()];
    this.verdicts = new int[market.deals()];
    this.intents = new int[market.deals()];
  }

  /**
   * Reads all of it.
   *
   * @throws BenchFault if a deal's verdict is another, missing or double
   */
  void read(Path journal) {
    try (JournalReader reader = JournalReader.open(journal)) {
      reader.forEach(entry -> happened(entry.persistenceId(), entry.event()));
    }
    for (int deal = 0; deal < market.deals(); deal++) {
      if (panels[deal] != 1 || verdicts[deal] != 1 || intents[deal] != 1) {
        throw new BenchFault(
            "expected one panel, verdict and intent of deal %d, got %d, %d and %d"
                .formatted(deal, panels[deal], verdicts[deal], intents[deal]));
      }
    }
  }

  void happened(String persistenceId, JournalEvent event) {
    if (!(event instanceof DealEvent)) {
      return;
    }
    Integer deal = numbers.get(persistenceId);
    if (deal == null) {
      throw new BenchFault("expected a deal of the market, got " + persistenceId);
    }
    switch (event) {
      case DealEvent.PanelDrawn drawn -> {
        if (drawn.members().size() != PANEL) {
          throw new BenchFault(
              "expected a panel of " + PANEL + " for deal " + deal + ", got " + drawn.members());
        }
        panels[deal]++;
      }
      case DealEvent.VerdictReached reached -> {
        if (reached.verdict() != PanelDeals.expected(deal)) {
          throw new BenchFault(
              "expected %s of deal %d, got %s"
                  .formatted(PanelDeals.expected(deal), deal, reached.verdict()));
        }
        verdicts[deal]++;
      }
      case DealEvent.SettlementRequested requested -> intents[deal]++;
      default -> {
        // What comes between.
      }
    }
  }

  /**
   * Has the record checked.
   *
   * @param file where to export it
   * @throws BenchFault if it does not hold, or another number of panels, verdicts or signatures is
   *     in it
   */
  Report audit(Path journal, Path file) {
    try (JournalReader reader = JournalReader.open(journal)) {
      JournalExport.of(reader.auditLog()).whole(file, true, 0, (done, of) -> {});
    }
    Report report =
        RecordCheck.check(file, new RecordCheck.Options(Trust.FILE_ONLY, true), at -> {});
    RecordCounts counts = report.counts();
    long deals = market.deals();
    if (!report.findings().isEmpty()
        || counts.panels() != deals
        || counts.verdicts() != deals
        || counts.signatures() != deals * PANEL * SIGNATURES) {
      throw new BenchFault(
          "expected a record of %d panels and verdicts that holds, got %s: %s"
              .formatted(deals, counts, report.findings()));
    }
    return report;
  }
}
