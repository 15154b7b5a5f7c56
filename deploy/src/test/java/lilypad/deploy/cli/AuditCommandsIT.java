package lilypad.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lilypad.deploy.bench.DisputeJournal;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.merkle.ConsistencyProof;
import lilypad.protocol.merkle.InclusionProof;
import lilypad.protocol.sign.PrivateKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * What an auditor and an operator do with a journal from the command line, on a real one that is
 * being written: two groups of ten deals, one of each ten disputed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditCommandsIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Path folder = Path.of("");
  private DisputeJournal journal;

  private record Answer(int exit, String out, String err) {}

  @BeforeAll
  void write(@TempDir Path temporary) {
    folder = temporary;
    journal = new DisputeJournal(folder.resolve("data").resolve("journal"));
    journal.group();
    journal.head();
    journal.group();
    journal.head();
  }

  @AfterAll
  void close() {
    journal.close();
  }

  private static Answer run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        LilypadCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    String[] words = List.of(arguments).stream().map(Object::toString).toArray(String[]::new);
    return new Answer(line.execute(words), out.toString(), err.toString());
  }

  private static JsonNode json(Object... arguments) throws IOException {
    Answer answer = run(arguments);
    assertThat(answer.exit()).as(answer.err()).isZero();
    return JSON.readTree(answer.out());
  }

  private Path data() {
    return folder.resolve("data");
  }

  private Path export(String name) {
    Path file = folder.resolve(name);
    assertThat(run("audit", "export", data(), file).exit()).isZero();
    return file;
  }

  @Test
  void theWholeRecordIsExportedWhileItsMediatorRunsAndHolds() throws IOException {
    Path file = export("whole.audit");
    Path head = folder.resolve("head.json");
    Files.writeString(head, json("audit", "head", data(), "--json").toString());

    JsonNode report =
        json(
            "audit",
            "verify",
            file,
            "--signer",
            DisputeJournal.mediator(),
            "--head",
            head,
            "--json");
    assertThat(report.path("ok").asBoolean()).isTrue();
    assertThat(report.path("heads").asInt()).isEqualTo(2);
    assertThat(report.path("trusted").asText()).isEqualTo("head");
    JsonNode replayed = report.path("replayed");
    assertThat(replayed.path("deals").asInt()).isEqualTo(20);
    assertThat(replayed.path("verdicts").asInt()).isEqualTo(2);
    assertThat(replayed.path("signatures").asInt()).isEqualTo(12);
    assertThat(replayed.path("paidIn").asText()).isEqualTo(replayed.path("paidOut").asText());

    Answer words = run("audit", "verify", file);
    assertThat(words.exit()).isZero();
    assertThat(words.out())
        .contains("nothing from outside vouches for it")
        .contains("result    ok");
  }

  @Test
  void aRecordOfTwoKeysHoldsForWhoeverNamesBothAndForNobodyWhoNamesOne(@TempDir Path other) {
    PrivateKey second = PrivateKey.fromHex("5f".repeat(32));
    try (DisputeJournal replaced = new DisputeJournal(other.resolve("data").resolve("journal"))) {
      replaced.group();
      replaced.head();
      replaced.replaceKey(second);
      replaced.group();
      replaced.head();
    }
    Path file = other.resolve("two.audit");
    assertThat(run("audit", "export", other.resolve("data"), file).exit()).isZero();
    Address old = DisputeJournal.mediator();

    Answer both = run("audit", "verify", file, "--signer", old, "--signer", second.address());
    assertThat(both.exit()).as(both.out()).isZero();
    assertThat(both.out())
        .contains("KEY       the mediator's key changed at leaf")
        .contains("comes from --signer");
    Answer one = run("audit", "verify", file, "--signer", old);
    assertThat(one.exit()).isEqualTo(1);
    assertThat(one.out())
        .contains("WRONG     leaf")
        .contains("found " + second.address() + ", for which only the file vouches");
    Answer nobody = run("audit", "verify", file);
    assertThat(nobody.exit()).isZero();
    assertThat(nobody.out()).contains("nothing but this file");
    Answer checked = run("journal", "check", other.resolve("data"));
    assertThat(checked.exit()).as(checked.out()).isZero();
    assertThat(checked.out())
        .contains("by " + old.checksummed() + ", then by " + second.address().checksummed());
  }

  @Test
  void oneDealIsExportedWithProofsAndItsStoryIsTold() {
    String deal = journal.deals().getFirst().text();
    Path file = folder.resolve("one.audit");
    assertThat(run("audit", "export", data(), file, "--deal", deal).exit()).isZero();
    Answer verified = run("audit", "verify", file, "--signer", DisputeJournal.mediator());
    assertThat(verified.out())
        .contains("one deal")
        .contains("standings are those of their records was NOT checked")
        .contains("result    ok");
    assertThat(verified.exit()).isZero();

    Answer story = run("audit", "show", file, deal);
    assertThat(story.exit()).as(story.err()).isZero();
    assertThat(story.out()).contains("ACCEPT").contains("operator");
    assertThat(run("audit", "show", data(), deal).out()).contains("ACCEPT");
  }

  @Test
  void theVerdictIsExplainedFromTheJournalAndFromAFile() throws IOException {
    String deal = journal.deals().getFirst().text();
    Path file = folder.resolve("explained.audit");
    assertThat(run("audit", "export", data(), file, "--deal", deal).exit()).isZero();
    Answer why = run("policy", "explain", deal, "--journal", data());
    assertThat(why.exit()).as(why.err() + why.out()).isZero();
    assertThat(why.out())
        .contains("WHY IT WAS CHECKED")
        .contains("WHY THIS PANEL")
        .contains("WHY THE VERDICT IS ACCEPT")
        .contains("with the same")
        .doesNotContain("CONTRADICTED");
    assertThat(run("policy", "explain", deal, "--journal", file).out()).isEqualTo(why.out());

    JsonNode json = json("policy", "explain", deal, "--journal", file, "--json");
    assertThat(json.path("agrees").asBoolean()).isTrue();
    assertThat(json.path("replayed").asBoolean()).isTrue();
    JsonNode verdict = json.path("checks").path(0).path("decisions").path(1);
    assertThat(verdict.path("kind").asText()).isEqualTo("VERDICT");
    assertThat(verdict.path("confidence").asDouble()).isEqualTo(0.984_615_384);
    assertThat(verdict.path("groups")).hasSize(1);
    assertThat(verdict.path("groups").path(0).path("claimed").asBoolean()).isTrue();
    assertThat(verdict.path("groups").path(0).path("operators").asInt()).isEqualTo(3);

    assertThat(run("policy", "explain", "QmNone", "--journal", data()).exit()).isEqualTo(2);
    assertThat(run("policy", "explain", deal, "--journal", folder.resolve("none")).exit())
        .isEqualTo(2);
  }

  @Test
  void whatTheMediatorBelievedEarlierIsShown() {
    String deal = journal.deals().getFirst().text();
    Answer before = run("audit", "at", data(), deal, "--event", "11");
    assertThat(before.exit()).as(before.err()).isZero();
    assertThat(before.out()).doesNotContain("ACCEPT");
    assertThat(run("audit", "at", data(), deal, "--event", "0").exit()).isEqualTo(2);
  }

  @Test
  void leavesAndGrowthAreProved() throws IOException {
    JsonNode head = json("audit", "head", data(), "--json");
    long size = head.path("size").asLong();
    Hash32 root = Hash32.fromHex(head.path("root").asText());

    JsonNode leaf = json("audit", "prove", data(), "--leaf", 17, "--size", size);
    assertThat(
            new InclusionProof(17, size, path(leaf))
                .root(Hash32.fromHex(leaf.path("leafHash").asText())))
        .hasValue(root);
    JsonNode growth = json("audit", "prove", data(), "--first", 100, "--size", size);
    assertThat(
            new ConsistencyProof(100, size, path(growth))
                .connects(Hash32.fromHex(growth.path("firstRoot").asText()), root))
        .isTrue();
    assertThat(run("audit", "prove", data(), "--leaf", size, "--size", size).exit()).isEqualTo(2);
  }

  private static List<Hash32> path(JsonNode proof) {
    List<Hash32> path = new ArrayList<>();
    proof.path("path").forEach(hash -> path.add(Hash32.fromHex(hash.asText())));
    return path;
  }

  /** The last head's own fact is behind it. */
  @Test
  void aTailThatNoHeadCoversIsNoContradictionAndNotVouchedFor() throws IOException {
    Path file = folder.resolve("tail.audit");
    assertThat(run("audit", "export", data(), file, "--tail").exit()).isZero();
    Answer answer = run("audit", "verify", file);
    assertThat(answer.exit()).isEqualTo(6);
    assertThat(answer.out())
        .contains("the last 1 leaf is behind the newest signed head")
        .contains("result    NOT COVERED to its end, and nothing contradicts")
        .doesNotContain("WRONG")
        .doesNotContain("CONTRADICTED");
    Answer allowed = run("audit", "verify", file, "--tail");
    assertThat(allowed.exit()).isZero();
    assertThat(allowed.out()).contains("behind the newest signed head").contains("result    ok");
    JsonNode report = json("audit", "verify", file, "--tail", "--json");
    assertThat(report.path("uncovered").asLong()).isEqualTo(1);
    assertThat(report.path("contradicted").asBoolean()).isFalse();
    assertThat(report.path("standingsChecked").asBoolean()).isTrue();
  }

  @Test
  void aTamperedFileIsContradictedAtItsLeaf() throws IOException {
    byte[] whole;
    try (InputStream in = new ZstdInputStream(Files.newInputStream(export("honest.audit")))) {
      whole = in.readAllBytes();
    }
    byte[] name = journal.deals().getFirst().text().getBytes(StandardCharsets.UTF_8);
    int at = indexOf(whole, name);
    whole[at + 5] ^= 1;
    Path file = folder.resolve("tampered.audit");
    Files.write(file, Zstd.compress(whole));

    Answer answer = run("audit", "verify", file);
    assertThat(answer.exit()).isEqualTo(1);
    // Settings, nine registrations, and then the first block, which names the deal first.
    assertThat(answer.out()).contains("WRONG     leaf 10: expected the recorded hash");
    assertThat(answer.out()).contains("result    CONTRADICTED");
  }

  @Test
  void aNodeThatDoesNotAnswerIsNamedAndIsNoContradiction() {
    Answer answer = run("audit", "verify", export("asked.audit"), "--rpc", "http://127.0.0.1:1");
    assertThat(answer.exit()).isEqualTo(3);
    assertThat(answer.err()).contains("no usable answer").contains("--rpc");
    assertThat(run("audit", "verify", folder.resolve("x"), "--rpc", "ftp://x").exit()).isEqualTo(2);
  }

  private static int indexOf(byte[] in, byte[] part) {
    String text = new String(in, StandardCharsets.ISO_8859_1);
    return text.indexOf(new String(part, StandardCharsets.ISO_8859_1));
  }

  @Test
  void aJournalIsBackedUpWhileItRunsCheckedAndRestored() throws IOException {
    Path backup = folder.resolve("backup");
    assertThat(run("journal", "backup", "--journal", data(), backup).exit()).isZero();
    JsonNode checked = json("journal", "check", backup, "--json");
    assertThat(checked.path("ok").asBoolean()).isTrue();
    assertThat(checked.path("heads").asInt()).isEqualTo(2);

    Path restored = folder.resolve("restored").resolve("journal");
    Answer answer = run("journal", "restore", backup, restored);
    assertThat(answer.exit()).isZero();
    assertThat(answer.err()).contains("new key");
    assertThat(json("audit", "head", restored, "--json"))
        .isEqualTo(json("audit", "head", data(), "--json"));

    Answer again = run("journal", "restore", backup, restored);
    assertThat(again.exit()).isEqualTo(3);
    assertThat(again.err()).contains("not to be there or to be empty, found 0000");
    assertThat(run("journal", "check", folder.resolve("nothing")).exit()).isEqualTo(2);
  }
}
