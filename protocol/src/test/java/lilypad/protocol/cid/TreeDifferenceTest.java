package lilypad.protocol.cid;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import lilypad.protocol.Bytes;
import lilypad.protocol.cid.TreeDifference.Side;
import org.junit.jupiter.api.Test;

class TreeDifferenceTest {

  private static final long SEED = Long.getLong("lilypad.seed", System.nanoTime());

  @Test
  void equalTreesHaveNoDifference() {
    FileTree tree = tree("stdout", "moo", "outputs/a", "x", "empty/", "");
    assertThat(TreeDifference.between(tree, tree("stdout", "moo", "outputs/a", "x", "empty/", "")))
        .isEmpty();
    assertThat(TreeDifference.between(FileTree.EMPTY, FileTree.EMPTY)).isEmpty();
  }

  @Test
  void theFirstByteThatDiffersIsNamedWithBothValuesUnsigned() {
    Bytes first = Bytes.of((byte) 1, (byte) 2, (byte) 0x80, (byte) 4);
    Bytes second = Bytes.of((byte) 1, (byte) 2, (byte) 0xff, (byte) 5);
    assertThat(TreeDifference.inFile("image.png", first, second))
        .contains(new TreeDifference.ByteAt("image.png", 2, 0x80, 0xff))
        .get()
        .hasToString("image.png at byte 2: 0x80 in the first, 0xff in the second");
  }

  @Test
  void aFileThatGoesOnWhereTheOtherEndsDiffersInLength() {
    assertThat(TreeDifference.between(tree("stdout", "moo"), tree("stdout", "moo!")))
        .contains(new TreeDifference.Length("stdout", 3, 4))
        .get()
        .hasToString("stdout of 3 bytes in the first, of 4 in the second");
    assertThat(TreeDifference.between(tree("stdout", "mop"), tree("stdout", "moo!")))
        .contains(new TreeDifference.ByteAt("stdout", 2, 'p', 'o'));
  }

  @Test
  void whatOnlyOneTreeHasIsNamedAtItsTop() {
    FileTree bare = tree("stdout", "moo");
    FileTree more = tree("stdout", "moo", "outputs/deep/a", "x");
    assertThat(TreeDifference.between(bare, more))
        .contains(new TreeDifference.OnlyIn("outputs", Side.SECOND))
        .get()
        .hasToString("outputs only in the second");
    assertThat(TreeDifference.between(more, bare))
        .contains(new TreeDifference.OnlyIn("outputs", Side.FIRST));
    assertThat(TreeDifference.between(tree("stdout", "moo", "outputs/", ""), more))
        .contains(new TreeDifference.OnlyIn("outputs/deep", Side.SECOND));
  }

  @Test
  void aFileIsNoDirectory() {
    assertThat(TreeDifference.between(tree("a", "x"), tree("a/b", "x")))
        .contains(new TreeDifference.OtherKind("a", Side.FIRST))
        .get()
        .hasToString("a a file in the first, a directory in the other");
    assertThat(TreeDifference.between(tree("a/", ""), tree("a", "")))
        .contains(new TreeDifference.OtherKind("a", Side.SECOND));
  }

  @Test
  void aDirectoryIsReadBeforeANameThatGoesOnAfterIts() {
    assertThat(TreeDifference.between(tree("a/z", "1", "a-b", "1"), tree("a/z", "2", "a-b", "2")))
        .contains(new TreeDifference.ByteAt("a/z", 0, '1', '2'));
    String beyondUtf16 = "\ud83d\udc2e";
    assertThat(
            TreeDifference.between(
                tree(beyondUtf16, "1", "\uff21", "1"), tree(beyondUtf16, "2", "\uff21", "2")))
        .contains(new TreeDifference.ByteAt("\uff21", 0, '1', '2'));
  }

  /** The paths of the trees' DAGs in the order of a walk are the reference. */
  @Test
  void whateverDiffersIsFoundWhereTheWalksOfBothDagsPart() {
    System.out.println("TreeDifferenceTest seed " + SEED + " (-Dlilypad.seed=...)");
    Random random = new Random(SEED);
    int differing = 0;
    for (int i = 0; i < 2_000; i++) {
      FileTree first = randomTree(random);
      FileTree second = random.nextInt(5) == 0 ? first : randomTree(random);
      var found = TreeDifference.between(first, second);
      assertThat(found.isEmpty())
          .as("seed %s", SEED)
          .isEqualTo(UnixFs.cid(first).equals(UnixFs.cid(second)));
      if (found.isPresent()) {
        differing++;
        assertThat(walk(first, found.get().path()))
            .as("seed %s: what is before %s in %s and %s", SEED, found.get(), first, second)
            .isEqualTo(walk(second, found.get().path()));
      }
    }
    assertThat(differing).isGreaterThan(500);
  }

  /** Every entry that a walk meets before {@code until}, with its content. */
  private static List<String> walk(FileTree tree, String until) {
    List<String> met = new ArrayList<>();
    walk(tree, "", until, met);
    return met;
  }

  private static boolean walk(FileTree tree, String prefix, String until, List<String> met) {
    TreeMap<Bytes, String> names = new TreeMap<>();
    List<String> paths = new ArrayList<>(tree.files().keySet());
    paths.addAll(tree.emptyDirectories());
    paths.add(until);
    for (String path : paths) {
      if (path.startsWith(prefix)) {
        String name = path.substring(prefix.length()).split("/", 2)[0];
        names.put(Bytes.of(name.getBytes(StandardCharsets.UTF_8)), prefix + name);
      }
    }
    for (String path : names.values()) {
      if (path.equals(until)) {
        return false;
      }
      met.add(path + tree.files().getOrDefault(path, Bytes.EMPTY));
      boolean directory = paths.stream().anyMatch(other -> other.startsWith(path + "/"));
      if (directory && !walk(tree, path + "/", until, met)) {
        return false;
      }
    }
    return true;
  }

  private static FileTree randomTree(Random random) {
    List<String> names = List.of("a", "a-b", "a.c", "b", "\u00e9");
    TreeMap<String, Bytes> files = new TreeMap<>();
    TreeSet<String> empty = new TreeSet<>();
    for (String name : names) {
      switch (random.nextInt(5)) {
        case 0 -> files.put(name, Bytes.of(new byte[random.nextInt(3)]));
        case 1 -> empty.add(name);
        case 2 -> files.put(name + "/" + names.get(random.nextInt(5)), Bytes.of((byte) 1));
        case 3 -> empty.add(name + "/" + names.get(random.nextInt(5)));
        default -> {}
      }
    }
    return new FileTree(files, empty);
  }

  private static FileTree tree(String... pathsAndContents) {
    TreeMap<String, Bytes> files = new TreeMap<>();
    TreeSet<String> empty = new TreeSet<>();
    for (int i = 0; i < pathsAndContents.length; i += 2) {
      String path = pathsAndContents[i];
      if (path.endsWith("/")) {
        empty.add(path.substring(0, path.length() - 1));
      } else {
        files.put(path, Bytes.of(pathsAndContents[i + 1].getBytes(StandardCharsets.UTF_8)));
      }
    }
    return new FileTree(files, empty);
  }
}
