package lilypad.persistence.audit;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import lilypad.protocol.Address;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.journal.JournalEvent;
import lilypad.protocol.roster.VerifierEvent;

/** Whether a log has grown by something that somebody may hold a mediator to. */
public final class LogNews {

  private static final int PAGE = 1_000;

  private LogNews() {}

  /**
   * Whether a leaf from {@code from} on, before {@code to}, is about a deal or a verifier, or says
   * what deals are decided by. Blocks without a deal, heads and anchorings are no news: of them
   * alone a log would grow for ever.
   */
  public static boolean between(AuditLog log, long from, long to) {
    return any(log, from, to, LogNews::isNews);
  }

  /** Whether a leaf from {@code from} on, before {@code to}, states that this is the mediator. */
  public static boolean names(AuditLog log, Address mediator, long from, long to) {
    return any(log, from, to, leaf -> Succession.stated(leaf).filter(mediator::equals).isPresent());
  }

  private static boolean any(AuditLog log, long from, long to, Predicate<LoggedEvent> wanted) {
    long next = from;
    while (next < to) {
      List<LoggedEvent> page = log.read(next, (int) Math.min(PAGE, to - next));
      if (page.isEmpty()) {
        return false;
      }
      for (LoggedEvent leaf : page) {
        if (wanted.test(leaf)) {
          return true;
        }
      }
      next += page.size();
    }
    return false;
  }

  private static boolean isNews(LoggedEvent leaf) {
    try {
      Optional<JournalEvent> event = StoredFact.of(leaf.stored()).map(StoredFact::event);
      return event
          .filter(
              fact ->
                  fact instanceof DealEvent
                      || fact instanceof VerifierEvent
                      || fact instanceof AuditEvent.SettingsStated)
          .isPresent();
    } catch (InvalidProtocolBufferException e) {
      // Whatever it is, it should be vouched for.
      return true;
    }
  }
}
