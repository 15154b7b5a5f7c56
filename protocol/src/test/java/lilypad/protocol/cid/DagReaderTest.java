package lilypad.protocol.cid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import lilypad.protocol.Bytes;
import lilypad.protocol.MalformedValue;
import org.junit.jupiter.api.Test;

class DagReaderTest {

  private static final long SEED = Long.getLong("lilypad.seed", System.nanoTime());
  private static final DagLimits LIMITS = DagLimits.RESULT;

  private final Map<Cid, Bytes> store = new HashMap<>();

  @Test
  void whatIsAddedIsReadBack() {
    System.out.println("DagReaderTest seed " + SEED + " (-Dlilypad.seed=...)");
    Random random = new Random(SEED);
    for (int i = 0; i < 60; i++) {
      FileTree tree = randomTree(random);
      Cid root = UnixFs.add(tree, this::keep);
      assertThat(DagReader.directory(root, this::block, LIMITS))
          .as("seed %s", SEED)
          .isEqualTo(tree);
      assertThat(UnixFs.cid(tree)).isEqualTo(root);
    }
  }

  @Test
  void anEmptyDirectoryAndAFileAloneAreReadBack() throws IOException {
    assertThat(DagReader.directory(UnixFs.add(FileTree.EMPTY, this::keep), this::block, LIMITS))
        .isEqualTo(FileTree.EMPTY);
    byte[] content = new byte[UnixFs.CHUNK * 2 + 1];
    content[UnixFs.CHUNK] = 7;
    Cid file = UnixFs.file(new ByteArrayInputStream(content), this::keep);
    assertThat(DagReader.file(file, this::block, LIMITS)).isEqualTo(Bytes.of(content));
    assertThatThrownBy(() -> DagReader.directory(file, this::block, LIMITS))
        .isInstanceOf(MalformedBlock.class)
        .hasMessageEndingWith("expected a directory, got a file");
  }

  @Test
  void noBytesMakeTheReaderFailOtherThanTyped() {
    Random random = new Random(SEED);
    Cid root = UnixFs.add(tree("a/b", "x", "c", "y"), this::keep);
    List<Bytes> blocks = new ArrayList<>(store.values());
    int read = 0;
    for (int i = 0; i < 15_000; i++) {
      byte[] bytes = blocks.get(random.nextInt(blocks.size())).toArray();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      DagBlock hostile = DagBlock.of(bytes);
      keep(hostile);
      for (boolean directory : new boolean[] {true, false}) {
        try {
          if (directory) {
            DagReader.directory(hostile.cid(), this::block, LIMITS);
          } else {
            DagReader.file(hostile.cid(), this::block, LIMITS);
          }
          read++;
        } catch (DagFailure e) {
          assertThat(e).hasMessageContaining("expected");
        }
      }
    }
    assertThat(read).as("seed %s", SEED).isPositive();
    assertThat(block(root)).isPresent();
  }

  @Test
  void aBlockThatIsNotItsHashIsRefused() {
    Cid root = UnixFs.add(tree("a", "x"), this::keep);
    store.put(root, Bytes.of((byte) 10, (byte) 2, (byte) 8, (byte) 1));
    assertThatThrownBy(() -> DagReader.directory(root, this::block, LIMITS))
        .isInstanceOf(MalformedBlock.class)
        .hasMessageContaining("expected bytes of that hash");
  }

  @Test
  void aMissingBlockIsNamed() {
    Cid root = UnixFs.add(tree("a", "x"), this::keep);
    Cid leaf = DagNode.read(root, block(root).orElseThrow()).links().get(0).cid();
    store.remove(leaf);
    assertThatThrownBy(() -> DagReader.directory(root, this::block, LIMITS))
        .isInstanceOfSatisfying(MissingBlock.class, e -> assertThat(e.cid()).isEqualTo(leaf));
  }

  @Test
  void namesThatLeaveTheDirectoryAreRefused() {
    Cid leaf = UnixFs.add(FileTree.EMPTY, this::keep);
    for (String name : List.of("", ".", "..", "a/b", "/", "nul\0")) {
      Cid root = keep(directory(leaf, name));
      assertThatThrownBy(() -> DagReader.directory(root, this::block, LIMITS))
          .isInstanceOf(MalformedBlock.class)
          .hasMessageContaining("a plain name");
    }
    Cid twice = keep(directory(leaf, "a", "a"));
    assertThatThrownBy(() -> DagReader.directory(twice, this::block, LIMITS))
        .hasMessageContaining("names that differ");
  }

