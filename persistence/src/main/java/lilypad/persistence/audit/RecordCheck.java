package lilypad.persistence.audit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import lilypad.protocol.Address;
import lilypad.protocol.DealKey;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.deal.DealState;

/**
 * Checks an exported file, offline, from its first record to its last: its leaves and heads, then
 * what the facts say. The file may be hostile: whatever is in it, the answer is a report.
 */
public final class RecordCheck {

  /** Contradictions after which no more are listed. */
  private static final int MOST_FINDINGS = 100;

  private static final int TOLD_EVERY = 10_000;

  /**
   * How to check.
   *
   * @param tail whether leaves that no head vouches for are allowed
   */
  public record Options(Trust trust, boolean tail) {}

  /** Hears of what can be held against something outside of the record. */
  public interface DealListener {
    /** So a deal stands at the end of the record, or when nothing can happen to it any more. */
    void ended(DealKey deal, DealState state);

    /** So says the record of itself, in its order. */
    default void stated(AuditEvent event) {}

    /** The record is read once more from its first leaf: what was told so far is told again. */
    default void again() {}
  }

  /** Hears how far it got. */
  public interface Progress {
    /** So many leaves were looked at. */
    void at(long leaves);
  }

  /**
   * What came of it.
   *
   * @param signers the mediator's keys, as far as it was looked
   * @param newest the newest head that holds
   * @param covered leaves that a head vouches for
   * @param findings what contradicts, and what is not vouched for although it has to be; empty if
   *     the record holds
   */
  public record Report(
      ExportScope scope,
      Trust trust,
      List<SignerPeriod> signers,
      long leaves,
      int heads,
      Optional<SignedTreeHead> newest,
      long covered,
      RecordCounts counts,
      List<Finding> findings) {

    public Report {
      signers = List.copyOf(signers);
      findings = List.copyOf(findings);
    }

    /** The same with what was found outside of the record. */
    public Report with(List<Finding> more) {
      List<Finding> all = new ArrayList<>(findings);
      all.addAll(more);
      return new Report(scope, trust, signers, leaves, heads, newest, covered, counts, all);
    }

    /** The mediator's key at the end of the record. */
    public Address signer() {
      return signers.isEmpty() ? scope.signer() : signers.getLast().signer();
    }

    /** Whether nothing contradicts, and a head vouches for all that had to be vouched for. */
    public boolean holds() {
      return findings.isEmpty();
    }

    /**
     * Whether something contradicts. Leaves that no head vouches for contradict nothing: the next
     * head may.
     */
    public boolean contradicted() {
      return findings.stream().anyMatch(finding -> !(finding instanceof Finding.NotCovered));
    }

    /** Leaves at the end of a whole log that no head vouches for. */
    public long uncovered() {
      return scope.deal().isEmpty() ? leaves - covered : 0;
    }
  }

  private RecordCheck() {}

  /**
   * Checks a file.
   *
   * @throws ExportFault.Unusable if it cannot be read
   * @throws ExportFault.Malformed if it does not even begin as an exported audit log
   * @throws ExportFault.UnknownFormat if a newer build wrote it
   */
  public static Report check(Path file, Options options, Progress progress) {
    return check(file, options, progress, (deal, state) -> {});
  }

  /**
   * As {@link #check(Path, Options, Progress)}, and tells of each deal once. Where deals go on that
   * were over and final, because an operator accepted another chain, they have left memory by then:
   * the file is read once more, with them.
   */
  public static Report check(Path file, Options options, Progress progress, DealListener listener) {
    Pass first = pass(file, options, progress, listener, Set.of());
    if (first.revived().isEmpty()) {
      return first.report();
    }
    listener.again();
    return pass(file, options, progress, listener, first.revived()).report();
  }

  private record Pass(Report report, Set<DealKey> revived) {}

  private static Pass pass(
      Path file, Options options, Progress progress, DealListener listener, Set<DealKey> kept) {
    try (ExportReader reader = ExportReader.open(file);
        VoteCheck votes = new VoteCheck(reader.scope())) {
      List<Finding> facts = Collections.synchronizedList(new ArrayList<>());
      Succession succession = new Succession(reader.scope(), options.trust());
      TreeCheck tree = new TreeCheck(reader.scope(), options.trust(), succession);
      RecordReplay replay =
          new RecordReplay(reader.scope(), kept, succession, votes, facts, MOST_FINDINGS, listener);
      List<Finding> broken =
          read(reader, tree, replay::take, replay::head, options.tail(), progress);
      replay.end();
      votes.join();
      return new Pass(
          report(reader.scope(), options, succession, tree, replay.counts(), broken, facts),
          replay.revived());
    }
  }

  /**
   * Checks only the leaves, the heads and the tree of a file, not what the facts say.
   *
   * @throws ExportFault as {@link #check}
   */
  public static Report structure(Path file, Options options, Progress progress) {
    try (ExportReader reader = ExportReader.open(file)) {
      Succession succession = new Succession(reader.scope(), options.trust());
      TreeCheck tree = new TreeCheck(reader.scope(), options.trust(), succession);
      List<Finding> broken = read(reader, tree, leaf -> {}, head -> {}, options.tail(), progress);
      return report(
          reader.scope(), options, succession, tree, RecordCounts.NONE, broken, List.of());
    }
  }

  private static Report report(
      ExportScope scope,
      Options options,
      Succession succession,
      TreeCheck tree,
      RecordCounts counts,
      List<Finding> broken,
      List<Finding> facts) {
    List<Finding> all = new ArrayList<>(tree.findings());
    all.addAll(broken);
    all.addAll(facts);
    return new Report(
        scope,
        options.trust(),
        succession.periods(),
        tree.leaves(),
        tree.heads(),
        tree.newest(),
        tree.covered(),
        counts,
        all);
  }

  private static List<Finding> read(
      ExportReader reader,
      TreeCheck tree,
      Consumer<LoggedEvent> replay,
      Consumer<SignedTreeHead> heads,
      boolean tail,
      Progress progress) {
    try {
      Optional<ExportItem> next = reader.next();
      while (next.isPresent() && (tree.holds() || next.get() instanceof ExportItem.Head)) {
        switch (next.get()) {
          case ExportItem.Leaf leaf -> {
            tree.leaf(leaf);
            if (tree.holds()) {
              replay.accept(leaf.event());
            }
            if (tree.leaves() % TOLD_EVERY == 0) {
              progress.at(tree.leaves());
            }
          }
          case ExportItem.Head head -> {
            tree.head(head.head());
            if (tree.holds()) {
              heads.accept(head.head());
            }
          }
          case ExportItem.End end -> tree.end(end, tail);
        }
        next = reader.next();
      }
      return List.of();
    } catch (ExportFault.Malformed e) {
      List<Finding> found = new ArrayList<>();
      found.add(
          new Finding.Broken(
              "after leaf " + (tree.leaves() - 1),
              "a file as it was written",
              String.valueOf(e.getMessage())));
      tree.missing().ifPresent(found::add);
      return found;
    }
  }
}
