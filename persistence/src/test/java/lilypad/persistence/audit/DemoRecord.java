package lilypad.persistence.audit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import lilypad.protocol.Hash32;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.merkle.MerkleFrontier;
import lilypad.protocol.sign.PrivateKey;
import lilypad.protocol.sign.TreeHead;

/**
 * A real record, to be tampered with: what the mediator of {@code lilypad demo} wrote on 2026-11-26
 * about ten deals, exported.
 *
 * @param leaves of the whole log
 * @param heads as they were signed
 */
record DemoRecord(ExportScope scope, List<LoggedEvent> leaves, List<SignedTreeHead> heads) {

  /** The devnet's mediator: Anvil's third account, whose key everybody knows. */
  static final PrivateKey MEDIATOR =
      PrivateKey.fromHex("5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a");

  static DemoRecord read(Path folder) {
    return read(folder, "demo.audit");
  }

  /** The record of scenario {@code watchman}, written on 2026-11-28 about its one deal. */
  static DemoRecord ofAWatchman(Path folder) {
    return read(folder, "watchman.audit");
  }

  private static DemoRecord read(Path folder, String name) {
    Path file = folder.resolve(name);
    try (InputStream resource =
        Objects.requireNonNull(DemoRecord.class.getResourceAsStream("/lilypad/" + name))) {
      Files.write(file, resource.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<LoggedEvent> leaves = new ArrayList<>();
    List<SignedTreeHead> heads = new ArrayList<>();
    try (ExportReader reader = ExportReader.open(file)) {
      for (Optional<ExportItem> next = reader.next(); next.isPresent(); next = reader.next()) {
        switch (next.get()) {
          case ExportItem.Leaf leaf -> leaves.add(leaf.event());
          case ExportItem.Head head -> heads.add(head.head());
          case ExportItem.End end -> {}
        }
      }
      return new DemoRecord(reader.scope(), List.copyOf(leaves), List.copyOf(heads));
    }
  }

  /** With other leaves, which are counted through. */
  DemoRecord with(List<LoggedEvent> others) {
    List<LoggedEvent> counted = new ArrayList<>();
    for (LoggedEvent leaf : others) {
      counted.add(new LoggedEvent(counted.size(), leaf.hash(), leaf.stored()));
    }
    return new DemoRecord(scope, List.copyOf(counted), heads);
  }

  /**
   * With heads over the leaves as they are now, by any key, which the file says is the right one.
   */
  DemoRecord signedAgain(PrivateKey key) {
    MerkleFrontier tree = MerkleFrontier.empty();
    List<Hash32> roots = new ArrayList<>(List.of(tree.root()));
    for (LoggedEvent leaf : leaves) {
      tree.append(leaf.hash());
      roots.add(tree.root());
    }
    List<SignedTreeHead> again =
        heads.stream()
            .map(SignedTreeHead::head)
            .filter(head -> head.size() < roots.size())
            .map(
                head ->
                    SignedTreeHead.sign(
                        new TreeHead(
                            head.size(), roots.get(Math.toIntExact(head.size())), head.timestamp()),
                        key,
                        scope.domain()))
            .toList();
    return new DemoRecord(
        new ExportScope(scope.domain(), key.address(), scope.deal(), scope.exportedAt()),
        leaves,
        again);
  }

  /** Under one head, over so many of its leaves. */
  DemoRecord under(long size) {
    SignedTreeHead any =
        SignedTreeHead.sign(new TreeHead(size, Hash32.ZERO, 1), MEDIATOR, scope.domain());
    return new DemoRecord(scope, leaves, List.of(any)).signedAgain(MEDIATOR);
  }

  /** Writes it as somebody would who knows the format: each head where its size says. */
  Path write(Path file) {
    MerkleFrontier tree = MerkleFrontier.empty();
    try (ExportWriter out = ExportWriter.begin(file, scope)) {
      heads(out, 0);
      for (LoggedEvent leaf : leaves) {
        out.leaf(leaf, List.of());
        tree.append(leaf.hash());
        heads(out, tree.size());
      }
      out.end(tree.size(), tree.root());
    }
    return file;
  }

  private void heads(ExportWriter out, long size) {
    heads.stream().filter(head -> head.head().size() == size).forEach(out::head);
  }

  /** The head over all of it. */
  Trust.KnownHead last() {
    SignedTreeHead head = heads.getLast();
    return new Trust.KnownHead(head.head().size(), head.head().root(), Optional.of(head));
  }
}
