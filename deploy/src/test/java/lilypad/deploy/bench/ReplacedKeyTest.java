package lilypad.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.Heads;
import lilypad.chain.rpc.ReadOutcome;
import lilypad.deploy.audit.AnchorComparison;
import lilypad.deploy.audit.ReportText;
import lilypad.persistence.audit.ExportItem;
import lilypad.persistence.audit.ExportReader;
import lilypad.persistence.audit.Finding;
import lilypad.persistence.audit.JournalExport;
import lilypad.persistence.audit.RecordCheck;
import lilypad.persistence.audit.RecordCheck.Report;
import lilypad.persistence.audit.SignerPeriod;
import lilypad.persistence.audit.Trust;
import lilypad.persistence.embedded.FolderCheck;
import lilypad.persistence.embedded.FolderCopy;
import lilypad.persistence.embedded.JournalReader;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.abi.HeadAnchorAbi;
import lilypad.protocol.abi.HeadAnchorAbi.Anchored;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.sign.PrivateKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A journal that was restored and gone on with under another key holds, and says so; a stranger who
 * does the same with a copy does not pass for the mediator.
 */
class ReplacedKeyTest {

  private static final PrivateKey SECOND = PrivateKey.fromHex("5f".repeat(32));
  private static final Address OLD = DisputeJournal.mediator();
  private static final Address NEW = SECOND.address();
  private static final Address CONTRACT = Address.fromHex("bb".repeat(20));

  @TempDir Path folder;
  private List<SignedTreeHead> heads = List.of();
  private Path file = Path.of("");
  private DealKey lateDeal = new DealKey(Hash32.ZERO);

  /** Ten deals and a head by each key. */
  @BeforeEach
  void make() {
    try (DisputeJournal journal = new DisputeJournal(journal())) {
      journal.group();
      journal.head();
      journal.replaceKey(SECOND);
      journal.group();
      journal.head();
      lateDeal =
          DealKey.of(
              DisputeHistory.DOMAIN.chainId(),
              DisputeHistory.DOMAIN.verifyingContract(),
              journal.deals().get(DisputeHistory.DEALS));
    }
    file = export(journal(), "whole.audit", Optional.empty());
    heads = heads(file);
    assertThat(heads).hasSize(2);
  }

  private Path journal() {
    return folder.resolve("journal");
  }

  private Path export(Path from, String name, Optional<DealKey> deal) {
    Path to = folder.resolve(name);
    try (JournalReader reader = JournalReader.open(from)) {
      JournalExport export = JournalExport.of(reader.auditLog());
      if (deal.isPresent()) {
        export.deal(deal.get(), to, 0, (at, of) -> {});
      } else {
        export.whole(to, false, 0, (at, of) -> {});
      }
    }
    return to;
  }

  private static List<SignedTreeHead> heads(Path file) {
    List<SignedTreeHead> heads = new ArrayList<>();
    try (ExportReader reader = ExportReader.open(file)) {
      for (Optional<ExportItem> next = reader.next(); next.isPresent(); next = reader.next()) {
        if (next.get() instanceof ExportItem.Head head) {
          heads.add(head.head());
        }
      }
    }
    return heads;
  }

  private static Report check(Path file, Trust trust) {
    return RecordCheck.check(file, new RecordCheck.Options(trust, false), at -> {});
  }

  private Report check(Trust trust) {
    return check(file, trust);
  }

  private static Trust signers(Address... signers) {
    return new Trust(List.of(signers), Optional.empty());
  }

  private static Trust head(SignedTreeHead head) {
    return new Trust(List.of(), Optional.of(Trust.KnownHead.of(head)));
  }

  private static String words(Report report) {
    return report.findings().stream().map(Finding::words).collect(Collectors.joining("\n"));
  }

  private static String text(Report report) {
    return String.join("\n", ReportText.lines(report, Optional.empty(), Optional.empty()));
  }

  private static List<SignerPeriod.Source> sources(Report report) {
    return report.signers().stream().map(SignerPeriod::source).toList();
  }

  @Test
  void theRecordHoldsUnderBothKeysAndTheReportSaysWhatIsTrusted() {
    Report alone = check(Trust.FILE_ONLY);
    assertThat(words(alone)).isEmpty();
    assertThat(alone.heads()).isEqualTo(2);
    assertThat(alone.counts().verdicts()).isEqualTo(2);
    assertThat(alone.counts().transactions()).isEqualTo(2);
    assertThat(alone.counts().signatures()).isEqualTo(4L * DisputeHistory.PANEL);
    assertThat(alone.signers()).extracting(SignerPeriod::signer).containsExactly(OLD, NEW);
    long from = alone.signers().getLast().from();
    assertThat(text(alone))
        .contains(
            "KEY       the mediator's key changed at leaf %,d from %s to %s"
                .formatted(from, OLD.checksummed(), NEW.checksummed()))
        .contains("trust in the new one comes from nothing but this file")
        .contains("nothing from outside vouches for it");

    Report given = check(signers(OLD, NEW));
    assertThat(words(given)).isEmpty();
    assertThat(text(given))
        .contains("trust in the new one comes from --signer")
        .contains("the given signer " + OLD.checksummed() + ", then " + NEW.checksummed());
    assertThat(sources(given))
        .containsExactly(SignerPeriod.Source.GIVEN, SignerPeriod.Source.GIVEN);
  }

