package lilypad.deploy.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lilypad.deploy.config.ConfigurationRefused;
import lilypad.mediator.api.DealView;
import lilypad.mediator.api.StoryView;
import lilypad.mediator.query.Boards;
import lilypad.mediator.query.DealBoard;
import lilypad.mediator.query.ProgressBoard;
import lilypad.persistence.embedded.JournalReader;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.story.DealStory;
import lilypad.protocol.story.RecordedFact;

/** The deals in a journal folder, read as it is, with or without a mediator that writes to it. */
public final class JournalDeals implements Deals {

  private final Boards boards = new Boards(DealBoard.withoutSettings(), new ProgressBoard());
  private final Map<String, List<RecordedFact>> facts = new HashMap<>();

  private JournalDeals(JournalReader journal) {
    journal.forEach(
        entry -> {
          boards.happened(
              entry.persistenceId(), entry.sequenceNr(), entry.event(), entry.recordedAt());
          if (entry.event() instanceof DealEvent event) {
            String key = entry.persistenceId().substring(entry.persistenceId().indexOf('|') + 1);
            facts
                .computeIfAbsent(key, deal -> new ArrayList<>())
                .add(new RecordedFact(entry.recordedAt(), event));
          }
        });
  }

  /**
   * Reads a journal.
   *
   * @param folder the journal, or the mediator's data folder that holds it as {@code journal}
   * @throws ConfigurationRefused if neither is a journal
   * @throws lilypad.persistence.embedded.JournalFault if it cannot be read
   */
  public static JournalDeals open(Path folder) {
    Path inner = folder.resolve("journal");
    if (!JournalReader.isJournal(folder) && !JournalReader.isJournal(inner)) {
      throw new ConfigurationRefused(
          "There is no journal in " + folder.toAbsolutePath().normalize(),
          "Give a mediator's data-folder, or the folder journal in it");
    }
    try (JournalReader journal =
        JournalReader.open(JournalReader.isJournal(folder) ? folder : inner)) {
      return new JournalDeals(journal);
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
    return StoryView.of(record, DealStory.of(deal, facts.getOrDefault(key, List.of())));
  }

  @Override
  public void close() {
    // The journal was closed when it had been read.
  }
}
