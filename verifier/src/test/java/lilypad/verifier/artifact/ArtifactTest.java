package lilypad.verifier.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import lilypad.protocol.Bytes;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.cid.DagBlock;
import lilypad.protocol.cid.DagLimits;
import lilypad.protocol.cid.FileTree;
import lilypad.protocol.cid.UnixFs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Store, server and fetcher of blocks, on loopback. */
class ArtifactTest {

  @TempDir Path folder;

  @Test
  void aTreeTravelsFromOneNodesStoreToAnothers() throws IOException, InterruptedException {
    BlockStore theirs = BlockStore.open(folder.resolve("theirs"), 64L << 20);
    BlockStore ours = BlockStore.open(folder.resolve("ours"), 64L << 20);
    Cid root = theirs.putTree(tree());
    try (BlockServer server = BlockServer.start(loopback(), theirs);
        BlockFetcher fetcher = new BlockFetcher(Duration.ofSeconds(10))) {
      ArtifactSource source = new ArtifactSource(ours, fetcher, List.of());

      assertThat(source.fetchTree(root, List.of(server.baseUrl()), DagLimits.RESULT))
          .isEqualTo(new ArtifactFetch.Fetched<>(tree()));
      assertThat(source.fetchTree(root, List.of(), DagLimits.RESULT))
          .as("from our own store")
          .isEqualTo(new ArtifactFetch.Fetched<>(tree()));
    }
  }

  @Test
  void aBlockThatNobodyHasIsNamedWithThoseWhoWereAsked() throws IOException, InterruptedException {
    Cid root = UnixFs.cid(tree());
    BlockStore empty = BlockStore.open(folder, 1 << 20);
    try (BlockServer server = BlockServer.start(loopback(), empty);
        BlockFetcher fetcher = new BlockFetcher(Duration.ofSeconds(10))) {
      URI gone = URI.create("http://127.0.0.1:1");
      ArtifactSource source = new ArtifactSource(empty, fetcher, List.of(gone));

      ArtifactFetch<FileTree> fetch =
          source.fetchTree(root, List.of(server.baseUrl()), DagLimits.RESULT);
      assertThat(fetch).isInstanceOf(ArtifactFetch.Unavailable.class);
      if (fetch instanceof ArtifactFetch.Unavailable<FileTree> unavailable) {
        assertThat(unavailable.block()).isEqualTo(root);
        assertThat(unavailable.tried()).hasSize(2);
        assertThat(unavailable.tried().get(0)).startsWith(gone + ": ");
        assertThat(unavailable.tried().get(1)).isEqualTo(server.baseUrl() + ": status 404");
      }
    }
  }

  @Test
  void aLyingGatewayIsPassedOver() throws IOException, InterruptedException {
    BlockStore honest = BlockStore.open(folder.resolve("honest"), 64L << 20);
    BlockStore ours = BlockStore.open(folder.resolve("ours"), 64L << 20);
    Cid root = honest.putTree(tree());
    HttpServer liar = answering(200, "another block".getBytes(UTF_8));
    HttpServer flood = answering(200, new byte[BlockFetcher.MAX_BLOCK + 1]);
    try (BlockServer server = BlockServer.start(loopback(), honest);
        BlockFetcher fetcher = new BlockFetcher(Duration.ofSeconds(10))) {
      BlockFetcher.Fetch lied = fetcher.fetch(root, List.of(base(liar), base(flood)));
      assertThat(lied)
          .isInstanceOfSatisfying(
              BlockFetcher.Fetch.Missing.class,
              missing -> {
                assertThat(missing.tried().get(0)).contains("a block with the id Qm");
                assertThat(missing.tried().get(1)).contains("more than 2097152 bytes");
              });
      assertThat(
              new ArtifactSource(ours, fetcher, List.of(base(liar)))
                  .fetchTree(root, List.of(server.baseUrl()), DagLimits.RESULT))
          .isEqualTo(new ArtifactFetch.Fetched<>(tree()));
    } finally {
      liar.stop(0);
      flood.stop(0);
    }
  }

  @Test
  void aDirectoryBeyondTheLimitsIsUnreadable() throws IOException, InterruptedException {
    BlockStore ours = BlockStore.open(folder, 64L << 20);
    Cid root = ours.putTree(tree());
    try (BlockFetcher fetcher = new BlockFetcher(Duration.ofSeconds(1))) {
      assertThat(
              new ArtifactSource(ours, fetcher, List.of())
                  .fetchTree(root, List.of(), new DagLimits(1000, 64, 100, 100)))
          .isInstanceOf(ArtifactFetch.Unreadable.class);
    }
  }

