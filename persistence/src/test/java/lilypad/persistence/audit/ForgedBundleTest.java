package lilypad.persistence.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import lilypad.persistence.audit.RecordCheck.Options;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.merkle.InclusionProof;
import lilypad.protocol.merkle.MerkleHash;
import lilypad.protocol.merkle.MerkleNodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What about one deal is not proved, or is about another one, does not pass for a verdict. */
class ForgedBundleTest {

  @TempDir Path folder;
  private Optional<DemoRecord> read = Optional.empty();

  private DemoRecord record() {
    DemoRecord record = read.orElseGet(() -> DemoRecord.read(folder));
    read = Optional.of(record);
    return record;
  }

  private SignedTreeHead head() {
    return record().heads().getLast();
  }

  /** The owners of the facts of deals with a verdict. */
  private SortedSet<String> deals() {
    SortedSet<String> deals = new TreeSet<>();
    for (LoggedEvent leaf : record().leaves()) {
      fact(leaf)
          .filter(fact -> fact.event() instanceof DealEvent.VerdictReached)
          .ifPresent(fact -> deals.add(fact.persistenceId()));
    }
    return deals;
  }

  private static Optional<StoredFact> fact(LoggedEvent leaf) {
    try {
      return StoredFact.of(leaf.stored());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private DealKey key(String owner) {
    return DealFacts.deal(owner).orElseThrow();
  }

  private List<LoggedEvent> about(String owner) {
    DealSelection selection = new DealSelection(key(owner));
    record().leaves().forEach(selection::take);
    return selection.chosen();
  }

  private ExportScope scope(String owner) {
    ExportScope whole = record().scope();
    return new ExportScope(
        whole.domain(), whole.signer(), Optional.of(key(owner)), whole.exportedAt());
  }

  /** The tree over all leaves, whose number is the head's size. */
  private final class Nodes implements MerkleNodes {
    @Override
    public Hash32 node(int level, long index) {
      return level == 0
          ? record().leaves().get(Math.toIntExact(index)).hash()
          : MerkleHash.node(node(level - 1, 2 * index), node(level - 1, 2 * index + 1));
    }
  }

  private void proved(ExportWriter out, List<LoggedEvent> leaves) {
    for (LoggedEvent leaf : leaves) {
      out.leaf(leaf, InclusionProof.of(new Nodes(), leaf.index(), head().head().size()).path());
    }
  }

  private List<Finding> check(Path file, Optional<Trust.KnownHead> known) {
    return RecordCheck.check(file, new Options(new Trust(List.of(), known), false), leaves -> {})
        .findings();
  }

  @Test
  void aBundleAsItIsWrittenHolds() {
    Path file = folder.resolve("one.audit");
    try (ExportWriter out = ExportWriter.begin(file, scope(deals().first()))) {
      proved(out, about(deals().first()));
      out.head(head());
      out.end(head().head().size(), head().head().root());
    }
    assertThat(check(file, Optional.empty())).isEmpty();
    assertThat(check(file, Optional.of(Trust.KnownHead.of(head())))).isEmpty();
  }

  @Test
  void factsBehindTheHeadAreNotProvedByIt() {
    Path file = folder.resolve("behind.audit");
    try (ExportWriter out = ExportWriter.begin(file, scope(deals().first()))) {
      out.head(head());
      about(deals().first()).forEach(leaf -> out.leaf(leaf, List.of()));
      out.end(head().head().size(), head().head().root());
    }
    assertThat(check(file, Optional.empty()))
        .first()
        .satisfies(finding -> assertThat(finding.words()).contains("expected the end, found leaf"));
  }

  @Test
  void aForgersHeadIsNotTheOneThatIsKnown() {
    Trust.KnownHead known =
        new Trust.KnownHead(
            head().head().size() + 1, Hash32.fromHex("ab".repeat(32)), Optional.empty());
    Path file = folder.resolve("forged.audit");
    try (ExportWriter out = ExportWriter.begin(file, scope(deals().first()))) {
      proved(out, about(deals().first()));
      out.head(head());
      out.end(head().head().size(), head().head().root());
    }
    assertThat(check(file, Optional.of(known)))
        .first()
        .satisfies(
            finding ->
                assertThat(finding.words())
                    .isEqualTo(
                        "the head: expected the known one of size 715, found one of size 714"));
  }

  @Test
  void factsOfAnotherDealAreNoneOfTheOneThatWasAskedFor() {
    Path file = folder.resolve("other.audit");
    try (ExportWriter out = ExportWriter.begin(file, scope(deals().first()))) {
      proved(out, about(deals().last()));
      out.head(head());
      out.end(head().head().size(), head().head().root());
    }
    assertThat(check(file, Optional.empty()))
        .first()
        .satisfies(
            finding -> assertThat(finding.words()).contains("expected one of " + deals().first()));
  }

  @Test
  void aBundleWithoutAFactOfItsDealShowsNothing() {
    List<LoggedEvent> beside =
        about(deals().first()).stream()
            .filter(leaf -> fact(leaf).filter(f -> f.event() instanceof AuditEvent).isPresent())
            .toList();
    Path file = folder.resolve("empty.audit");
    try (ExportWriter out = ExportWriter.begin(file, scope(deals().first()))) {
      proved(out, beside);
      out.head(head());
      out.end(head().head().size(), head().head().root());
    }
    assertThat(check(file, Optional.empty()))
        .first()
        .satisfies(
            finding ->
                assertThat(finding.words())
                    .isEqualTo("the end: expected a fact of " + deals().first() + ", found none"));
  }
}
