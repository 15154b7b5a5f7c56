package lilypad.deploy.bench;

import java.io.IOException;
import java.nio.file.Path;
import lilypad.mediator.deal.DealActor;
import lilypad.persistence.embedded.JournalReader;
import lilypad.protocol.ChainLog;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.journal.JournalCodec;

/**
 * Reads a journal and compares each deal's logs with those of the generated chain: all, once, in
 * order. What it read is appended to a file of its own on the way.
 */
final class JournalCheck {

  private final DealChain chain;
  private final Path file;
  private final byte[] recorded;
  private double rate;

  /**
   * @param file where to append
   */
  JournalCheck(DealChain chain, Path file) {
    this.chain = chain;
    this.file = file;
    this.recorded = new byte[chain.deals()];
  }

  /**
   * Reads all of it.
   *
   * @throws BenchFault if a log is lost, doubled, out of order or in another deal
   */
  void read(Path journal) {
    try (JournalReader reader = JournalReader.open(journal);
        FsyncedAppends appends = new FsyncedAppends(file, 1_000)) {
      reader.forEach(
          entry -> {
            if (entry.event() instanceof DealEvent event) {
              check(entry.persistenceId(), event);
            }
            appends.add(JournalCodec.encode(entry.event()));
          });
      rate = appends.perSecond();
    } catch (IOException e) {
      throw new BenchFault("expected to append to " + file, e);
    }
    for (int deal = 0; deal < recorded.length; deal++) {
      if (recorded[deal] != DealChain.LOGS_A_DEAL) {
        throw new BenchFault(
            "expected "
                + DealChain.LOGS_A_DEAL
                + " logs in deal "
                + DealChain.key(deal)
                + ", got "
                + recorded[deal]);
      }
    }
  }

  private void check(String persistenceId, DealEvent event) {
    if (!(event instanceof DealEvent.LogRecorded fact)) {
      throw new BenchFault("expected logs only, got " + event);
    }
    ChainLog log = fact.log();
    int index = DealChain.index(log);
    int deal = DealChain.deal(index);
    String expected = DealActor.persistenceId(DealChain.key(deal)).id();
    if (index >= chain.logs()
        || !log.equals(DealChain.log(index))
        || !persistenceId.equals(expected)
        || DealChain.turn(index) != recorded[deal]) {
      throw new BenchFault(
          "expected log "
              + recorded[deal]
              + " of "
              + expected
              + ", got "
              + fact
              + " in "
              + persistenceId);
    }
    recorded[deal]++;
  }

  /** How many facts a second a bare log takes. */
  double appendsPerSecond() {
    return rate;
  }
}
