package lilypad.persistence.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.audit.Equivocation;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.merkle.InclusionProof;
import lilypad.protocol.merkle.MerkleFrontier;
import lilypad.protocol.merkle.MerkleHash;
import lilypad.protocol.sign.MalformedSignature;
import lilypad.protocol.sign.SigningDomain;
import lilypad.protocol.sign.TreeHead;

/**
 * Holds the leaves of a file against their hashes, and their tree against the heads. Nothing is
 * said of leaves behind the first contradiction: they cannot be relied on.
 */
final class TreeCheck {

  private final ExportScope scope;
  private final Trust trust;
  private final Succession succession;
  private final MerkleFrontier tree = MerkleFrontier.empty();
  private final List<Proved> proved = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private long leaves;
  private long lastIndex = -1;
  private long good;
  private int heads;
  private Optional<SignedTreeHead> newest = Optional.empty();

  /** The first head that was not signed by the mediator's key and could be passed over so far. */
  private Optional<SignedTreeHead> unsigned = Optional.empty();

  private record Proved(Hash32 leaf, ExportItem.Leaf item) {}

  TreeCheck(ExportScope scope, Trust trust, Succession succession) {
    this.scope = scope;
    this.trust = trust;
    this.succession = succession;
    known(0);
  }

  /**
   * Whether heads inside the file by the key of this place say anything: under a known head a
   * forger can name itself the signer.
   */
  private boolean vouching() {
    return !trust.signers().isEmpty()
        || succession.headSigner().map(succession.current()::equals).orElse(trust.head().isEmpty());
  }

  /** Whether nothing was found so far. */
  boolean holds() {
    return findings.isEmpty();
  }

  List<Finding> findings() {
    return List.copyOf(findings);
  }

  long leaves() {
    return leaves;
  }

  int heads() {
    return heads;
  }

  /** The newest head that was found to hold. */
  Optional<SignedTreeHead> newest() {
    return newest;
  }

  /** Up to where a head vouches for the leaves. */
  long covered() {
    return good;
  }

  /** Takes the next leaf. */
  void leaf(ExportItem.Leaf item) {
    LoggedEvent event = item.event();
    boolean whole = scope.deal().isEmpty();
    if (!whole && newest.isPresent()) {
      behind("leaf " + event.index());
      return;
    }
    if (whole ? event.index() != lastIndex + 1 : event.index() <= lastIndex) {
      findings.add(
          new Finding.Broken(
              "after leaf " + lastIndex,
              whole ? "leaf " + (lastIndex + 1) : "a leaf after it",
              "leaf " + event.index()));
      return;
    }
    lastIndex = event.index();
    leaves++;
    Hash32 found = MerkleHash.leaf(event.stored().toArray());
    if (!found.equals(event.hash())) {
      findings.add(new Finding.LeafContradicted(event.index(), event.hash(), found));
      return;
    }
    succession.take(event).ifPresent(findings::add);
    if (whole) {
      tree.append(found);
      known(tree.size());
    } else {
      proved.add(new Proved(found, item));
    }
  }

  /** In a bundle one head is about all leaves before: by it nothing behind is proved. */
  private void behind(String found) {
    findings.add(new Finding.Broken("after the head", "the end", found));
  }

  /** Takes a head. In a whole log it is about the leaves so far, in a bundle about those before. */
  void head(SignedTreeHead head) {
    equivocated(head).ifPresent(findings::add);
    if (!holds()) {
      return;
    }
    if (scope.deal().isPresent() && newest.isPresent()) {
      behind("another head");
      return;
    }
    if (scope.deal().isEmpty() && head.head().size() != tree.size()) {
      findings.add(
          head.head().size() > tree.size()
              ? new Finding.LeavesMissing(good, head.head().size(), tree.size())
              : new Finding.Broken(
                  "after leaf " + lastIndex,
                  "a head of size " + tree.size(),
                  "one of size " + head.head().size()));
      return;
    }
    boolean signed = head.isSignedBy(succession.current(), scope.domain());
    if (signed || isOfKnownSigner(head)) {
      rooted(head);
    }
    if (!signed && holds()) {
      if (countsForNothing(head)) {
        unsigned = unsigned.or(() -> Optional.of(head));
        return;
      }
      notSigned(head);
    }
    if (holds()) {
      newest = Optional.of(head);
      heads++;
    }
  }

  /**
   * Up to a known head whose signer is not known, that one alone says where the record is wrong;
   * that a head before it is not the mediator's is told once it is met.
   */
  private boolean countsForNothing(SignedTreeHead head) {
    return scope.deal().isEmpty()
        && trust.signers().isEmpty()
        && trust
            .head()
            .filter(known -> known.signed().isEmpty() && head.head().size() < known.size())
            .isPresent();
  }

  /** A head by the known head's signer is believed even where the file states another key. */
  private boolean isOfKnownSigner(SignedTreeHead head) {
    return succession
        .headSigner()
        .filter(known -> head.isSignedBy(known, scope.domain()))
        .isPresent();
  }

