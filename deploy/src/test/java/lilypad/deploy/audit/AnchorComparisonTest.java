package lilypad.deploy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.Heads;
import lilypad.chain.rpc.ReadOutcome;
import lilypad.deploy.bench.GeneratedFile;
import lilypad.persistence.audit.RecordCheck;
import lilypad.persistence.audit.Trust;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.abi.HeadAnchorAbi;
import lilypad.protocol.abi.HeadAnchorAbi.Anchored;
import lilypad.protocol.audit.AuditEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record in order, and a contract in which its mediator anchored these heads or others. */
class AnchorComparisonTest {

  private static final Address CONTRACT = Address.fromHex("bb".repeat(20));
  private static final BlockRef FINAL = new BlockRef(90, hash(90), hash(89), 1_700_000_000L);

  @TempDir Path folder;
  private Path file = Path.of("");
  private List<Anchored> heads = List.of();
  private List<Anchored> onChain = List.of();
  private boolean contractIsThere = true;
  private final AnchorComparison comparison = new AnchorComparison();

  private static Hash32 hash(int n) {
    return Keccak.hash(new byte[] {(byte) n});
  }

  private record Checked(RecordCheck.Report report, AnchorComparison.Compared anchors) {
    String words() {
      return String.join(
          "\n",
          ReportText.lines(
              report.with(anchors.findings()), Optional.empty(), Optional.of(anchors)));
    }

    String trusted() {
      return ReportText.json(report, Optional.empty(), Optional.of(anchors))
          .path("trusted")
          .asText();
    }
  }

  @BeforeEach
  void make() {
    file = GeneratedFile.make(folder.resolve("record.audit"), 3).file();
    heads = GeneratedFile.heads(file, 100);
    assertThat(heads).hasSize(2);
  }

  private EvmChain chain(Address signer) {
    return (EvmChain)
        Proxy.newProxyInstance(
            EvmChain.class.getClassLoader(),
            new Class<?>[] {EvmChain.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "heads" -> new Heads(FINAL, Optional.empty(), Optional.of(FINAL));
                  case "block" -> Optional.of(FINAL);
                  case "call" -> {
                    assertThat(arguments[0]).isEqualTo(CONTRACT);
                    assertThat(arguments[2]).as("as of the final block").isEqualTo(FINAL.hash());
                    yield told(signer, (Bytes) arguments[1]);
                  }
                  default -> throw new AssertionError("not expected to be asked: " + method);
                });
  }

