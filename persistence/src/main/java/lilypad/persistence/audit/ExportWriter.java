package lilypad.persistence.audit;

import com.github.luben.zstd.ZstdOutputStream;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import lilypad.persistence.audit.exported.ExportEnd;
import lilypad.persistence.audit.exported.ExportHeader;
import lilypad.persistence.audit.exported.ExportRecord;
import lilypad.persistence.audit.exported.ExportedHead;
import lilypad.persistence.audit.exported.ExportedLeaf;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.audit.SignedTreeHead;

/**
 * Writes an exported file. It grows beside its place and takes it, synced, with {@link #end}: what
 * has the name is whole, and what is closed before leaves nothing.
 */
final class ExportWriter implements AutoCloseable {

  private static final int LEVEL = 3;
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final Path growing;
  private final ZstdOutputStream out;
  private long leaves;

  private ExportWriter(Path file, Path growing, ZstdOutputStream out) {
    this.file = file;
    this.growing = growing;
    this.out = out;
  }

  /**
   * Begins a file.
   *
   * @throws ExportFault.Unusable if it cannot be made
   */
  static ExportWriter begin(Path file, ExportScope scope) {
    Path growing = file.resolveSibling(file.getFileName() + ".part");
    try {
      ZstdOutputStream out =
          new ZstdOutputStream(
              new BufferedOutputStream(Files.newOutputStream(growing), BUFFER), LEVEL);
      out.setChecksum(true);
      ExportWriter writer = new ExportWriter(file, growing, out);
      writer.header(scope);
      return writer;
    } catch (IOException e) {
      throw new ExportFault.Unusable(growing, e);
    }
  }

  private void header(ExportScope scope) {
    ExportHeader.Builder header =
        ExportHeader.newBuilder()
            .setFormat(ExportScope.FORMAT)
            .setChainId(scope.domain().chainId())
            .setStorage(of(scope.domain().verifyingContract().bytes()))
            .setSigner(of(scope.signer().bytes()))
            .setExportedAt(scope.exportedAt());
    scope.deal().ifPresent(deal -> header.setDeal(of(deal.hash().bytes())));
    write(ExportRecord.newBuilder().setHeader(header).build());
  }

  void leaf(LoggedEvent event, List<Hash32> path) {
    ExportedLeaf.Builder leaf =
        ExportedLeaf.newBuilder()
            .setIndex(event.index())
            .setHash(of(event.hash().bytes()))
            .setStored(of(event.stored()));
    path.forEach(hash -> leaf.addPath(of(hash.bytes())));
    write(ExportRecord.newBuilder().setLeaf(leaf).build());
    leaves++;
  }

  void head(SignedTreeHead head) {
    write(
        ExportRecord.newBuilder()
            .setHead(
                ExportedHead.newBuilder()
                    .setSize(head.head().size())
                    .setRoot(of(head.head().root().bytes()))
                    .setTimestamp(head.head().timestamp())
                    .setSignature(of(head.signature())))
            .build());
  }

  /** Ends the file, which now takes its place. Returns its size in bytes. */
  long end(long size, Hash32 root) {
    write(
        ExportRecord.newBuilder()
            .setEnd(
                ExportEnd.newBuilder().setLeaves(leaves).setSize(size).setRoot(of(root.bytes())))
            .build());
    try {
      out.close();
      try (FileChannel written = FileChannel.open(growing, StandardOpenOption.WRITE)) {
        written.force(true);
      }
      Files.move(growing, file, StandardCopyOption.ATOMIC_MOVE);
      return Files.size(file);
    } catch (IOException e) {
      throw new ExportFault.Unusable(file, e);
    }
  }

  private void write(ExportRecord record) {
    try {
      record.writeDelimitedTo(out);
    } catch (IOException e) {
      throw new ExportFault.Unusable(growing, e);
    }
  }

  private static ByteString of(Bytes bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes.toArray());
  }

  @Override
  public void close() {
    try {
      out.close();
      Files.deleteIfExists(growing);
    } catch (IOException e) {
      throw new ExportFault.Unusable(growing, e);
    }
  }
}