  @Test
  void aDamagedBlockIsNotThere() throws IOException {
    BlockStore store = BlockStore.open(folder, 1 << 20);
    DagBlock block = DagBlock.of("block".getBytes(UTF_8));
    store.put(block);
    assertThat(store.get(block.cid())).contains(block.bytes());
    Path file;
    try (Stream<Path> files = Files.walk(folder)) {
      file = files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
    Files.writeString(file, "blocK");

    assertThat(store.get(block.cid())).isEmpty();
    assertThat(file).doesNotExist();
    assertThat(store.usedBytes()).isZero();
  }

  @Test
  void aBlockUnderAForeignIdIsRefused() throws IOException {
    BlockStore store = BlockStore.open(folder, 1 << 20);
    DagBlock block = DagBlock.of("block".getBytes(UTF_8));

    assertThatThrownBy(
            () -> store.put(new DagBlock(block.cid(), Bytes.of("blocK".getBytes(UTF_8)))))
        .isInstanceOf(MalformedValue.class)
        .hasMessageContaining(block.cid().toString());
  }

  @Test
  void blocksOutliveTheProcessAndTheLongestUnusedGoesFirst() throws IOException {
    DagBlock first = DagBlock.of(new byte[400]);
    DagBlock second = DagBlock.of(new byte[401]);
    DagBlock third = DagBlock.of(new byte[402]);
    BlockStore store = BlockStore.open(folder, 1000);
    store.put(first);
    store.put(second);
    assertThat(store.get(first.cid())).isPresent();
    store.put(third);
    Files.writeString(folder.resolve("unfinished.part"), "rest of a crash");

    BlockStore reopened = BlockStore.open(folder, 1000);
    assertThat(reopened.get(first.cid())).isPresent();
    assertThat(reopened.get(second.cid())).isEmpty();
    assertThat(reopened.get(third.cid())).isPresent();
    assertThat(reopened.usedBytes()).isEqualTo(802);
    assertThat(folder.resolve("unfinished.part")).doesNotExist();
  }

  @Test
  void theServerAnswersRawBlocksAndNothingElse() throws IOException, InterruptedException {
    BlockStore store = BlockStore.open(folder, 1 << 20);
    DagBlock block = DagBlock.of("block".getBytes(UTF_8));
    store.put(block);
    try (BlockServer server = BlockServer.start(loopback(), store);
        HttpClient client = HttpClient.newHttpClient()) {
      URI base = server.baseUrl();
      String path = "/ipfs/" + block.cid();
      HttpResponse<byte[]> raw = get(client, base, "GET", path + "?format=raw");
      assertThat(raw.statusCode()).isEqualTo(200);
      assertThat(raw.body()).isEqualTo(block.bytes().toArray());
      assertThat(raw.headers().firstValue("content-type")).contains("application/vnd.ipld.raw");
      assertThat(raw.headers().firstValue("cache-control").orElseThrow()).contains("immutable");
      assertThat(get(client, base, "HEAD", path + "?format=raw").body()).isEmpty();
      assertThat(get(client, base, "GET", path).statusCode()).isEqualTo(406);
      assertThat(get(client, base, "GET", path + "?format=car").statusCode()).isEqualTo(406);
      assertThat(get(client, base, "POST", path + "?format=raw").statusCode()).isEqualTo(405);
      assertThat(get(client, base, "GET", "/ipfs/../../etc/passwd?format=raw").statusCode())
          .isEqualTo(400);
      assertThat(get(client, base, "GET", "/?format=raw").statusCode()).isEqualTo(404);
      assertThat(
              get(client, base, "GET", "/ipfs/" + UnixFs.cid(tree()) + "?format=raw").statusCode())
          .isEqualTo(404);
    }
  }

  private static HttpResponse<byte[]> get(HttpClient client, URI base, String method, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(base + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private static HttpServer answering(int status, byte[] body) throws IOException {
    HttpServer server = HttpServer.create(loopback(), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static URI base(HttpServer server) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** More than one block, nested, with an empty directory. */
  private static FileTree tree() {
    SortedMap<String, Bytes> files = new TreeMap<>();
    files.put("stdout", Bytes.of("moo\n".getBytes(UTF_8)));
    files.put("outputs/a/large", Bytes.of(new byte[600_000]));
    return new FileTree(files, new TreeSet<>(List.of("outputs/none")));
  }
}
