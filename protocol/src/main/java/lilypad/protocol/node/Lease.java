package lilypad.protocol.node;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.job.InputFile;
import lilypad.protocol.wire.node.Assignment;

/**
 * A job lent to one node until a deadline: the wire's {@code Assignment}, checked.
 *
 * @param key what the node answers
 * @param executor the executor's name, such as {@code wasm}
 * @param module the module's folder
 * @param inputs the job's inputs by name
 * @param inputFiles files by their path under {@code /inputs}
 * @param seed equal for every node of the panel
 * @param gateways where blocks of the module and of the inputs may be had, besides the node's own
 *     sources
 * @param commitWithin the time for the run and the commitment, counted from receipt
 * @param memoryBytes the memory the job may use
 * @param runtimeDigest the runtime that the panel runs; a node with another one abstains
 */
public record Lease(
    AssignmentRound key,
    String executor,
    Cid module,
    SortedMap<String, String> inputs,
    SortedMap<String, Cid> inputFiles,
    Hash32 seed,
    List<URI> gateways,
    Duration commitWithin,
    long memoryBytes,
    Hash32 runtimeDigest) {

  /**
   * @throws MalformedValue if the time or the memory is not positive, or an input file's path is
   *     not plain
   */
  public Lease {
    if (commitWithin.isNegative() || commitWithin.isZero()) {
      throw new MalformedValue("a positive time to commit", commitWithin.toString());
    }
    if (memoryBytes <= 0) {
      throw new MalformedValue("a positive memory in bytes", Long.toString(memoryBytes));
    }
    inputFiles.forEach(InputFile::new);
    inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
    inputFiles = Collections.unmodifiableSortedMap(new TreeMap<>(inputFiles));
    gateways = List.copyOf(gateways);
  }

  /**
   * Checks a message.
   *
   * @throws MalformedValue naming the field that is wrong
   */
  public static Lease fromWire(Assignment wire) {
    TreeMap<String, Cid> files = new TreeMap<>();
    wire.getInputFilesMap().forEach((path, cid) -> files.put(path, Cid.parse(cid)));
    return new Lease(
        AssignmentRound.fromWire(wire.getAssignment(), wire.getRound()),
        wire.getExecutor(),
        Cid.parse(wire.getModule()),
        new TreeMap<>(wire.getInputsMap()),
        files,
        Wire.hash(wire.getSeed(), "seed"),
        wire.getGatewaysList().stream().map(text -> Wire.uri(text, "gateway")).toList(),
        Duration.ofMillis(wire.getCommitWithinMillis()),
        wire.getMemoryBytes(),
        Wire.hash(wire.getRuntimeDigest(), "runtime_digest"));
  }

  /** The message that says this. */
  public Assignment toWire() {
    Assignment.Builder wire =
        Assignment.newBuilder()
            .setAssignment(Wire.bytes(key.assignment()))
            .setRound(key.round())
            .setExecutor(executor)
            .setModule(module.toString())
            .putAllInputs(inputs)
            .setSeed(Wire.bytes(seed))
            .setCommitWithinMillis(commitWithin.toMillis())
            .setMemoryBytes(memoryBytes)
            .setRuntimeDigest(Wire.bytes(runtimeDigest));
    for (Map.Entry<String, Cid> file : inputFiles.entrySet()) {
      wire.putInputFiles(file.getKey(), file.getValue().toString());
    }
    gateways.forEach(gateway -> wire.addGateways(gateway.toString()));
    return wire.build();
  }
}