  private void rooted(SignedTreeHead head) {
    if (scope.deal().isPresent()) {
      proofs(head);
      return;
    }
    long before = good;
    require(head.head().size(), head.head().root(), tree.root());
    good = vouching() ? good : before;
  }

  private void notSigned(SignedTreeHead head) {
    findings.add(
        new Finding.HeadNotSigned(
            head.head().size(), succession.current(), signedBy(head, scope.domain())));
  }

  private static String signedBy(SignedTreeHead head, SigningDomain domain) {
    try {
      return "one of " + head.signer(domain);
    } catch (MalformedSignature e) {
      return "bytes that are no signature";
    }
  }

  /** Against the head that is known, and against the one before. */
  private Optional<Finding> equivocated(SignedTreeHead head) {
    return Stream.concat(trust.head().flatMap(Trust.KnownHead::signed).stream(), newest.stream())
        .flatMap(known -> Equivocation.between(scope.domain(), known, head).stream())
        .findFirst()
        .map(Finding.Equivocated::new);
  }

  private void proofs(SignedTreeHead head) {
    long size = head.head().size();
    trust.head().ifPresent(known -> met(known, head.head()));
    for (Proved leaf : proved) {
      if (holds()) {
        long index = leaf.item().event().index();
        Optional<Hash32> root =
            index < size
                ? new InclusionProof(index, size, leaf.item().path()).root(leaf.leaf())
                : Optional.empty();
        if (!root.equals(Optional.of(head.head().root()))) {
          findings.add(
              new Finding.FactContradicted(
                  index,
                  "the tree of size " + size,
                  "inclusion",
                  "root " + head.head().root(),
                  root.map(Hash32::toString).orElse("a way to no root")));
        }
      }
    }
    if (holds()) {
      good = size;
    }
    proved.clear();
  }

  /** A bundle's one head is the one that is known from outside, or that one was never met. */
  private void met(Trust.KnownHead known, TreeHead found) {
    if (known.size() == found.size()) {
      require(known.size(), known.root(), found.root());
    } else {
      findings.add(
          new Finding.Broken(
              "the head", "the known one of size " + known.size(), "one of size " + found.size()));
    }
  }

  /** At the size of the head that is known from outside, the root must be its root. */
  private void known(long size) {
    trust
        .head()
        .filter(known -> known.size() == size)
        .ifPresent(
            known -> {
              require(size, known.root(), tree.root());
              unsigned.filter(head -> holds()).ifPresent(this::notSigned);
              known
                  .signed()
                  .filter(head -> size > 0 && holds())
                  .filter(head -> !head.isSignedBy(succession.current(), scope.domain()))
                  .ifPresent(this::notSigned);
            });
  }

  private void require(long size, Hash32 expected, Hash32 found) {
    if (expected.equals(found)) {
      good = Math.max(good, size);
    } else {
      findings.add(new Finding.HeadContradicted(good, size, expected, found));
    }
  }

  /** What of a head that is known from outside never came, in a file that is cut off. */
  Optional<Finding> missing() {
    return trust
        .head()
        .filter(known -> scope.deal().isEmpty() && known.size() > tree.size())
        .map(known -> new Finding.LeavesMissing(good, known.size(), tree.size()));
  }

  /**
   * The file is over.
   *
   * @param tail whether leaves that no head vouches for are wanted
   */
  void end(ExportItem.End end, boolean tail) {
    if (end.leaves() != leaves) {
      findings.add(new Finding.Broken("the end", end.leaves() + " leaves", leaves + " leaves"));
    }
    Address signer = succession.current();
    if (holds() && !signer.equals(scope.signer())) {
      findings.add(
          new Finding.Broken("the header", "mediator " + signer, "mediator " + scope.signer()));
    }
    if (holds()) {
      succession
          .missing()
          .ifPresent(
              given ->
                  findings.add(
                      new Finding.Broken(
                          "the end",
                          "the key " + given + ", which was given",
                          "the key " + signer)));
    }
    if (scope.deal().isEmpty() && holds()) {
      ended(end, tree.size(), tree.root());
      missing().ifPresent(findings::add);
      if (holds() && !tail && good < tree.size()) {
        findings.add(new Finding.NotCovered(good, tree.size() - 1));
      }
    } else if (holds()) {
      newest
          .map(SignedTreeHead::head)
          .ifPresentOrElse(
              head -> ended(end, head.size(), head.root()),
              () -> findings.add(new Finding.Broken("the end", "a head over the leaves", "none")));
    }
  }

  private void ended(ExportItem.End end, long size, Hash32 root) {
    if (end.size() != size || !end.root().equals(root)) {
      findings.add(
          new Finding.Broken(
              "the end",
              "size " + end.size() + ", root " + end.root(),
              "size " + size + ", root " + root));
    }
  }
}