  private ReadOutcome told(Address signer, Bytes call) {
    if (!contractIsThere) {
      return new ReadOutcome.Answered(Bytes.EMPTY);
    }
    Stream<Anchored> all = onChain.stream();
    if (!call.equals(HeadAnchorAbi.newest(signer))) {
      long most = ByteBuffer.wrap(call.toArray()).getLong(call.size() - Long.BYTES);
      assertThat(call).isEqualTo(HeadAnchorAbi.newestUpTo(signer, most));
      all = all.filter(head -> head.size() <= most);
    }
    Anchored head =
        all.max(Comparator.comparingLong(Anchored::size)).orElse(new Anchored(0, Hash32.ZERO));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ByteBuffer.allocate(32).putLong(24, head.size()).array());
    out.writeBytes(head.root().bytes().toArray());
    return new ReadOutcome.Answered(Bytes.of(out.toByteArray()));
  }

  private Checked check(Optional<Address> given) {
    RecordCheck.Report report =
        RecordCheck.check(file, new RecordCheck.Options(Trust.FILE_ONLY, false), leaves -> {});
    assertThat(report.findings()).as("the record itself").isEmpty();
    return new Checked(
        report,
        comparison.compare(chain(report.scope().signer()), given, report, file, leaves -> {}));
  }

  private Checked check() {
    return check(Optional.of(CONTRACT));
  }

  private void requested(Anchored head) {
    comparison.stated(new AuditEvent.AnchorRequested(CONTRACT, head.size(), head.root(), 1));
  }

  private void done(Anchored head, long block) {
    requested(head);
    comparison.stated(
        new AuditEvent.HeadAnchored(
            new AuditEvent.AnchorRequested(CONTRACT, head.size(), head.root(), 1).intent().id(),
            hash(1),
            hash(2),
            block));
  }

  @Test
  void theTreeIsThatOfTheAnchoredHead() {
    Anchored first = heads.getFirst();
    onChain = List.of(first);
    Checked checked = check();
    assertThat(checked.anchors().findings()).isEmpty();
    assertThat(checked.trusted()).isEqualTo("anchor");
    assertThat(checked.words())
        .contains(
            "trust     the head of size " + "%,d".formatted(first.size()) + " anchored on chain")
        .contains("root " + first.root() + " in " + CONTRACT.checksummed() + ", which was given")
        .contains("final block 90")
        .contains("result    ok");
  }

  @Test
  void aTreeThatIsNotThatOfTheAnchoredHeadIsContradicted() {
    Anchored first = heads.getFirst();
    onChain = List.of(new Anchored(first.size(), hash(7)));
    Checked checked = check();
    assertThat(checked.words())
        .contains(
            "expected root " + hash(7) + " of size " + first.size() + ", found " + first.root())
        .contains("result    CONTRADICTED");
  }

  @Test
  void anotherRootForTheRecordsNewestHeadIsContradictedToo() {
    Anchored last = heads.getLast();
    onChain = List.of(new Anchored(last.size(), hash(7)));
    assertThat(check().words())
        .contains("expected root " + hash(7) + " of size " + last.size())
        .contains("result    CONTRADICTED");
  }

  @Test
  void aFileThatIsOlderThanTheNewestAnchorIsHeldAgainstTheOneBefore() {
    onChain = List.of(heads.getFirst(), new Anchored(heads.getLast().size() + 1_000, hash(7)));
    Checked checked = check();
    assertThat(checked.anchors().findings()).isEmpty();
    assertThat(checked.anchors().held()).contains(heads.getFirst());
    assertThat(checked.words()).contains("is newer than this file").contains("result    ok");
  }

  @Test
  void aFileThatIsOlderThanEveryAnchorIsHeldAgainstNone() {
    onChain = List.of(new Anchored(heads.getLast().size() + 1_000, hash(7)));
    Checked checked = check();
    assertThat(checked.words())
        .contains("no head of this signer as old as this file")
        .contains("is newer than this file")
        .contains("nothing from outside vouches for it");
    assertThat(checked.trusted()).isEqualTo("file");
  }

  @Test
  void whereNothingIsAnchoredOrNobodyNamesAContractTheReportSaysSo() {
    assertThat(check().words()).contains("anchor    no head of this signer in");
    assertThat(check(Optional.empty()).words()).contains("anchor    the record names no contract");
  }

  @Test
  void theContractThatTheRecordNamesIsAskedAndTheReportSaysWhoNamedIt() {
    requested(heads.getFirst());
    onChain = List.of(heads.getFirst());
    assertThat(check(Optional.empty()).words()).contains("which the record names");
  }

  @Test
  void anAnchoringThatTheRecordClaimsAndTheChainDoesNotHaveIsContradicted() {
    done(heads.getLast(), 80);
    onChain = List.of(heads.getFirst());
    assertThat(check(Optional.empty()).words())
        .contains("the head of size " + heads.getLast().size())
        .contains("expected none of that size, found root " + heads.getLast().root());
  }

  @Test
  void aClaimThatIsNotFinalYetIsNotLookedAt() {
    done(heads.getLast(), 91);
    onChain = List.of(heads.getFirst());
    assertThat(check(Optional.empty()).anchors().findings()).isEmpty();
  }

  @Test
  void aContractThatKeepsNoHeadsIsNamed() {
    contractIsThere = false;
    assertThatThrownBy(this::check)
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining("No anchored head can be read from " + CONTRACT.checksummed());
  }

  @Test
  void anAnchoringThatIsNotFinalYetHidesNoneThatIs() {
    done(heads.getFirst(), 80);
    done(heads.getLast(), 91);
    assertThat(check(Optional.empty()).words())
        .contains("root " + heads.getFirst().root() + ", said to be anchored in block 80");
  }
}