  /** Which is what a stranger does who has a copy of the beginning. */
  @Test
  void aKeyThatWasNotGivenIsNotBelieved() {
    long from = check(Trust.FILE_ONLY).signers().getLast().from();
    assertThat(check(signers(OLD)).findings())
        .containsExactly(new Finding.SignerNotTrusted(from, OLD, NEW));
    assertThat(check(signers(NEW)).findings())
        .containsExactly(new Finding.SignerNotTrusted(0, NEW, OLD));
    assertThat(check(signers(NEW, OLD)).holds()).isFalse();
    assertThat(check(signers(OLD, NEW, OLD)).findings())
        .singleElement()
        .isInstanceOf(Finding.Broken.class);
  }

  @Test
  void aHeadVouchesForTheKeysBeforeItAndForNoneBehindIt() {
    Report late = check(head(heads.getLast()));
    assertThat(words(late)).isEmpty();
    assertThat(sources(late)).containsExactly(SignerPeriod.Source.HEAD, SignerPeriod.Source.HEAD);
    assertThat(text(late)).contains("comes from the given head");
    assertThat(check(head(heads.getFirst())).findings())
        .singleElement()
        .isInstanceOf(Finding.SignerNotTrusted.class);
    assertThat(
            check(new Trust(List.of(OLD, NEW), Optional.of(Trust.KnownHead.of(heads.getFirst()))))
                .findings())
        .isEmpty();
  }

  /** The first key signed more than the copy has that the second one went on with. */
  @Test
  void whatTheFirstKeyPromisedBeyondTheCopyIsHeldAgainstTheSecond() {
    Path other = folder.resolve("other");
    SignedTreeHead lost;
    try (DisputeJournal journal = new DisputeJournal(other)) {
      journal.group();
      journal.group();
      journal.head();
    }
    lost = heads(export(other, "other.audit", Optional.empty())).getLast();
    assertThat(lost.head().size()).isLessThanOrEqualTo(heads.getLast().head().size());
    assertThat(check(head(lost)).findings())
        .anyMatch(
            finding ->
                finding instanceof Finding.HeadContradicted
                    || finding instanceof Finding.HeadNotSigned);
  }

  /** Whoever goes on with a copy under a key of his own anchored nothing under the first one. */
  @Test
  void whatTheFirstKeyAnchoredIsHeldAgainstTheRecordOfTheSecond() {
    Report report = check(Trust.FILE_ONLY);
    long size = report.signers().getLast().from() + 20;
    Hash32 root = GeneratedFile.heads(file, size).getFirst().root();

    AnchorComparison.Compared kept = anchored(report, new Anchored(size, root));
    assertThat(kept.findings()).isEmpty();
    assertThat(String.join("\n", ReportText.lines(report, Optional.empty(), Optional.of(kept))))
        .contains("by the earlier key " + OLD.checksummed());

    Hash32 other = Hash32.fromHex("77".repeat(32));
    assertThat(anchored(report, new Anchored(size, other)).findings())
        .singleElement()
        .isInstanceOfSatisfying(
            Finding.HeadContradicted.class,
            finding -> {
              assertThat(finding.bad()).isEqualTo(size);
              assertThat(finding.expected()).isEqualTo(other);
            });
  }

  private AnchorComparison.Compared anchored(Report report, Anchored byTheFirst) {
    return new AnchorComparison()
        .compare(chain(byTheFirst), Optional.of(CONTRACT), report, file, leaves -> {});
  }

  /** A node of a chain on which the first key anchored one head, and the second none. */
  private static EvmChain chain(Anchored byTheFirst) {
    BlockRef last = new BlockRef(90, Hash32.ZERO, Hash32.ZERO, 1_760_000_000L);
    return (EvmChain)
        Proxy.newProxyInstance(
            EvmChain.class.getClassLoader(),
            new Class<?>[] {EvmChain.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "heads" -> new Heads(last, Optional.empty(), Optional.of(last));
                  case "block" -> Optional.of(last);
                  case "call" ->
                      told(
                          arguments[1].equals(HeadAnchorAbi.newest(OLD))
                              ? byTheFirst
                              : new Anchored(0, Hash32.ZERO));
                  default -> throw new AssertionError("not expected to be asked: " + method);
                });
  }

  private static ReadOutcome told(Anchored head) {
    byte[] answer = new byte[64];
    ByteBuffer.wrap(answer).putLong(24, head.size()).put(32, head.root().bytes().toArray());
    return new ReadOutcome.Answered(Bytes.of(answer));
  }

  @Test
  void aBundleOfADealUnderTheSecondKeyHoldsToo() {
    Path bundle = export(journal(), "deal.audit", Optional.of(lateDeal));
    Report report = check(bundle, signers(OLD, NEW));
    assertThat(words(report)).isEmpty();
    assertThat(report.counts().verdicts()).isEqualTo(1);
    assertThat(check(bundle, signers(OLD)).holds()).isFalse();
  }

  /** Until then an export ends with the last head of the key before. */
  @Test
  void anExportBeforeTheNewKeysFirstHeadIsTheOldOnes() {
    Path other = folder.resolve("early");
    try (DisputeJournal journal = new DisputeJournal(other)) {
      journal.group();
      journal.head();
      journal.replaceKey(SECOND);
    }
    Report report = check(export(other, "early.audit", Optional.empty()), signers(OLD));
    assertThat(words(report)).isEmpty();
    assertThat(report.scope().signer()).isEqualTo(OLD);
  }

  @Test
  void theFolderAndItsCopyHoldAndNameBothKeys() {
    FolderCopy.copy(journal(), folder.resolve("copy"), rows -> {});
    FolderCheck.Report report = FolderCheck.check(folder.resolve("copy"), (at, of) -> {});
    assertThat(report.problems()).isEmpty();
    assertThat(report.signers()).containsExactly(OLD, NEW);
  }
}
