package lilypad.protocol.cid;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import lilypad.protocol.Bytes;
import lilypad.protocol.cid.DagDifference.Outcome;
import lilypad.protocol.cid.TreeDifference.Side;
import org.junit.jupiter.api.Test;

class DagDifferenceTest {

  private static final long SEED = Long.getLong("lilypad.seed", System.nanoTime());

  /** What one side serves, and what was taken from it. */
  private static final class Served {
    private final Map<Cid, Bytes> store = new HashMap<>();
    private final Set<Cid> fetched = new HashSet<>();

    Cid add(FileTree tree) {
      return UnixFs.add(tree, block -> store.put(block.cid(), block.bytes()));
    }

    Cid put(ProtoWriter block) {
      DagBlock made = DagBlock.of(block.toArray());
      store.put(made.cid(), made.bytes());
      return made.cid();
    }

    Optional<Bytes> get(Cid cid) {
      fetched.add(cid);
      return Optional.ofNullable(store.get(cid));
    }
  }

  private final Served claim = new Served();
  private final Served result = new Served();

  private Outcome between(FileTree first, FileTree second) {
    return between(claim.add(first), result.add(second));
  }

  private Outcome between(Cid first, Cid second) {
    return DagDifference.between(first, claim::get, second, result::get, DagLimits.DIFFERENCE);
  }

  private static Outcome found(TreeDifference difference) {
    return new Outcome.Found(difference);
  }

  private static FileTree tree(String... pathsAndContents) {
    TreeMap<String, Bytes> files = new TreeMap<>();
    for (int i = 0; i < pathsAndContents.length; i += 2) {
      byte[] content = pathsAndContents[i + 1].getBytes(StandardCharsets.UTF_8);
      files.put(pathsAndContents[i], Bytes.of(content));
    }
    return FileTree.of(files);
  }

