package lilypad.mediator.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.abi.Members;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.cid.FileTree;
import lilypad.protocol.cid.UnixFs;
import lilypad.protocol.deal.DealCommand;
import lilypad.protocol.job.DealContainer;
import lilypad.protocol.job.DealIds;
import lilypad.protocol.job.GoJson;
import lilypad.protocol.job.JobOffer;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.job.MachineSpec;
import lilypad.protocol.job.MalformedJob;
import lilypad.protocol.job.ModuleRef;
import lilypad.protocol.job.OfferPricing;
import lilypad.protocol.job.ResourceOffer;
import lilypad.protocol.job.SolverDeal;
import lilypad.protocol.job.TrustedParties;
import lilypad.protocol.rules.Profile;
import lilypad.verifier.artifact.ArtifactSource;
import lilypad.verifier.artifact.BlockFetcher;
import lilypad.verifier.artifact.BlockStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against an HTTP server that tells what it is told to. */
class SolverClientTest {

  private static final Address SOMEONE = Address.fromHex("11".repeat(20));
  private static final MachineSpec MACHINE = new MachineSpec(0, List.of(), 1000, 64, 0);
  private static final TrustedParties TRUSTED =
      new TrustedParties(Optional.of(SOMEONE), List.of(SOMEONE), "");
  private static final Hash32 RUNTIME = Hash32.fromHex("ab".repeat(32));
  private static final Cid PAGE = UnixFs.bareNode(text("page")).cid();

  @TempDir Path folder;
  private final BlockFetcher fetcher = new BlockFetcher(Duration.ofSeconds(1));
  private HttpServer solver;
  private BlockStore store;
  private SolverClient client;

  @BeforeEach
  void start() throws IOException {
    solver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    solver.start();
    store = BlockStore.open(folder, 1 << 20);
    client =
        new SolverClient(
            URI.create("http://127.0.0.1:" + solver.getAddress().getPort()),
            Duration.ofSeconds(5),
            new ArtifactSource(store, fetcher, List.of()),
            Runnable::run);
  }

  @AfterEach
  void stop() {
    solver.stop(0);
    fetcher.close();
  }

  @Test
  void inputFilesAreTakenWithTheirContentIds() throws Exception {
    SolverDeal deal =
        deal(JobOffer.InputFiles.of(new TreeMap<>(Map.of("scan/page.pgm", PAGE))), "wasm");

    DealCommand.JobFound found = ask(deal);

    assertThat(found.recomputedId()).isEqualTo(deal.id().text());
    assertThat(found.job())
        .isEqualTo(
            new JobToRun(
                UnixFs.cid(module("wasm")),
                Profile.DETERMINISTIC,
                Optional.of(RUNTIME),
                new TreeMap<>(Map.of("Image", "scan/page.pgm")),
                new TreeMap<>(Map.of("scan/page.pgm", PAGE))));
  }

  @Test
  void aSolverThatSwapsAnInputFileTellsAnotherDeal() throws Exception {
    SolverDeal agreed =
        deal(JobOffer.InputFiles.of(new TreeMap<>(Map.of("scan/page.pgm", PAGE))), "wasm");
    Cid other = UnixFs.bareNode(text("other page")).cid();
    SolverDeal swapped =
        deal(JobOffer.InputFiles.of(new TreeMap<>(Map.of("scan/page.pgm", other))), "wasm")
            .withId(agreed.id());

    assertThat(ask(swapped).recomputedId()).isNotEqualTo(agreed.id().text());
  }

  @Test
  void aFileThatOnlyTheSolverKnowsIsRefused() {
    assertThatThrownBy(
            () -> ask(deal(new JobOffer.InputFiles(List.of("page.pgm"), List.of()), "wasm")))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(MalformedJob.class)
        .hasMessage("$.inputFiles.required: expected PATH=CID, got page.pgm");
  }

