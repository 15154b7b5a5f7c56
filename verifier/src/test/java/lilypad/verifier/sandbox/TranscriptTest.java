package lilypad.verifier.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import lilypad.protocol.Hash32;
import lilypad.protocol.merkle.MerkleHash;
import org.junit.jupiter.api.Test;

class TranscriptTest {

  private static WasiHost host() {
    LogicalClock clock = new LogicalClock();
    return new WasiHost(
        List.of("guest"),
        new SandboxFiles(new TreeMap<>(), clock, 1 << 20),
        clock,
        GuestRandom.seeded(new byte[32]),
        1 << 20);
  }

  private static Hash32 root(int pages, long... pointers) {
    WasiHost host = host();
    GuestMemory memory = new GuestMemory(new ByteArrayMemory(new MemoryLimits(pages, pages)));
    for (long pointer : pointers) {
      host.call("random_get", memory, pointer, 8);
    }
    return host.transcript();
  }

  @Test
  void theSameRunHasTheSameEvidenceAndAnotherRunHasAnother() {
    assertThat(root(1, 8, 16)).isEqualTo(root(1, 8, 16));
    assertThat(root(1, 16, 8)).as("the order").isNotEqualTo(root(1, 8, 16));
    assertThat(root(1, 8, 24)).as("a pointer").isNotEqualTo(root(1, 8, 16));
    assertThat(root(2, 8, 16)).as("the memory").isNotEqualTo(root(1, 8, 16));
    assertThat(root(1, 8)).as("a call less").isNotEqualTo(root(1, 8, 16));
  }

  @Test
  void theRootIsThatOfATreeOverTheCalls() {
    WasiHost host = host();
    GuestMemory memory = new GuestMemory(new ByteArrayMemory(new MemoryLimits(1, 1)));
    host.call("sched_yield", memory);
    host.call("random_get", memory, 70_000, 8);
    host.call("random_get", memory, 8, 8);
    Hash32 first = leaf("sched_yield", 0);
    Hash32 second = leaf("random_get", Errno.FAULT.code(), 70_000, 8);
    Hash32 third = leaf("random_get", 0, 8, 8);
    assertThat(host.transcript()).isEqualTo(MerkleHash.node(MerkleHash.node(first, second), third));
  }

  private static Hash32 leaf(String name, int errno, long... arguments) {
    ByteBuffer entry = ByteBuffer.allocate(name.length() + 1 + 8 * arguments.length + 14);
    entry.put(name.getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
    for (long argument : arguments) {
      entry.putLong(argument);
    }
    return MerkleHash.leaf(entry.putShort((short) errno).putLong(0).putInt(1).array());
  }

  @Test
  void aGuestThatAskedNothingHasTheTreeWithoutLeaves() {
    assertThat(host().transcript()).isEqualTo(MerkleHash.empty());
  }
}