  private static FileTree file(byte[] content) {
    return FileTree.of(new TreeMap<>(Map.of("outputs/image.png", Bytes.of(content))));
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  @Test
  void aByteThatDiffersIsNamedAndWhatIsEqualIsNotFetched() {
    FileTree honest = tree("exitCode", "0", "outputs/a", "same", "outputs/b", "moo", "stdout", "");
    FileTree cheat = tree("exitCode", "0", "outputs/a", "same", "outputs/b", "mop", "stdout", "");

    assertThat(between(cheat, honest))
        .isEqualTo(found(new TreeDifference.ByteAt("outputs/b", 2, 'p', 'o')));
    assertThat(claim.fetched).as("root, outputs and b").hasSize(3);
    assertThat(result.fetched).hasSize(3);
  }

  @Test
  void inTheThirdChunkOfALargeFileOnlyTheWayToItIsFetched() {
    byte[] honest = random(5 * UnixFs.CHUNK + 7);
    byte[] cheat = honest.clone();
    int at = 2 * UnixFs.CHUNK + 12_345;
    cheat[at] ^= 0x55;

    assertThat(between(file(cheat), file(honest)))
        .isEqualTo(
            found(
                new TreeDifference.ByteAt(
                    "outputs/image.png", at, cheat[at] & 0xff, honest[at] & 0xff)));
    assertThat(claim.fetched).as("root, outputs, the file and its third chunk").hasSize(4);
    assertThat(result.fetched).hasSize(4);
    assertThat(claim.store).as("all there is").hasSize(9);
  }

  @Test
  void aFileThatGoesOnDiffersInLengthAlsoAcrossChunksAndLevels() {
    assertThat(between(tree("stdout", "moo!"), tree("stdout", "moo")))
        .isEqualTo(found(new TreeDifference.Length("stdout", 4, 3)));
    int most = UnixFs.MAX_LINKS * UnixFs.CHUNK;
    byte[] longer = new byte[most + 1];
    assertThat(between(file(longer), file(Arrays.copyOf(longer, most))))
        .isEqualTo(found(new TreeDifference.Length("outputs/image.png", most + 1L, most)));
    assertThat(between(file(new byte[0]), file(random(UnixFs.CHUNK + 1))))
        .isEqualTo(found(new TreeDifference.Length("outputs/image.png", 0, UnixFs.CHUNK + 1L)));
  }

  @Test
  void aFileThatIsMissingOrExtraIsNamed() {
    assertThat(between(tree("stdout", "moo"), tree("outputs/a", "x", "stdout", "moo")))
        .isEqualTo(found(new TreeDifference.OnlyIn("outputs", Side.SECOND)));
    assertThat(between(tree("outputs/a", "x", "outputs/b", "y"), tree("outputs/a", "x")))
        .isEqualTo(found(new TreeDifference.OnlyIn("outputs/b", Side.FIRST)));
    assertThat(between(tree("a", "x"), tree("a/b", "x")))
        .isEqualTo(found(new TreeDifference.OtherKind("a", Side.FIRST)));
  }

  @Test
  void whatNobodyServesIsSaidWithTheSideThatDoesNot() {
    FileTree honest = tree("outputs/b", "moo");
    Cid first = claim.add(tree("outputs/b", "mop"));
    Cid second = result.add(honest);
    Function<Cid, Optional<Bytes>> nothing = cid -> Optional.empty();
    assertThat(DagDifference.between(first, nothing, second, result::get, DagLimits.DIFFERENCE))
        .isInstanceOfSatisfying(
            Outcome.Unreadable.class,
            unreadable -> {
              assertThat(unreadable.side()).isEqualTo(Side.FIRST);
              assertThat(unreadable.why()).isInstanceOf(MissingBlock.class);
            });
    assertThat(DagDifference.between(first, claim::get, second, nothing, DagLimits.DIFFERENCE))
        .isInstanceOfSatisfying(
            Outcome.Unreadable.class,
            unreadable -> assertThat(unreadable.side()).isEqualTo(Side.SECOND));
  }

  @Test
  void theSameFilesInOtherBlocksAreTheSame() {
    byte[] content = random(100);
    ProtoWriter inner = new ProtoWriter();
    long half = 50;
    for (int from : new int[] {0, 50}) {
      Cid leaf = claim.put(leaf(Arrays.copyOfRange(content, from, from + 50)));
      link(inner, leaf, "");
    }
    ProtoWriter unixFs = new ProtoWriter().number(1, 2).number(3, 100);
    Cid file = claim.put(inner.bytes(1, unixFs.number(4, half).number(4, half).toArray()));
    ProtoWriter root = new ProtoWriter();
    link(root, file, "a");
    Cid first = claim.put(root.bytes(1, new ProtoWriter().number(1, 1).toArray()));
    Cid second = result.add(FileTree.of(new TreeMap<>(Map.of("a", Bytes.of(content)))));

    assertThat(first).isNotEqualTo(second);
    assertThat(between(first, second)).isEqualTo(new Outcome.Same());
  }

  @Test
  void sizesThatDoNotAddUpAreRefusedBeforeAnyOfThemIsBelieved() {
    Cid second = result.add(tree("a", "moo"));
    for (long lie : new long[] {2, 4, -1, Long.MAX_VALUE}) {
      ProtoWriter inner = new ProtoWriter();
      link(inner, claim.put(leaf(new byte[] {1, 2, 3})), "");
      ProtoWriter unixFs = new ProtoWriter().number(1, 2).number(3, lie).number(4, lie);
      Cid file = claim.put(inner.bytes(1, unixFs.toArray()));
      ProtoWriter root = new ProtoWriter();
      link(root, file, "a");
      Cid first = claim.put(root.bytes(1, new ProtoWriter().number(1, 1).toArray()));

      assertThat(between(first, second))
          .as("a link to 3 bytes that says %s", lie)
          .isInstanceOfSatisfying(
              Outcome.Unreadable.class,
              unreadable -> {
                assertThat(unreadable.side()).isEqualTo(Side.FIRST);
                assertThat(unreadable.why()).isInstanceOf(MalformedBlock.class);
              });
    }
  }

  @Test
  void aDagThatUnfoldsWithoutEndStopsAtTheLimits() {
    Cid node = claim.put(leaf(new byte[] {1}));
    long size = 1;
    for (int level = 0; level < 40; level++) {
      ProtoWriter inner = new ProtoWriter();
      link(inner, node, "");
      link(inner, node, "");
      ProtoWriter unixFs = new ProtoWriter().number(1, 2).number(3, 2 * size);
      node = claim.put(inner.bytes(1, unixFs.number(4, size).number(4, size).toArray()));
      size *= 2;
    }
    ProtoWriter root = new ProtoWriter();
    link(root, node, "a");
    Cid first = claim.put(root.bytes(1, new ProtoWriter().number(1, 1).toArray()));
    byte[] ones = new byte[UnixFs.CHUNK];
    Arrays.fill(ones, (byte) 1);
    Cid second = result.add(FileTree.of(new TreeMap<>(Map.of("a", Bytes.of(ones)))));

    assertThat(between(first, second))
        .isInstanceOfSatisfying(
            Outcome.Unreadable.class,
            unreadable -> assertThat(unreadable.why()).isInstanceOf(DagLimitExceeded.class));
    assertThat(between(node, second))
        .as("a file where the directory should be")
        .isInstanceOf(Outcome.Unreadable.class);
  }

  @Test
  void moreBytesThanAllowedAreNotCompared() {
    DagLimits small = new DagLimits(UnixFs.CHUNK, 64, 100, 100);
    byte[] honest = random(3 * UnixFs.CHUNK);
    byte[] cheat = honest.clone();
    cheat[UnixFs.CHUNK + 3] ^= 1;
    Cid first = claim.add(file(cheat));
    assertThat(
            DagDifference.between(first, claim::get, result.add(file(honest)), result::get, small))
        .isInstanceOfSatisfying(
            Outcome.Unreadable.class,
            unreadable -> assertThat(unreadable.why()).hasMessageContaining("bytes"));
  }

  @Test
  void aHostileNameIsCutAndNeverEndsInHalfACharacter() {
    String longName = "\ud83d\udc2e".repeat(2_000);
    assertThat(between(tree("x" + longName, "1"), tree("b", "2")))
        .isEqualTo(found(new TreeDifference.OnlyIn("b", Side.SECOND)));
    assertThat(between(tree("x" + longName, "1"), FileTree.EMPTY))
        .isInstanceOfSatisfying(
            Outcome.Found.class,
            outcome -> {
              String path = outcome.difference().path();
              assertThat(path.length()).isLessThanOrEqualTo(DagDifference.MAX_PATH + 3);
              assertThat(path).endsWith("\udc2e...");
            });
  }

  /** The comparison of whole trees is the reference. */
  @Test
  void itFindsWhatTheComparisonOfWholeTreesFinds() {
    System.out.println("DagDifferenceTest seed " + SEED + " (-Dlilypad.seed=...)");
    Random random = new Random(SEED);
    int differing = 0;
    for (int i = 0; i < 1_000; i++) {
      FileTree first = randomTree(random);
      FileTree second = random.nextInt(5) == 0 ? first : randomTree(random);
      Outcome expected =
          TreeDifference.between(first, second)
              .<Outcome>map(Outcome.Found::new)
              .orElseGet(Outcome.Same::new);
      assertThat(between(first, second)).as("seed %s", SEED).isEqualTo(expected);
      differing += expected instanceof Outcome.Found ? 1 : 0;
    }
    assertThat(differing).isGreaterThan(300);
  }

  private static FileTree randomTree(Random random) {
    TreeMap<String, Bytes> files = new TreeMap<>();
    TreeSet<String> empty = new TreeSet<>();
    for (String name : new String[] {"a", "a-b", "a.c", "\u00e9"}) {
      byte[] content = new byte[random.nextInt(3)];
      switch (random.nextInt(4)) {
        case 0 -> files.put(name, Bytes.of(content));
        case 1 -> empty.add(name);
        case 2 -> files.put(name + "/" + random.nextInt(2), Bytes.of(content));
        default -> {}
      }
    }
    return new FileTree(files, empty);
  }

  private static ProtoWriter leaf(byte[] content) {
    ProtoWriter unixFs = new ProtoWriter().number(1, 2).bytes(2, content).number(3, content.length);
    return new ProtoWriter().bytes(1, unixFs.toArray());
  }

  private static void link(ProtoWriter node, Cid child, String name) {
    node.bytes(
        2,
        new ProtoWriter()
            .bytes(1, child.multihash().toArray())
            .bytes(2, name.getBytes(StandardCharsets.UTF_8))
            .number(3, 1)
            .toArray());
  }
}
