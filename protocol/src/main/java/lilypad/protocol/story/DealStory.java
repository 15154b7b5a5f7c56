package lilypad.protocol.story;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.deal.DealState;

/**
 * What happened to a deal, in the order of its facts, and what that did to people's money.
 *
 * @param key our name of the deal
 * @param deal its id; empty for a deal without a fact
 * @param money what each account has won or lost by the payments that stand on the canonical chain
 */
public record DealStory(DealKey key, Optional<DealId> deal, List<Line> lines, List<Share> money) {

  /** What a line is about. */
  public enum Topic {
    /** The chain said or took back something. */
    CHAIN,
    /** A check of ours begins, goes on or ends. */
    CHECK,
    /** Whether a claim that nobody challenged is checked. */
    SAMPLING,
    /** What is to be run. */
    JOB,
    /** Who was asked. */
    PANEL,
    /** What a verifier said. */
    VOTE,
    /** What the mediator concluded. */
    VERDICT,
    /** Where claim and results differ. */
    DIFFERENCE,
    /** The transaction that carries the verdict out. */
    SETTLEMENT,
    /** What verifiers earn. */
    PAY;

    /** In lower case. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One fact in words.
   *
   * @param recordedAt milliseconds since 1970-01-01; 0 if the journal does not say
   * @param text fit for a terminal
   */
  public record Line(long recordedAt, Topic topic, String text) {
    /** When, about what, what. */
    @Override
    public String toString() {
      return "%-19s  %-10s  %s"
          .formatted(
              recordedAt == 0 ? "-" : Plain.time(Math.floorDiv(recordedAt, 1000)),
              topic.word(),
              text);
    }
  }

  /**
   * One account's gain or loss: what it was paid and refunded, less what it paid in.
   *
   * @param party what the account is in the deal, with the beginning of its address
   * @param net in the token's smallest unit
   */
  public record Share(Address account, String party, BigInteger net) {
    /** With a sign, in tokens. */
    @Override
    public String toString() {
      return party + " " + (net.signum() > 0 ? "+" : "") + Plain.tokens(net);
    }
  }

  public DealStory {
    lines = List.copyOf(lines);
    money = List.copyOf(money);
  }

  /** Tells the story of all facts of one deal, oldest first. */
  public static DealStory of(DealKey key, List<RecordedFact> facts) {
    DealState state = DealState.EMPTY;
    Parties parties = Parties.of(facts);
    List<Line> lines = new ArrayList<>();
    for (RecordedFact fact : facts) {
      DealState after = state.apply(fact.event());
      lines.add(new Telling(state, after, parties).line(fact));
      state = after;
    }
    return new DealStory(key, state.deal(), lines, shares(state, parties));
  }

  private static List<Share> shares(DealState state, Parties parties) {
    Map<Address, BigInteger> net = new LinkedHashMap<>();
    for (LilypadEvent.Payment payment : state.payments()) {
      BigInteger amount = payment.amount().value();
      BigInteger change =
          switch (payment.direction()) {
            case PAID_IN -> amount.negate();
            case PAID_OUT, REFUNDED -> amount;
            // The payee's loss is that this part of what it paid in never comes back.
            case SLASHED -> BigInteger.ZERO;
          };
      net.merge(payment.payee(), change, BigInteger::add);
    }
    return net.entrySet().stream()
        .map(entry -> new Share(entry.getKey(), parties.name(entry.getKey()), entry.getValue()))
        .toList();
  }
}
