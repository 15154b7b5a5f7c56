package lilypad.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import lilypad.persistence.ReadableJournal;
import lilypad.protocol.intake.IntakeEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalReaderTest {

  @TempDir Path folder;

  private static NewEvent fact(long number) {
    return NewEvent.of(Samples.stored(number, new IntakeEvent.DeliveryAdvanced(number)));
  }

  private static List<NewEvent> facts(long from, long to) {
    return LongStream.rangeClosed(from, to).mapToObj(JournalReaderTest::fact).toList();
  }

  private List<ReadableJournal.Entry> read() {
    List<ReadableJournal.Entry> entries = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(folder)) {
      reader.forEach(entries::add);
    }
    return entries;
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(
            folder.relativize(file).toString(),
            Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis());
      }
    }
    return files;
  }

  @Test
  void everyFactIsReadInOrderWithItsTimeAlsoWhileTheFolderIsWritten() {
    try (EmbeddedStore store = EmbeddedStore.open(Samples.settings(folder))) {
      Samples.append(store, facts(1, 600));
      Samples.append(store, Samples.events("stranger", 1, 2));
      Samples.append(store, facts(601, 601));
      List<ReadableJournal.Entry> entries = read();
      assertThat(entries).hasSize(601);
      assertThat(entries.getLast())
          .isEqualTo(
              new ReadableJournal.Entry(
                  603, "intake|x", 601, 601_000, new IntakeEvent.DeliveryAdvanced(601)));
      Samples.append(store, facts(602, 603));
      assertThat(read()).hasSize(603);
    }
    assertThat(read()).hasSize(603);
  }

  @Test
  void readingMakesAndChangesNoFile() throws IOException {
    try (EmbeddedStore store = EmbeddedStore.open(Samples.settings(folder))) {
      Samples.append(store, facts(1, 10));
    }
    Map<String, String> before = files();
    assertThat(read()).hasSize(10);
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aFolderThatIsNoJournalIsToldAndStaysAsItIs() throws IOException {
    assertThat(JournalReader.isJournal(folder)).isFalse();
    assertThatThrownBy(() -> JournalReader.open(folder))
        .isInstanceOf(JournalFault.FolderUnusable.class)
        .hasMessageContaining(folder.toString());
    assertThat(files()).isEmpty();
  }
}
