package lilypad.mediator.difference;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.cid.DagBlock;
import lilypad.protocol.cid.FileTree;
import lilypad.protocol.cid.TreeDifference;
import lilypad.protocol.cid.UnixFs;
import lilypad.protocol.deal.Comparison;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealIntent;
import lilypad.protocol.deal.Obstacle;
import lilypad.verifier.artifact.BlockFetcher;
import lilypad.verifier.artifact.BlockServer;
import lilypad.verifier.artifact.BlockStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against real block servers on loopback. */
class DifferenceFinderTest {

  private static final Address ANN = new Address(Bytes.of(new byte[20]));
  private static final Address BOB = Address.fromHex("0x00000000000000000000000000000000000000b0");
  private static final FileTree HONEST = tree("outputs/image", "moo", "stdout", "x");
  private static final FileTree CHEAT = tree("outputs/image", "mop", "stdout", "x");

  @TempDir Path folder;

  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private final BlockFetcher fetcher = new BlockFetcher(Duration.ofSeconds(5));
  private BlockStore provider;
  private BlockStore verifier;
  private BlockServer gateway;
  private BlockServer node;

  @BeforeEach
  void serve() throws IOException {
    provider = BlockStore.open(folder.resolve("provider"), 1 << 20);
    verifier = BlockStore.open(folder.resolve("verifier"), 1 << 20);
    gateway = BlockServer.start(loopback(), provider);
    node = BlockServer.start(loopback(), verifier);
  }

  @AfterEach
  void stop() {
    gateway.close();
    node.close();
    fetcher.close();
    blocking.shutdownNow();
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static FileTree tree(String... pathsAndContents) {
    TreeMap<String, Bytes> files = new TreeMap<>();
    for (int i = 0; i < pathsAndContents.length; i += 2) {
      byte[] content = pathsAndContents[i + 1].getBytes(StandardCharsets.UTF_8);
      files.put(pathsAndContents[i], Bytes.of(content));
    }
    return FileTree.of(files);
  }

  private Comparison compare(String claim, List<Address> claimed, Cid result) {
    return compare(claim, claimed, result, gateway.baseUrl(), Duration.ofSeconds(20));
  }

  private Comparison compare(
      String claim, List<Address> claimed, Cid result, URI at, Duration timeout) {
    DifferenceFinder finder =
        new DifferenceFinder(
            fetcher,
            List.of(at),
            address -> Optional.ofNullable(Map.of(BOB, node.baseUrl()).get(address)),
            timeout,
            blocking);
    return finder
        .compare(new DealIntent.Compare(claim, claimed, result.digest(), List.of(ANN, BOB)))
        .toCompletableFuture()
        .join();
  }

  private static Obstacle obstacle(Comparison comparison) {
    assertThat(comparison).isInstanceOf(DealEvent.DifferenceUnknown.class);
    return ((DealEvent.DifferenceUnknown) comparison).obstacle();
  }

  @Test
  void theProvidersBytesAreComparedWithTheVerifiers() {
    Cid claim = provider.putTree(CHEAT);
    Cid result = verifier.putTree(HONEST);
    assertThat(compare(claim.toString(), List.of(), result))
        .isEqualTo(
            new DealEvent.DifferenceFound(
                result.digest(), new TreeDifference.ByteAt("outputs/image", 2, 'p', 'o')));
  }

  @Test
  void aProviderThatServesNothingIsToldAsSuch() {
    Cid claim = UnixFs.cid(CHEAT);
    Cid result = verifier.putTree(HONEST);
    assertThat(obstacle(compare(claim.toString(), List.of(), result)))
        .isEqualTo(Obstacle.CLAIM_NOT_SERVED);
  }

  @Test
  void aVerifierThatGotTheClaimTooServesItInstead() {
    Cid claim = verifier.putTree(CHEAT);
    Cid result = verifier.putTree(HONEST);
    assertThat(compare(claim.toString(), List.of(BOB), result))
        .isInstanceOf(DealEvent.DifferenceFound.class);
  }

  @Test
  void aResultThatNoVerifierServesIsToldAsSuch() {
    Cid claim = provider.putTree(CHEAT);
    assertThat(obstacle(compare(claim.toString(), List.of(), UnixFs.cid(HONEST))))
        .isEqualTo(Obstacle.RESULT_NOT_SERVED);
  }

  @Test
  void aClaimThatIsNoContentIdOrNoDirectoryIsNotCompared() {
    Cid result = verifier.putTree(HONEST);
    assertThat(obstacle(compare("\u001b[31mnothing", List.of(), result)))
        .isEqualTo(Obstacle.CLAIM_NO_CONTENT_ID);
    Cid bare = Cid.ofBlock(new byte[] {1, 2, 3});
    provider.put(DagBlock.of(new byte[] {1, 2, 3}));
    Comparison hostile = compare(bare.toString(), List.of(), result);
    assertThat(obstacle(hostile)).isEqualTo(Obstacle.CLAIM_UNREADABLE);
    assertThat(((DealEvent.DifferenceUnknown) hostile).detail())
        .hasSizeLessThanOrEqualTo(203)
        .matches("[ -~]*");
  }

  @Test
  void aServerThatNeverAnswersEndsTheSearchInTime() throws IOException {
    CountDownLatch over = new CountDownLatch(1);
    HttpServer silent = HttpServer.create(loopback(), 4);
    silent.setExecutor(blocking);
    silent.createContext(
        "/",
        exchange -> {
          try (exchange) {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    silent.start();
    URI url = URI.create("http://127.0.0.1:" + silent.getAddress().getPort());
    try (BlockFetcher hasty = new BlockFetcher(Duration.ofMillis(200))) {
      DifferenceFinder finder =
          new DifferenceFinder(
              hasty,
              List.of(url, url, url, url, url),
              address -> Optional.empty(),
              Duration.ofMillis(100),
              blocking);
      Comparison comparison =
          finder
              .compare(
                  new DealIntent.Compare(
                      UnixFs.cid(CHEAT).toString(),
                      List.of(),
                      UnixFs.cid(HONEST).digest(),
                      List.of()))
              .toCompletableFuture()
              .join();
      assertThat(obstacle(comparison)).isEqualTo(Obstacle.OUT_OF_TIME);
    } finally {
      over.countDown();
      silent.stop(0);
    }
  }
}
