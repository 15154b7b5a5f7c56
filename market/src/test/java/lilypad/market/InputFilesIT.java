package lilypad.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lilypad.market.offer.JobRequest;
import lilypad.market.offer.ModuleFolder;
import lilypad.market.provider.RunFailed;
import lilypad.protocol.Bytes;
import lilypad.protocol.cid.FileTree;
import lilypad.protocol.cid.UnixFs;
import lilypad.protocol.job.DealContainer;
import lilypad.protocol.job.DealIds;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.verifier.artifact.ArtifactSource;
import lilypad.verifier.artifact.BlockFetcher;
import lilypad.verifier.artifact.BlockStore;
import lilypad.verifier.artifact.JobFiles;
import lilypad.verifier.executor.Execution;
import lilypad.verifier.executor.ExecutionLimits;
import lilypad.verifier.executor.ExecutionOutcome;
import lilypad.verifier.executor.wasm.WasmExecutor;
import lilypad.verifier.executor.wasm.WasmSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that reads a file: at the provider, and at whoever re-runs it from what the deal says. */
class InputFilesIT {

  /** A one and a seven, dark on light. */
  private static final String PAGE =
      """
      ......................
      ....##......########..
      ...###.............##.
      ..####............##..
      ....##...........##...
      ....##...........##...
      ....##..........##....
      ....##..........##....
      ....##.........##.....
      ....##.........##.....
      ......................
      """;

  @TempDir static Path folder;
  private static Devnet devnet;
  private static Marketplace market;

  @BeforeAll
  static void open() throws IOException {
    devnet = Devnet.start(folder);
    market = devnet.openMarket();
  }

  @AfterAll
  static void close() {
    market.close();
    devnet.close();
  }

  @Test
  void whoeverRunsTheJobFromTheSolversJsonAndTheServedBlocksGetsTheProvidersResult()
      throws Exception {
    PlayedDeal played = market.play(honest(PAGE));
    DealContainer told = DealContainer.parse(played.containerJson());

    assertThat(DealIds.recompute(told.dealJson())).hasToString(played.id().text());
    JobToRun job =
        JobToRun.of(told.deal().jobOffer(), Optional.of(ModuleFolder.bundled("digits").manifest()));
    assertThat(job).isEqualTo(digits(PAGE).job());
    FileTree output = rerun(job, List.of(market.contentUrl()));
    assertThat(new String(stdout(output).toArray(), StandardCharsets.UTF_8))
        .endsWith("\n2 digits: 17\n");
    assertThat(UnixFs.cid(output)).isEqualTo(played.claim().dataId());
  }

  @Test
  void anotherPageIsAnotherDealAndAnotherResult() throws Exception {
    String upsideDown = new StringBuilder(PAGE.strip()).reverse() + "\n";
    PlayedDeal page = market.play(honest(PAGE));
    PlayedDeal other = market.play(honest(upsideDown));

    assertThat(other.deal().deal().jobOffer().inputFiles())
        .isNotEqualTo(page.deal().deal().jobOffer().inputFiles());
    assertThat(other.claim().dataId()).isNotEqualTo(page.claim().dataId());
  }

  @Test
  void aProviderThatCannotHaveTheFileHasNoResult() {
    JobRequest unpublished = digits(PAGE.replace("########..", "#######..."));
    market.match(honest(PAGE));

    assertThatThrownBy(() -> market.provider().run(unpublished))
        .isInstanceOfSatisfying(
            RunFailed.class,
            failed -> assertThat(failed.reason()).isEqualTo(AbstentionReason.INPUT_UNAVAILABLE))
        .hasMessageContaining("scan/page.pgm, block Qm");
  }

  private static DealScript honest(String page) {
    return DealScript.honest(
        digits(page), devnet.settings.terms(), devnet.accounts.mediator().address());
  }

  private static JobRequest digits(String page) {
    return new JobRequest(
        ModuleFolder.bundled("digits"),
        new TreeMap<>(Map.of("Image", "scan/page.pgm")),
        new TreeMap<>(
            Map.of(
                "scan/page.pgm",
                Bytes.of(
                    ("P2 22 11 255\n" + page.replace("#", "0 ").replace(".", "255 "))
                        .getBytes(StandardCharsets.US_ASCII)))));
  }

  /** As a verifier does it: an empty store, and nothing but content ids and gateways. */
  private static FileTree rerun(JobToRun job, List<URI> gateways)
      throws IOException, InterruptedException {
    BlockStore empty = BlockStore.open(folder.resolve("verifier"), 1 << 26);
    try (BlockFetcher fetcher = new BlockFetcher(Duration.ofSeconds(5))) {
      JobFiles files =
          new ArtifactSource(empty, fetcher, gateways)
              .fetchJob(job.module(), job.inputFiles(), List.of());
      assertThat(files).isInstanceOf(JobFiles.Present.class);
      JobFiles.Present present = (JobFiles.Present) files;
      ExecutionOutcome outcome =
          new WasmExecutor(WasmSettings.in(folder.resolve("verifier-runs")))
              .run(
                  new Execution(
                      present.module(), job.inputs(), present.inputs(), job.seed(), false),
                  ExecutionLimits.DEFAULT);
      assertThat(outcome).isInstanceOf(ExecutionOutcome.Completed.class);
      return ((ExecutionOutcome.Completed) outcome).output();
    }
  }

  private static Bytes stdout(FileTree output) {
    return output.files().getOrDefault("stdout", Bytes.EMPTY);
  }
}
