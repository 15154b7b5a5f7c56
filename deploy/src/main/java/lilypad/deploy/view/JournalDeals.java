package lilypad.deploy.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lilypad.deploy.audit.JournalFolder;
import lilypad.deploy.config.ConfigurationRefused;
import lilypad.mediator.api.DealView;
import lilypad.mediator.api.ExplanationView;
import lilypad.mediator.api.StoryView;
import lilypad.mediator.query.Boards;
import lilypad.mediator.query.DealBoard;
import lilypad.mediator.query.ProgressBoard;
import lilypad.persistence.ReadableJournal;
import lilypad.persistence.audit.RecordedFacts;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.journal.JournalEvent;
import lilypad.protocol.story.DealExplanation;
import lilypad.protocol.story.DealStory;
import lilypad.protocol.story.RecordedFact;
import lilypad.protocol.story.RuledFact;

/**
 * The deals in a journal folder, read as it is, with or without a mediator that writes to it; or in
 * an exported file.
 */
public final class JournalDeals implements Deals {

  private final Boards boards = new Boards(DealBoard.withoutSettings(), new ProgressBoard());
  private final Map<String, List<RuledFact>> facts = new HashMap<>();

  /** What the mediator decided by, as far as the journal was read. */
  private Optional<DealSettings> settings = Optional.empty();

  private JournalDeals() {}

  private void take(String owner, long number, long recordedAt, JournalEvent event) {
    boards.happened(owner, number, event, recordedAt);
    if (event instanceof AuditEvent.SettingsStated stated) {
      settings = Optional.of(stated.settings());
    }
    if (event instanceof DealEvent own) {
      facts
          .computeIfAbsent(owner.substring(owner.indexOf('|') + 1), deal -> new ArrayList<>())
          .add(new RuledFact(new RecordedFact(recordedAt, own), settings));
    }
  }

  /**
   * Reads a journal, or an exported file: of each deal only its first {@code most} facts.
   *
   * @throws ConfigurationRefused if it is neither
   * @throws lilypad.persistence.embedded.JournalFault if a journal cannot be read
   * @throws lilypad.persistence.audit.ExportFault if a file cannot be read
   */
  public static JournalDeals of(Path source, long most) {
    return JournalFolder.isMeant(source) || !Files.exists(source)
        ? open(source, most)
        : exported(source, most);
  }

  /**
   * Reads a journal.
   *
   * @param folder the journal, or the mediator's data folder that holds it as {@code journal}
   * @throws ConfigurationRefused if neither is a journal
   * @throws lilypad.persistence.embedded.JournalFault if it cannot be read
   */
  public static JournalDeals open(Path folder) {
    return open(folder, Long.MAX_VALUE);
  }

  /** As {@link #open(Path)}, of each deal only its first {@code most} facts. */
  public static JournalDeals open(Path folder, long most) {
    JournalDeals deals = new JournalDeals();
    try (ReadableJournal journal = JournalFolder.open(folder)) {
      journal.forEach(
          entry -> {
            if (!(entry.event() instanceof DealEvent) || entry.number() <= most) {
              deals.take(entry.persistenceId(), entry.number(), entry.recordedAt(), entry.event());
            }
          });
    }
    return deals;
  }

  /**
   * Reads an exported file, of each deal only its first {@code most} facts.
   *
   * @throws lilypad.persistence.audit.ExportFault if it cannot be read
   */
  public static JournalDeals exported(Path file, long most) {
    JournalDeals deals = new JournalDeals();
    RecordedFacts.forEach(
        file,
        fact -> {
          if (!(fact.event() instanceof DealEvent) || fact.number() <= most) {
            deals.take(fact.persistenceId(), fact.number(), fact.recordedAt(), fact.event());
          }
        });
    return deals;
  }

  /**
   * The key of the deal that a person means.
   *
   * @throws ConfigurationRefused if there is no such deal, or more than one
   */
  public static DealKey key(Path folder, String wanted) {
    try (JournalDeals deals = open(folder)) {
      return new DealKey(Hash32.fromHex(DealChoice.of(deals.all(), wanted).key()));
    }
  }

  @Override
  public JsonNode all() {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    boards.deals().all().stream()
        .sorted(Comparator.comparing(DealBoard.Story::key))
        .forEach(record -> all.add(DealView.of(record)));
    return all;
  }

  @Override
  public JsonNode story(String key) {
    DealKey deal = new DealKey(Hash32.fromHex(key));
    DealBoard.Story record =
        boards
            .deals()
            .find(deal)
            .orElseThrow(() -> new IllegalArgumentException("expected a known deal, got " + key));
    return StoryView.of(
        record, DealStory.of(deal, ruling(key).stream().map(RuledFact::fact).toList()));
  }

  @Override
  public JsonNode explanation(String key) {
    return ExplanationView.of(DealExplanation.of(new DealKey(Hash32.fromHex(key)), ruling(key)));
  }

  private List<RuledFact> ruling(String key) {
    return facts.getOrDefault(key, List.of());
  }

  @Override
  public void close() {
    // The journal was closed when it had been read.
  }
}
