package lilypad.persistence.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lilypad.protocol.DealKey;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.story.DealExplanation;
import lilypad.protocol.story.RecordedFact;
import lilypad.protocol.story.RuledFact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real record of an earlier build, explained by this one. */
class ExplainedRecordTest {

  @TempDir private Path folder = Path.of("");

  private Map<DealKey, List<RuledFact>> facts() throws InvalidProtocolBufferException {
    Map<DealKey, List<RuledFact>> deals = new TreeMap<>();
    Optional<DealSettings> settings = Optional.empty();
    for (LoggedEvent leaf : DemoRecord.read(folder).leaves()) {
      Optional<StoredFact> fact = StoredFact.of(leaf.stored());
      if (fact.isPresent() && fact.get().event() instanceof AuditEvent.SettingsStated stated) {
        settings = Optional.of(stated.settings());
      } else if (fact.isPresent() && fact.get().event() instanceof DealEvent own) {
        deals
            .computeIfAbsent(
                DealFacts.deal(fact.get().persistenceId()).orElseThrow(), d -> new ArrayList<>())
            .add(new RuledFact(new RecordedFact(fact.get().recordedAt(), own), settings));
      }
    }
    return deals;
  }

  @Test
  void everyDecisionOfTenDealsIsMadeOnceMore() throws InvalidProtocolBufferException {
    Map<DealKey, List<RuledFact>> deals = facts();
    assertThat(deals).hasSize(10);
    int verdicts = 0;
    for (Map.Entry<DealKey, List<RuledFact>> deal : deals.entrySet()) {
      DealExplanation why = DealExplanation.of(deal.getKey(), deal.getValue());
      assertThat(why.replayed()).isTrue();
      assertThat(why.differences()).as("%s", why.deal()).isEmpty();
      assertThat(why.lines())
          .noneSatisfy(line -> assertThat(line).contains("CONTRADICTED"))
          .allSatisfy(line -> assertThat(line).matches("[ -~]*"));
      verdicts += (int) why.checks().stream().filter(DealExplanation.Check::decided).count();
    }
    assertThat(verdicts).isPositive();
  }
}
