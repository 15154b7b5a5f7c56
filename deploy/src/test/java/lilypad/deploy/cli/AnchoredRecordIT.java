package lilypad.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import com.google.protobuf.ByteString;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lilypad.deploy.devnet.Deployment;
import lilypad.deploy.devnet.Devnet;
import lilypad.deploy.devnet.DevnetPlan;
import lilypad.deploy.devnet.DevnetSettings;
import lilypad.deploy.devnet.MediatorSite;
import lilypad.deploy.devnet.ProcessFleet;
import lilypad.persistence.audit.ExportReader;
import lilypad.persistence.audit.ExportScope;
import lilypad.persistence.audit.RecordedFacts;
import lilypad.persistence.audit.StoredFact;
import lilypad.persistence.audit.exported.ExportRecord;
import lilypad.persistence.embedded.stored.StoredEvent;
import lilypad.protocol.Hash32;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.journal.JournalCodec;
import lilypad.protocol.merkle.MerkleFrontier;
import lilypad.protocol.merkle.MerkleHash;
import lilypad.protocol.sign.TreeHead;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A mediator that anchors its heads on a real chain, and an auditor who reads them there. */
class AnchoredRecordIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private Path folder = Path.of("");

  private record Answer(int exit, String out, String err) {}

  private static Answer run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        LilypadCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    String[] words = List.of(arguments).stream().map(Object::toString).toArray(String[]::new);
    return new Answer(line.execute(words), out.toString(), err.toString());
  }

  private Path export(MediatorSite site, String name) {
    Path file = folder.resolve(name);
    Answer answer = run("audit", "export", site.journal(), file);
    assertThat(answer.exit()).as(answer.err()).isZero();
    return file;
  }

  private static JsonNode verify(Devnet devnet, Path file) throws IOException {
    Answer answer = run("audit", "verify", file, "--rpc", devnet.anvil().url(), "--json");
    assertThat(answer.exit()).as(answer.out() + answer.err()).isZero();
    return new ObjectMapper().readTree(answer.out());
  }

  private static <E extends AuditEvent> List<E> facts(Path file, Class<E> kind) {
    List<E> found = new ArrayList<>();
    RecordedFacts.forEach(
        file,
        fact -> {
          if (kind.isInstance(fact.event())) {
            found.add(kind.cast(fact.event()));
          }
        });
    return found;
  }

  @Test
  void theRecordIsThatOfTheAnchoredHeadAlsoAfterAKillAndAnotherOneIsFound() throws Exception {
    DevnetPlan plan =
        new DevnetPlan(Deployment.OURS, 1, 1, 1).anchoringEvery(Duration.ofSeconds(2));
    try (ProcessFleet fleet = ProcessFleet.open()) {
      Devnet devnet =
          Devnet.start(fleet, folder.resolve("devnet"), DevnetSettings.load(), plan, step -> {});
      MediatorSite site = devnet.site();
      Path early = awaitEnded(site, "early.audit");
      JsonNode report = awaitFinal(devnet, early);
      assertThat(report.path("trusted").asText()).isEqualTo("anchor");
      JsonNode anchor = report.path("anchor");
      assertThat(anchor.path("contract").asText()).isEqualTo(devnet.anchor().checksummed());
      assertThat(anchor.path("given").asBoolean()).isFalse();
      Answer words =
          run("audit", "verify", early, "--rpc", devnet.anvil().url(), "--anchor", devnet.anchor());
      assertThat(words.out())
          .contains("anchored on chain")
          .contains("which was given")
          .contains("result    ok");

      Path other = folder.resolve("other.audit");
      tellAnotherStory(devnet, early, anchor.path("held").path("size").asLong(), other);
      Answer alone = run("audit", "verify", other);
      assertThat(alone.exit()).as(alone.out() + alone.err()).isZero();
      Answer found =
          run("audit", "verify", other, "--rpc", devnet.anvil().url(), "--anchor", devnet.anchor());
      assertThat(found.exit()).isEqualTo(1);
      assertThat(found.out())
          .contains("WRONG     leaves 0 to ")
          .contains("expected root " + anchor.path("held").path("root").asText());

      long transactions = devnet.chain().nonce(site.signer().address());
      site.mediator().kill();
      site.restartMediator();
      Path late = awaitEnded(site, "late.audit");
      assertThat(verify(devnet, late).path("ok").asBoolean()).isTrue();
      long sent = devnet.chain().nonce(site.signer().address());
      // It goes on anchoring, so what was sent by then is held against what is on record after it.
      List<AuditEvent.AnchorRequested> requests =
          facts(export(site, "last.audit"), AuditEvent.AnchorRequested.class);
      assertThat(requests).doesNotHaveDuplicates();
      assertThat(sent)
          .as("each was sent once, none again after the restart")
          .isGreaterThanOrEqualTo(transactions)
          .isLessThanOrEqualTo(requests.size());
      devnet.close();
    }
  }

  /** An export in which the newest anchoring has come to its end. */
  private Path awaitEnded(MediatorSite site, String name) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> export(site, name),
            file ->
                !facts(file, AuditEvent.HeadAnchored.class).isEmpty()
                    && facts(file, AuditEvent.HeadAnchored.class).size()
                        == facts(file, AuditEvent.AnchorRequested.class).size());
  }

  private static JsonNode awaitFinal(Devnet devnet, Path file) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> verify(devnet, file), report -> report.path("anchor").path("held").isObject());
  }

  /**
   * The record up to a size, but for the time of its first fact, with new heads by the mediator's
   * key: a history of its own that contradicts itself nowhere.
   */
  private static void tellAnotherStory(Devnet devnet, Path from, long upTo, Path to)
      throws IOException {
    ExportScope scope;
    try (ExportReader reader = ExportReader.open(from)) {
      scope = reader.scope();
    }
    MerkleFrontier tree = MerkleFrontier.empty();
    Map<Long, SignedTreeHead> heads = new HashMap<>();
    try (InputStream in = new BufferedInputStream(new ZstdInputStream(Files.newInputStream(from)));
        OutputStream out = new ZstdOutputStream(Files.newOutputStream(to)).setChecksum(true)) {
      while (!heads.containsKey(upTo)) {
        ExportRecord next = ExportRecord.parseDelimitedFrom(in);
        ExportRecord.Builder told = next.toBuilder();
        if (next.hasLeaf()) {
          byte[] stored = retold(StoredEvent.parseFrom(next.getLeaf().getStored()), tree, heads);
          Hash32 hash = MerkleHash.leaf(stored);
          tree.append(hash);
          told.getLeafBuilder().setStored(ByteString.copyFrom(stored)).setHash(bytes(hash));
        } else if (next.hasHead()) {
          SignedTreeHead head =
              SignedTreeHead.sign(
                  new TreeHead(tree.size(), tree.root(), next.getHead().getTimestamp()),
                  devnet.site().signer().key(),
                  scope.domain());
          heads.put(tree.size(), head);
          told.getHeadBuilder()
              .setRoot(bytes(head.head().root()))
              .setSignature(ByteString.copyFrom(head.signature().toArray()));
        }
        told.build().writeDelimitedTo(out);
      }
      ExportRecord.Builder end = ExportRecord.newBuilder();
      end.getEndBuilder().setLeaves(upTo).setSize(upTo).setRoot(bytes(tree.root()));
      end.build().writeDelimitedTo(out);
    }
  }

  private static byte[] retold(
      StoredEvent event, MerkleFrontier tree, Map<Long, SignedTreeHead> heads) {
    StoredEvent.Builder told = event.toBuilder();
    if (tree.size() == 0) {
      told.setTimestampMillis(event.getTimestampMillis() + 1);
    }
    if (StoredFact.isOurs(event)
        && StoredFact.fact(event) instanceof AuditEvent.TreeHeadSigned signed) {
      SignedTreeHead head = heads.getOrDefault(signed.head().head().size(), signed.head());
      told.getPayloadBuilder()
          .setData(ByteString.copyFrom(JournalCodec.encode(new AuditEvent.TreeHeadSigned(head))));
    }
    return told.build().toByteArray();
  }

  private static ByteString bytes(Hash32 hash) {
    return ByteString.copyFrom(hash.bytes().toArray());
  }
}