  @Test
  void theProfileIsTheModules() throws Exception {
    assertThat(ask(deal(JobOffer.InputFiles.NONE, "wasm-ambient")).job().profile())
        .isEqualTo(Profile.AMBIENT);
  }

  @Test
  void ofAModuleWhoseManifestCannotBeReadNothingIsBelieved() throws Exception {
    JobToRun job = ask(deal(JobOffer.InputFiles.NONE, "quantum")).job();

    assertThat(job.profile()).isEqualTo(Profile.UNKNOWN);
    assertThat(job.runtime()).isEmpty();
  }

  @Test
  void aModuleThatWasReadIsNotReadAgainAndOneThatCouldNotBeIsAskedForAgain() throws Exception {
    SolverDeal deal = deal(JobOffer.InputFiles.NONE, "wasm");
    told(deal);
    Map<Path, byte[]> lost = loseBlocks();

    assertThatThrownBy(() -> client.describe(deal.id()).toCompletableFuture().get())
        .cause()
        .isInstanceOf(SolverFault.class)
        .hasMessageContaining(deal.jobOffer().module().hash());

    for (Map.Entry<Path, byte[]> block : lost.entrySet()) {
      Files.write(block.getKey(), block.getValue());
    }
    store.putTree(module("wasm"));
    assertThat(client.describe(deal.id()).toCompletableFuture().get().job().runtime())
        .contains(RUNTIME);
    assertThat(loseBlocks()).isNotEmpty();
    assertThat(client.describe(deal.id()).toCompletableFuture().get().job().runtime())
        .contains(RUNTIME);
  }

  private Map<Path, byte[]> loseBlocks() throws IOException {
    Map<Path, byte[]> lost = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        lost.put(file, Files.readAllBytes(file));
        Files.delete(file);
      }
    }
    return lost;
  }

  @Test
  void anAnswerThatIsNoDealIsRefused() {
    assertThatThrownBy(() -> client.describe(new DealId("none")).toCompletableFuture().get())
        .cause()
        .isInstanceOf(SolverFault.class)
        .hasMessageContaining("expected from the solver the deal with status 200, got status 404");
  }

  private DealCommand.JobFound ask(SolverDeal deal) throws Exception {
    told(deal);
    return client.describe(deal.id()).toCompletableFuture().get();
  }

  private void told(SolverDeal deal) {
    byte[] json = GoJson.container(DealContainer.of(deal, 1, 4, Optional.of(SOMEONE))).toArray();
    solver.createContext(
        "/api/v1/deals/" + deal.id().text(),
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, json.length);
            exchange.getResponseBody().write(json);
          }
        });
  }

  private SolverDeal deal(JobOffer.InputFiles files, String profile) {
    OfferPricing pricing = OfferPricing.of(10, 30, 4, 5);
    JobOffer job =
        new JobOffer(
            "",
            1,
            0,
            SOMEONE,
            new ModuleRef("digits", "", store.putTree(module(profile)).toString(), "/"),
            MACHINE,
            Map.of("Image", "scan/page.pgm"),
            files,
            0,
            "FixedPrice",
            pricing,
            TRUSTED,
            Optional.empty());
    ResourceOffer machine =
        new ResourceOffer(
            "", 1, SOMEONE, 0, MACHINE, List.of(), "FixedPrice", pricing, Map.of(), TRUSTED);
    return DealIds.identified(
        new SolverDeal(
            new DealId(""),
            new Members(SOMEONE, SOMEONE, SOMEONE, List.of(SOMEONE)),
            pricing,
            job,
            machine));
  }

  private static FileTree module(String profile) {
    String manifest =
        """
        {"machine": {"cpu": 1, "ram": 1}, "profile": "%s", "runtime": "%s", "entry": "a.wasm",
         "args": [], "inputs": []}
        """
            .formatted(profile, RUNTIME);
    return FileTree.of(
        new TreeMap<>(Map.of("lilypad_module.json", text(manifest), "a.wasm", text("wasm"))));
  }

  private static Bytes text(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