  @Test
  void aSmallDagThatUnfoldsIntoAHugeOneStopsAtTheLimit() {
    Cid directory = UnixFs.add(FileTree.EMPTY, this::keep);
    for (int level = 0; level < 30; level++) {
      directory = keep(directory(directory, "a", "b"));
    }
    Cid bomb = directory;
    assertThatThrownBy(
            () -> DagReader.directory(bomb, this::block, new DagLimits(9, 99, 1000, 9999)))
        .isInstanceOf(DagLimitExceeded.class)
        .hasMessage("expected at most 1000 entries, got more");
    assertThatThrownBy(
            () -> DagReader.directory(bomb, this::block, new DagLimits(9, 99, 9999, 1000)))
        .hasMessage("expected at most 1000 blocks, got more");
    assertThatThrownBy(() -> DagReader.directory(bomb, this::block, new DagLimits(9, 9, 999, 999)))
        .hasMessage("expected at most 9 levels, got more");
    Cid text = UnixFs.add(tree("a", "0123456789"), this::keep);
    assertThatThrownBy(() -> DagReader.directory(text, this::block, new DagLimits(9, 9, 9, 9)))
        .hasMessage("expected at most 9 bytes of content, got more");
  }

  @Test
  void aFileThatLiesAboutItsSizeIsRefused() {
    byte[] message = new ProtoWriter().number(1, 2).bytes(2, new byte[5]).number(3, 6).toArray();
    Cid cid = keep(DagBlock.of(new ProtoWriter().bytes(1, message).toArray()));
    assertThatThrownBy(() -> DagReader.file(cid, this::block, LIMITS))
        .hasMessageEndingWith("expected 6 bytes of content, got 5 bytes");
  }

  @Test
  void aDirectoryThatKuboWouldShardIsRefused() {
    TreeMap<String, Bytes> files = new TreeMap<>();
    for (int i = 0; i < 1170; i++) {
      files.put("n%04d".formatted(i) + "x".repeat(185), Bytes.EMPTY);
    }
    files.put("y".repeat(30), Bytes.EMPTY);
    assertThat(UnixFs.cid(FileTree.of(files))).isNotNull();
    files.put("z", Bytes.EMPTY);
    assertThatThrownBy(() -> UnixFs.cid(FileTree.of(files)))
        .isInstanceOf(ShardingNeeded.class)
        .hasMessage("expected a directory of estimated size at most 262144, got 262179");
  }

  @Test
  void aTreeRefusesPathsThatCannotBe() {
    for (String path : List.of("", "/a", "a/", "a//b", "../a", "a/./b", "a\0", "\ud800")) {
      assertThatThrownBy(() -> tree(path, "x")).isInstanceOf(MalformedValue.class);
    }
    assertThatThrownBy(() -> tree("a", "x", "a/b", "y")).isInstanceOf(MalformedValue.class);
    assertThatThrownBy(
            () ->
                new FileTree(new TreeMap<>(Map.of("a", Bytes.EMPTY)), new TreeSet<>(List.of("a"))))
        .isInstanceOf(MalformedValue.class);
  }

  private static DagBlock directory(Cid child, String... names) {
    ProtoWriter node = new ProtoWriter();
    for (String name : names) {
      node.bytes(
          2,
          new ProtoWriter()
              .bytes(1, child.multihash().toArray())
              .bytes(2, name.getBytes(StandardCharsets.UTF_8))
              .number(3, 4)
              .toArray());
    }
    return DagBlock.of(node.bytes(1, new ProtoWriter().number(1, 1).toArray()).toArray());
  }

  private static FileTree randomTree(Random random) {
    TreeMap<String, Bytes> files = new TreeMap<>();
    TreeSet<String> empty = new TreeSet<>();
    String[] names = {"a", "b", "A", "a.txt", "é", "日本", "\ud83d\ude00", "~", "out put"};
    for (int i = random.nextInt(12); i > 0; i--) {
      StringBuilder path = new StringBuilder("d" + i);
      for (int depth = random.nextInt(4); depth > 0; depth--) {
        path.append('/').append(names[random.nextInt(names.length)]);
      }
      if (random.nextInt(4) == 0) {
        empty.add(path.toString());
      } else {
        byte[] content = new byte[random.nextInt(random.nextInt(20) == 0 ? 700_000 : 300)];
        random.nextBytes(content);
        files.put(path.toString(), Bytes.of(content));
      }
    }
    return new FileTree(files, empty);
  }

  private static FileTree tree(String... pathsAndTexts) {
    TreeMap<String, Bytes> files = new TreeMap<>();
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      files.put(pathsAndTexts[i], Bytes.of(pathsAndTexts[i + 1].getBytes(StandardCharsets.UTF_8)));
    }
    return FileTree.of(files);
  }

  private Cid keep(DagBlock block) {
    store.put(block.cid(), block.bytes());
    return block.cid();
  }

  private Optional<Bytes> block(Cid cid) {
    return Optional.ofNullable(store.get(cid));
  }
}
