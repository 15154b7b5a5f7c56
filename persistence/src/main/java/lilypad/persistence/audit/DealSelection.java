package lilypad.persistence.audit;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.journal.JournalEvent;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.WalletEvent;

/**
 * What of a log belongs to one deal: its own facts, what the wallet did about its intents, who its
 * candidates were when they registered, and what deals were decided by. All else is let go.
 */
final class DealSelection {

  private final String persistenceId;
  private final Set<Hash32> intents = new HashSet<>();
  private final TreeMap<Long, LoggedEvent> chosen = new TreeMap<>();

  private final Registrations<LoggedEvent> registered = new Registrations<>();

  private boolean found;

  DealSelection(DealKey deal) {
    this.persistenceId = DealFacts.persistenceId(deal);
  }

  /** Looks at the next leaf. */
  void take(LoggedEvent leaf) {
    Optional<StoredFact> fact;
    try {
      fact = StoredFact.of(leaf.stored());
    } catch (InvalidProtocolBufferException e) {
      throw new ExportFault.NothingToExport(
          "leaf " + leaf.index() + " of the journal is no stored event: " + e.getMessage());
    }
    fact.ifPresent(known -> take(leaf, known.persistenceId(), known.event()));
  }

  private void take(LoggedEvent leaf, String owner, JournalEvent event) {
    switch (event) {
      case DealEvent own -> {
        if (owner.equals(persistenceId)) {
          found = true;
          chosen.put(leaf.index(), leaf);
          follow(own);
        }
      }
      case AuditEvent.SettingsStated stated -> chosen.put(leaf.index(), leaf);
      case VerifierEvent.VerifierRegistered known ->
          DealFacts.verifier(owner).ifPresent(node -> registered.take(node, known, leaf));
      case WalletEvent sent -> {
        if (intents.contains(sent.about())) {
          chosen.put(leaf.index(), leaf);
        }
      }
      default -> {
        // Of no deal, or of another.
      }
    }
  }

  private void follow(DealEvent event) {
    switch (event) {
      case DealEvent.PanelDrawn drawn ->
          drawn
              .candidates()
              .forEach(
                  candidate ->
                      registered.of(candidate).ifPresent(leaf -> chosen.put(leaf.index(), leaf)));
      case DealEvent.SettlementRequested requested -> intents.add(requested.intent().id());
      case DealEvent.WatchDecided decided ->
          decided.check().map(SettlementIntent::id).ifPresent(intents::add);
      default -> {
        // Names nobody else's facts.
      }
    }
  }

  /** Whether there is such a deal. */
  boolean found() {
    return found;
  }

  /** What belongs to it, in the log's order. */
  List<LoggedEvent> chosen() {
    return new ArrayList<>(chosen.values());
  }
}
