package lilypad.deploy.bench;

import java.util.ArrayList;
import java.util.List;
import lilypad.protocol.Address;
import lilypad.protocol.journal.JournalCodec;
import lilypad.protocol.journal.JournalEvent;
import lilypad.protocol.sign.PrivateKey;

/**
 * What is appended where journals are measured: the facts of a {@link MarketHistory}'s deals, one
 * deal in ten mediated, again and again. They are made before anything is timed.
 */
final class JournalFacts {

  private static final int DEALS = 1_000;
  private static final Address SIGNER = PrivateKey.fromHex("5e".repeat(32)).address();

  private final List<JournalEvent> facts = new ArrayList<>();
  private final long bytes;

  JournalFacts() {
    // More than these deals: the newest of a history are still open.
    MarketHistory history = new MarketHistory(DEALS, SIGNER);
    for (int deal = 0; deal < DEALS; deal++) {
      facts.addAll(history.deal(deal));
    }
    bytes = facts.stream().mapToLong(fact -> JournalCodec.encode(fact).length).sum();
  }

  /** The fact that an entity writes at a place in its life; entities do not write the same. */
  JournalEvent at(int entity, long place) {
    return facts.get((int) ((entity * 7L + place) % facts.size()));
  }

  /** Bytes of a fact, without anything around it: the average of all. */
  double bytes() {
    return (double) bytes / facts.size();
  }
}
