package lilypad.protocol.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import org.junit.jupiter.api.Test;

/** Against the entries and roots that implementations of Certificate Transparency share. */
class MerkleTreeTest {

  private static final List<String> ENTRIES =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  private static final List<String> ROOTS =
      List.of(
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  /** Sizes on both sides of every change of the tree's shape. */
  private static final int MOST = 70;

  /** A tree of which everything is kept. */
  private static final class Whole implements MerkleNodes {
    private final Map<List<Long>, Hash32> nodes = new HashMap<>();
    private final List<Hash32> leaves = new ArrayList<>();
    private final MerkleFrontier frontier = MerkleFrontier.empty();

    static Whole of(int size) {
      Whole tree = new Whole();
      for (int i = 0; i < size; i++) {
        Hash32 leaf = MerkleHash.leaf(new byte[] {(byte) i, (byte) (i >> 8)});
        tree.leaves.add(leaf);
        tree.frontier.append(
            leaf, (level, index, hash) -> tree.nodes.put(List.of((long) level, index), hash));
      }
      return tree;
    }

    @Override
    public Hash32 node(int level, long index) {
      return Objects.requireNonNull(nodes.get(List.of((long) level, index)));
    }

    /** The definition in words of the RFC: split at the largest power of two below. */
    Hash32 defined(int from, int to) {
      if (to == from) {
        return MerkleHash.empty();
      }
      if (to - from == 1) {
        return leaves.get(from);
      }
      int half = 1;
      while (half * 2 < to - from) {
        half *= 2;
      }
      return MerkleHash.node(defined(from, from + half), defined(from + half, to));
    }
  }

  @Test
  void theNineSharedRootsComeOut() {
    MerkleFrontier tree = MerkleFrontier.empty();
    List<String> roots = new ArrayList<>(List.of(tree.root().bytes().digits()));
    for (String entry : ENTRIES) {
      tree.append(MerkleHash.leaf(Bytes.fromHex(entry).toArray()));
      roots.add(tree.root().bytes().digits());
    }
    assertThat(roots).isEqualTo(ROOTS);
  }

  @Test
  void theEdgeOfAGreaterTreeGivesEverySmallerRoot() {
    Whole tree = Whole.of(MOST);
    for (int size = 0; size <= MOST; size++) {
      assertThat(MerkleFrontier.of(tree, size).root()).isEqualTo(tree.defined(0, size));
      assertThat(tree.root(0, size)).isEqualTo(tree.defined(0, size));
    }
  }

  @Test
  void aCopyGrowsOnItsOwn() {
    MerkleFrontier tree = MerkleFrontier.of(Whole.of(3), 3);
    MerkleFrontier copy = tree.copy();
    Hash32 before = tree.root();
    copy.append(MerkleHash.leaf(new byte[0]));
    assertThat(tree.root()).isEqualTo(before);
    assertThat(copy.size()).isEqualTo(4);
    assertThat(copy.root()).isNotEqualTo(before);
  }

  @Test
  void everyLeafIsProvedInEveryTreeAndNowhereElse() {
    Whole tree = Whole.of(MOST);
    for (int size = 1; size <= MOST; size++) {
      Hash32 root = tree.defined(0, size);
      for (int index = 0; index < size; index++) {
        InclusionProof proof = InclusionProof.of(tree, index, size);
        assertThat(proof.proves(tree.leaves.get(index), root)).isTrue();
        assertThat(proof.proves(tree.leaves.get((index + 1) % MOST), root)).isFalse();
        int other = (index + 1) % size;
        assertThat(
                other != index
                    && new InclusionProof(other, size, proof.path())
                        .proves(tree.leaves.get(index), root))
            .isFalse();
        for (List<Hash32> wrong : damaged(proof.path())) {
          assertThat(new InclusionProof(index, size, wrong).proves(tree.leaves.get(index), root))
              .isFalse();
        }
      }
    }
  }

  @Test
  void everyTreeIsProvedToGrowIntoEveryGreaterAndIntoNoOther() {
    Whole tree = Whole.of(MOST);
    for (int second = 1; second <= MOST; second++) {
      for (int first = 1; first <= second; first++) {
        ConsistencyProof proof = ConsistencyProof.of(tree, first, second);
        Hash32 small = tree.defined(0, first);
        Hash32 great = tree.defined(0, second);
        assertThat(proof.connects(small, great)).isTrue();
        assertThat(proof.connects(MerkleHash.empty(), great)).isFalse();
        assertThat(proof.connects(small, MerkleHash.empty())).isFalse();
        for (List<Hash32> wrong : damaged(proof.path())) {
          assertThat(new ConsistencyProof(first, second, wrong).connects(small, great)).isFalse();
        }
      }
    }
  }

  /** The path with each hash changed, one left out, and one more. */
  private static List<List<Hash32>> damaged(List<Hash32> path) {
    List<List<Hash32>> all = new ArrayList<>();
    for (int i = 0; i < path.size(); i++) {
      List<Hash32> changed = new ArrayList<>(path);
      changed.set(i, MerkleHash.empty());
      all.add(changed);
    }
    if (!path.isEmpty()) {
      all.add(path.subList(1, path.size()));
    }
    List<Hash32> longer = new ArrayList<>(path);
    longer.add(MerkleHash.empty());
    all.add(longer);
    return all;
  }

  @Test
  void aProofAboutNoLeafOrNoTreeIsNone() {
    assertThatThrownBy(() -> new InclusionProof(3, 3, List.of()))
        .isInstanceOf(MalformedValue.class);
    assertThatThrownBy(() -> InclusionProof.of(Whole.of(3), -1, 3))
        .isInstanceOf(MalformedValue.class);
    assertThatThrownBy(() -> ConsistencyProof.of(Whole.of(3), 0, 3))
        .isInstanceOf(MalformedValue.class);
    assertThatThrownBy(() -> new ConsistencyProof(4, 3, List.of()))
        .isInstanceOf(MalformedValue.class);
  }
}
