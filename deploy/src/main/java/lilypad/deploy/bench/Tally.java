package lilypad.deploy.bench;

import java.math.BigInteger;
import lilypad.protocol.abi.LilypadEvent;

/** What a reader found, boiled down so that it can be compared with what was to be found. */
final class Tally {

  private long logs;
  private long digest;

  /** Counts an event of ours. */
  void add(LilypadEvent event) {
    switch (event) {
      case LilypadEvent.Payment payment ->
          payment(
              payment.dealId().text(),
              payment.amount().value(),
              payment.reason().index(),
              payment.direction().index());
      case LilypadEvent.DealStateChange change ->
          state(change.dealId().text(), change.state().index());
      case LilypadEvent.MediationRequested request -> request(request.dealId().text());
      case LilypadEvent.Transfer transfer -> transfer(transfer.value().value());
      default -> throw new BenchFault("expected an event of the canned chain, got " + event);
    }
  }

  void payment(String deal, BigInteger amount, int reason, int direction) {
    add(deal.hashCode() + 31L * amount.longValue() + 8L * reason + direction);
  }

  void state(String deal, int state) {
    add(3L * deal.hashCode() + state);
  }

  void request(String deal) {
    add(5L * deal.hashCode());
  }

  void transfer(BigInteger value) {
    add(7L * value.longValue());
  }

  /** All logs of one answer, of which only the bytes were looked at. */
  void drained(long bytes) {
    logs += CannedLogs.LOGS;
    digest += bytes;
  }

  private void add(long part) {
    logs++;
    digest += part;
  }

  /** Counts all that another one counted. */
  void add(Tally other) {
    logs += other.logs;
    digest += other.digest;
  }

  long logs() {
    return logs;
  }

  @Override
  public String toString() {
    return logs + " logs with digest " + Long.toHexString(digest);
  }
}
