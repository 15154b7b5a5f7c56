package lilypad.protocol.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import lilypad.protocol.Bytes;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.recheck.RecheckEvent;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.settle.WalletEvent;
import org.junit.jupiter.api.Test;

/**
 * The bytes in {@code golden-journal.txt} (a manifest, a blank and hex on each line) were written
 * by released builds. They are never changed: a line is added for a new fact or version, and every
 * build reads them all.
 */
class GoldenJournalTest {

  private record Golden(String manifest, Bytes bytes) {}

  private static List<Golden> golden() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(
            GoldenJournalTest.class.getResourceAsStream("/lilypad/golden-journal.txt"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split(" "))
          .map(parts -> new Golden(parts[0], Bytes.fromHex(parts[1])))
          .toList();
    }
  }

  @Test
  void goldenBytesAreReadAndWrittenAgainUnchanged() throws IOException {
    for (Golden line : golden()) {
      JournalEvent event = JournalCodec.decode(line.manifest(), line.bytes().toArray());
      assertThat(JournalCodec.manifest(event)).isEqualTo(line.manifest());
      assertThat(Bytes.of(JournalCodec.encode(event))).as(line.manifest()).isEqualTo(line.bytes());
    }
  }

  @Test
  void goldenBytesMeanWhatTheyMeantWhenTheyWereWritten() throws IOException {
    assertThat(golden())
        .extracting(line -> JournalCodec.decode(line.manifest(), line.bytes().toArray()))
        .containsAll(SampleEvents.all());
  }

  @Test
  void everyKindOfFactHasGoldenBytes() throws IOException {
    List<String> kinds =
        Stream.of(
                DealEvent.class,
                IntakeEvent.class,
                WalletEvent.class,
                VerifierEvent.class,
                RecheckEvent.class,
                AuditEvent.class)
            .flatMap(entity -> Stream.of(entity.getPermittedSubclasses()))
            .filter(kind -> !kind.isInterface())
            .map(Class::getSimpleName)
            .toList();
    assertThat(golden())
        .extracting(line -> line.manifest().replaceAll(".*\\.|/.*", ""))
        .containsAll(kinds);
  }

  @Test
  void aFactOfANewerBuildIsNamedAndNothingIsGuessed() {
    assertThatThrownBy(() -> JournalCodec.decode("deal.VerdictReached/9", new byte[0]))
        .isInstanceOf(UnknownManifest.class)
        .hasMessageContaining("deal.VerdictReached/9")
        .hasMessageContaining("newer");
    assertThatThrownBy(() -> JournalCodec.decode("stranger", new byte[0]))
        .isInstanceOf(UnknownManifest.class);
  }

  @Test
  void brokenBytesAreNamedByWhatTheyShouldBe() {
    assertThatThrownBy(() -> JournalCodec.decode("deal.LogsRetracted/1", new byte[] {1, 2, 3}))
        .isInstanceOf(MalformedEvent.class)
        .hasMessageContaining("deal.LogsRetracted/1");
    assertThatThrownBy(() -> JournalCodec.decode("deal.LogsRetracted/1", new byte[0]))
        .isInstanceOf(MalformedEvent.class)
        .hasMessageContaining("32 bytes");
  }
}
