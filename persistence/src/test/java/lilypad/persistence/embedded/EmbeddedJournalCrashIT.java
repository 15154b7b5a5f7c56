package lilypad.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import lilypad.persistence.embedded.stored.StoredEvent;
import lilypad.protocol.merkle.MerkleHash;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * Kills writing processes. What was acknowledged is recorded here, outside the process that dies,
 * and is the measure of what the journal must hold afterwards.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class EmbeddedJournalCrashIT {

  private static final int KILLS = Integer.getInteger("lilypad.kills", 8);
  private static final int ACTORS = 8;

  @TempDir Path folder;

  /** RocksDB's native library, so that no child unpacks it (a killed one could not clean up). */
  @TempDir static Path nativeLibraries;

  private final Acknowledgements acknowledged = new Acknowledgements();

  @BeforeAll
  static void unpackTheNativeLibraryOnce() throws IOException {
    try (InputStream library =
        RocksDB.class
            .getClassLoader()
            .getResourceAsStream(Environment.getJniLibraryFileName("rocksdb"))) {
      assertThat(library).isNotNull();
      Files.copy(library, nativeLibraries.resolve(Environment.getSharedLibraryFileName("rocksdb")));
    }
  }

  /** Fifty kills take their time, and more of it on a machine that is shared. */
  @Test
  @Timeout(value = 3_600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void noAcknowledgedEventIsLostWhenTheProcessIsKilled() throws IOException, InterruptedException {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    long held = 0;
    for (int kill = 1; kill <= KILLS; kill++) {
      Process writer = start(List.of(), random.nextLong());
      // The moment of the kill, counted in acknowledgements: 1 to some tenths of a second's worth.
      acknowledged.untilKilled(writer, 1 + random.nextLong(500), () -> {}, seed);
      held = check(seed);
    }
    System.out.printf(
        "crash test: seed %d, %d kills, %d atomic writes acknowledged, %d events acknowledged, %d"
            + " in the journal, 0 lost%n",
        seed, KILLS, acknowledged.writes(), acknowledged.events(), held);
  }

  @Test
  void aDiskThatTakesNoMoreStopsTheJournalAndLosesNothingAcknowledged()
      throws IOException, InterruptedException {
    Process writer = start(List.of("bash", "-c", "ulimit -f 1024; exec \"$@\"", "bash"), 1);
    String reason = "";
    try (BufferedReader lines = writer.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("stopped ")) {
          reason = line;
        } else {
          acknowledged.note(line);
        }
      }
    } finally {
      assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(writer.exitValue()).isEqualTo(WriterProcess.STOPPED);
    assertThat(reason).contains(folder.toString()).contains("has stopped writing");
    long held = check(1);
    System.out.printf(
        "full disk test: %s; %d events acknowledged, %d in the journal, 0 lost%n",
        reason, acknowledged.events(), held);
  }

  @Test
  void aSecondProcessIsRefusedAndToldThePidOfTheFirst() throws IOException {
    Process writer = start(List.of(), 1);
    try (BufferedReader lines = writer.inputReader(StandardCharsets.UTF_8)) {
      assertThat(lines.readLine()).startsWith("ack ");

      assertThatThrownBy(() -> EmbeddedStore.open(Samples.settings(folder)))
          .isInstanceOf(JournalFault.FolderInUse.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("pid " + writer.pid());
    } finally {
      writer.destroyForcibly();
    }
  }

  private Process start(List<String> before, long seed) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-Xmx256m",
            "-Djava.library.path=" + nativeLibraries,
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            WriterProcess.class.getName(),
            folder.toString(),
            Integer.toString(ACTORS),
            Long.toString(seed)));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  /** Everything acknowledged is there with its bytes; the global order has no gap and no double. */
  private long check(long seed) throws InvalidProtocolBufferException {
    Map<String, Long> found = new HashMap<>();
    try (EmbeddedStore store = EmbeddedStore.open(Samples.settings(folder))) {
      long index = 0;
      List<Leaf> page = store.leavesAfter(index, 1000);
      while (!page.isEmpty()) {
        for (Leaf leaf : page) {
          index++;
          long number = found.merge(leaf.persistenceId(), 1L, Long::sum);
          byte[] bytes = leaf.bytes().toArray();
          boolean right =
              leaf.index() == index
                  && leaf.sequenceNr() == number
                  && leaf.hash().equals(MerkleHash.leaf(bytes))
                  && Arrays.equals(
                      StoredEvent.parseFrom(bytes).getPayload().getData().toByteArray(),
                      Samples.payload(leaf.persistenceId(), number));
          assertThat(right)
              .as("%s is event %d and %d of its id, seed %d", leaf, index, number, seed)
              .isTrue();
        }
        page = store.leavesAfter(index, 1000);
      }
      assertThat(store.lastIndex()).isEqualTo(index);
      acknowledged.assertAllIn(found, seed);
      found.forEach((id, last) -> assertThat(store.head(id).highest()).isEqualTo(last));
      return index;
    }
  }
}
