package lilypad.protocol.deal;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.rules.Escalation;
import lilypad.protocol.rules.Poll;
import lilypad.protocol.rules.RefereeRule;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.rules.Step;

/**
 * Whether the mediator's own node is to run the job now, and under which name: the same from the
 * same facts. It runs a job once for a mediation; later votes are held against the same run.
 */
final class Referral {

  /** Panels count their rounds from 1. */
  static final int ROUND = 0;

  private static final byte[] DOMAIN = "lilypad referee 1".getBytes(StandardCharsets.US_ASCII);

  private final DealKey deal;
  private final Mediation mediation;
  private final Rulebook.Polling rules;

  Referral(DealKey deal, Mediation mediation, Rulebook.Polling rules) {
    this.deal = deal;
    this.mediation = mediation;
    this.rules = rules;
  }

  /**
   * The fact that it is asked, if it is due.
   *
   * @param commitDeadline chain time until which its commitment counts
   * @param time chain time
   */
  Optional<DealEvent.RefereeAsked> due(long commitDeadline, long time) {
    return rules
        .referee()
        .filter(rule -> due(time))
        .flatMap(rule -> asked(rule, commitDeadline, time));
  }

  private boolean due(long time) {
    if (!mediation.deliberating()
        || mediation.referral().isPresent()
        || mediation.openRound().isPresent()) {
      return false;
    }
    PanelPoll poll = new PanelPoll(mediation, rules);
    if (mediation.wanted() == 0) {
      return Escalation.step(poll.at(Stage.OPEN)) instanceof Step.Refer;
    }
    // Dissent enlarges the panel before anything else: who may still come is waited for.
    Poll alone = poll.at(Stage.ALONE);
    return mediation.nobodyElse(time)
        && (Escalation.waitsForReferee(alone)
            || (mediation.everybodySeated() && Escalation.torn(alone)));
  }

  /** It is lent the job for the panel's runtime: with another it abstains. */
  private Optional<DealEvent.RefereeAsked> asked(RefereeRule rule, long commitDeadline, long time) {
    return mediation
        .seats()
        .findFirst()
        .map(
            seat ->
                new DealEvent.RefereeAsked(
                    new PanelMember(
                        assignment(),
                        rule.node(),
                        rule.operator(),
                        seat.member().runtimeDigest(),
                        Voice.PLAIN),
                    new PanelPoll(mediation, rules).cause(),
                    RefereeRule.VERSION,
                    commitDeadline,
                    time));
  }

  /** Of this deal and these seats alone. */
  private Hash32 assignment() {
    return Keccak.hash(
        Stream.concat(
                Stream.of(DOMAIN, deal.hash().bytes().toArray()),
                mediation.seats().map(seat -> seat.member().assignment().bytes().toArray()))
            .toArray(byte[][]::new));
  }
}
