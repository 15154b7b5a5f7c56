package lilypad.persistence.audit;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** The facts of an exported file, taken as they stand there: nothing is checked. */
public final class RecordedFacts {

  private RecordedFacts() {}

  /**
   * Shows every fact of ours, in the log's order.
   *
   * @throws ExportFault if the file cannot be read to its end
   * @throws lilypad.protocol.journal.UnknownManifest if a newer build wrote a fact
   */
  public static void forEach(Path file, Consumer<StoredFact> receiver) {
    try (ExportReader reader = ExportReader.open(file)) {
      for (Optional<ExportItem> next = reader.next(); next.isPresent(); next = reader.next()) {
        if (next.get() instanceof ExportItem.Leaf leaf) {
          StoredFact.of(leaf.event().stored()).ifPresent(receiver);
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw new ExportFault.Malformed(file, 0, "stored events", String.valueOf(e.getMessage()));
    }
  }
}
