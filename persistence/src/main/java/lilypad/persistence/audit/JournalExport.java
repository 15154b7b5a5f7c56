package lilypad.persistence.audit;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.deal.DealSettings;

/** Writes a journal's audit log, or what there is about one deal, into a file. */
public final class JournalExport {

  private static final int PAGE = 512;

  /** Hears how far it got. */
  public interface Progress {
    /** So many of so many leaves were looked at. */
    void at(long leaves, long of);
  }

  /**
   * What was written.
   *
   * @param leaves in the file
   * @param uncovered those of them behind the last signed head
   * @param bytes of the file
   */
  public record Written(long leaves, long size, Hash32 root, long uncovered, long bytes) {}

  private final AuditLog log;
  private final long size;
  private final DealSettings settings;

  /** What was stated when the newest head was signed: by then a key may not have signed any. */
  private final DealSettings vouched;

  private final List<SignedTreeHead> heads;

  private JournalExport(
      AuditLog log,
      long size,
      DealSettings settings,
      DealSettings vouched,
      List<SignedTreeHead> heads) {
    this.log = log;
    this.size = size;
    this.settings = settings;
    this.vouched = vouched;
    this.heads = heads;
  }

  /**
   * An export of all that is in the log now.
   *
   * @throws ExportFault.NothingToExport if no mediator with an audit log has run on the journal
   */
  public static JournalExport of(AuditLog log) {
    Optional<DealSettings> settings = Optional.empty();
    Optional<DealSettings> vouched = Optional.empty();
    List<SignedTreeHead> heads = new ArrayList<>();
    long size = log.size();
    for (Iterator<AuditEvent> facts = log.statements(); facts.hasNext(); ) {
      switch (facts.next()) {
        case AuditEvent.SettingsStated stated -> settings = Optional.of(stated.settings());
        case AuditEvent.TreeHeadSigned signed -> {
          if (signed.head().head().size() <= size) {
            heads.add(signed.head());
            vouched = settings;
          }
        }
        case AuditEvent.AnchorRequested requested -> {}
        case AuditEvent.HeadAnchored anchored -> {}
        case AuditEvent.AnchorGivenUp givenUp -> {}
      }
    }
    DealSettings last =
        settings.orElseThrow(
            () ->
                new ExportFault.NothingToExport(
                    "the journal does not say which contracts it is about: start its mediator"
                        + " once with this version"));
    return new JournalExport(log, size, last, vouched.orElse(last), List.copyOf(heads));
  }

  /** The newest head that the mediator signed. */
  public Optional<SignedTreeHead> newestHead() {
    return heads.isEmpty() ? Optional.empty() : Optional.of(heads.getLast());
  }

  /** What deals are decided by now. */
  public DealSettings settings() {
    return settings;
  }

  private static ExportScope scope(DealSettings stated, Optional<DealKey> deal, long at) {
    return new ExportScope(stated.domain(), stated.mediator(), deal, at);
  }

  private SignedTreeHead requireHead() {
    return newestHead()
        .orElseThrow(
            () ->
                new ExportFault.NothingToExport(
                    "the mediator has signed no tree head yet: wait for the first, or export the"
                        + " unsigned tail too"));
  }

  /**
   * Writes every event up to the newest signed head.
   *
   * @param tail whether the events behind it come too, for which nobody has signed yet
   * @param at seconds since 1970-01-01
   * @throws ExportFault if there is no head and no tail is wanted, or the file cannot be written
   */
  public Written whole(Path file, boolean tail, long at, Progress progress) {
    long end = tail ? size : requireHead().head().size();
    Deque<SignedTreeHead> ahead = new ArrayDeque<>(heads);
    try (ExportWriter out =
        ExportWriter.begin(file, scope(tail ? settings : vouched, Optional.empty(), at))) {
      heads(out, ahead, 0);
      long next = 0;
      while (next < end) {
        for (LoggedEvent leaf : log.read(next, (int) Math.min(PAGE, end - next))) {
          out.leaf(leaf, List.of());
          next++;
          heads(out, ahead, next);
        }
        progress.at(next, end);
      }
      Hash32 root = log.root(end);
      long covered = newestHead().map(head -> head.head().size()).orElse(0L);
      return new Written(end, end, root, end - covered, out.end(end, root));
    }
  }

  private static void heads(ExportWriter out, Deque<SignedTreeHead> ahead, long size) {
    while (!ahead.isEmpty() && ahead.getFirst().head().size() <= size) {
      out.head(ahead.removeFirst());
    }
  }

  /**
   * Writes what there is about one deal up to the newest signed head, each event with the proof
   * that it is in that head's tree: a verdict bundle.
   *
   * @param at seconds since 1970-01-01
   * @throws ExportFault if there is no head or no such deal, or the file cannot be written
   */
  public Written deal(DealKey deal, Path file, long at, Progress progress) {
    SignedTreeHead head = requireHead();
    long size = head.head().size();
    DealSelection selection = new DealSelection(deal);
    List<LoggedEvent> chosen = new ArrayList<>();
    long next = 0;
    while (next < size) {
      for (LoggedEvent leaf : log.read(next, (int) Math.min(PAGE, size - next))) {
        selection.take(leaf);
        next++;
      }
      progress.at(next, size);
    }
    chosen.addAll(selection.chosen());
    if (!selection.found()) {
      throw new ExportFault.NothingToExport("the journal has no deal " + deal);
    }
    try (ExportWriter out = ExportWriter.begin(file, scope(vouched, Optional.of(deal), at))) {
      for (LoggedEvent leaf : chosen) {
        out.leaf(leaf, log.inclusion(leaf.index(), size).path());
      }
      out.head(head);
      return new Written(
          chosen.size(), size, head.head().root(), 0, out.end(size, head.head().root()));
    }
  }
}
