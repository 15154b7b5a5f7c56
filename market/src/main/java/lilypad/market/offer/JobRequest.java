package lilypad.market.offer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import lilypad.protocol.Bytes;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.cid.DagBlock;
import lilypad.protocol.cid.UnixFs;
import lilypad.protocol.job.JobToRun;

/**
 * What a job creator wants done.
 *
 * @param module what to run
 * @param inputs its parameters by name
 * @param inputFiles what it reads besides, by path under {@code /inputs}
 */
public record JobRequest(
    ModuleFolder module, SortedMap<String, String> inputs, SortedMap<String, Bytes> inputFiles) {

  public JobRequest {
    inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
    inputFiles = Collections.unmodifiableSortedMap(new TreeMap<>(inputFiles));
  }

  /** A request without input files. */
  public JobRequest(ModuleFolder module, SortedMap<String, String> inputs) {
    this(module, inputs, new TreeMap<>());
  }

  /** The job as provider and verifiers run it. */
  public JobToRun job() {
    return keep(block -> {});
  }

  /**
   * The same, and hands out the blocks of module and input files, which whoever runs it will ask
   * for.
   */
  public JobToRun keep(Consumer<DagBlock> blocks) {
    SortedMap<String, Cid> files = new TreeMap<>();
    inputFiles.forEach((path, content) -> files.put(path, file(content, blocks)));
    return new JobToRun(
        UnixFs.add(module.files(), blocks),
        module.manifest().profile(),
        module.manifest().runtime(),
        inputs,
        files);
  }

  private static Cid file(Bytes content, Consumer<DagBlock> blocks) {
    try {
      return UnixFs.file(new ByteArrayInputStream(content.toArray()), blocks);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }
}
