package lilypad.protocol.rules;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;

/**
 * Which deals that nobody challenged are checked all the same, and which panels' evidence. A
 * subject is sampled iff the first 64 bits of Keccak-256(domain, randomness, subject, claim) are
 * below p * 2^64. The randomness must not be known before the claim is on chain: else a provider
 * cheats only where it is not looked at.
 *
 * <p>How often: always until a provider's bound on its rate of errors is low enough, then as often
 * as deters, and never below a floor, for trust that only grows can be farmed (BOINC's adaptive
 * replication accepts 45 % wrong results of who waits for ten jobs).
 */
public final class Sampling {

  /** The version of this rule, recorded with each decision. */
  public static final int VERSION = 1;

  private Sampling() {}

  /** What is drawn for: one purpose's draw says nothing about another's. */
  public enum Purpose {
    /** Whether a deal is checked at all. */
    DEAL("lilypad sampling 1 deal"),
    /** Whether the mediator's own node looks at the evidence of a panel. */
    EVIDENCE("lilypad sampling 1 evidence"),
    /** Whether a verifier gets a job with a known answer. */
    CANARY("lilypad sampling 1 canary");

    private final String domain;

    Purpose(String domain) {
      this.domain = domain;
    }
  }

  /**
   * The numbers of the rule.
   *
   * @param trusted the bound on a provider's errors above which every deal of it is checked
   * @param delta the probability with which that bound may be exceeded
   * @param floor the least share that is checked
   */
  public record Parameters(Probability trusted, Probability delta, Probability floor) {

    /** 59 clean checks (at most 5 % errors, 95 % sure), then never below 5 %. */
    public static final Parameters DEFAULT =
        new Parameters(Probability.of("0.05"), Probability.of("0.05"), Probability.of("0.05"));
  }

  /**
   * All that a decision rests on.
   *
   * @param randomness fixed after the claim
   * @param deal the deal's key
   * @param claim hash of the claim
   * @param provider the bound on the provider's rate of errors
   * @param stakes of the job
   * @param rates of our checks
   * @param parameters the numbers of the rule
   */
  public record Inputs(
      Hash32 randomness,
      Hash32 deal,
      Hash32 claim,
      Probability provider,
      Deterrence.Stakes stakes,
      Deterrence.Rates rates,
      Parameters parameters) {}

  /** Why a rate is what it is. */
  public enum Reason {
    /** The provider is not known well enough. */
    UNPROVEN,
    /** No rate deters: such a deal should not have been admitted. */
    UNDETERRED,
    /** As often as deters. */
    DETERRENCE,
    /** Deterrence asks for less than the floor. */
    FLOOR
  }

  /**
   * A decision.
   *
   * @param rate p
   * @param draw the first 64 bits, unsigned
   * @param sampled whether the deal is checked
   */
  public record Decision(
      int rule, Inputs inputs, Probability rate, Reason reason, long draw, boolean sampled) {}

  /** Decides about a deal: the same from the same inputs. */
  public static Decision decide(Inputs inputs) {
    Probability rate;
    Reason reason;
    if (inputs.provider().compareTo(inputs.parameters().trusted()) > 0) {
      rate = Probability.ONE;
      reason = Reason.UNPROVEN;
    } else {
      var deterring = Deterrence.atLeast(inputs.stakes(), inputs.rates());
      Probability floor = inputs.parameters().floor();
      rate = deterring.map(floor::max).orElse(Probability.ONE);
      boolean above = deterring.map(p -> p.compareTo(floor) > 0).orElse(false);
      reason = deterring.isEmpty() ? Reason.UNDETERRED : above ? Reason.DETERRENCE : Reason.FLOOR;
    }
    long draw = draw(Purpose.DEAL, inputs.randomness(), inputs.deal(), inputs.claim());
    return new Decision(VERSION, inputs, rate, reason, draw, below(draw, rate));
  }

  /** The first 64 bits of the hash, unsigned. */
  public static long draw(Purpose purpose, Hash32 randomness, Hash32 subject, Hash32 claim) {
    Hash32 hash =
        Keccak.hash(
            purpose.domain.getBytes(StandardCharsets.US_ASCII),
            randomness.bytes().toArray(),
            subject.bytes().toArray(),
            claim.bytes().toArray());
    return new BigInteger(1, hash.bytes().slice(0, Long.BYTES).toArray()).longValue();
  }

  /** Whether a draw of 64 bits is below {@code rate} * 2^64. */
  public static boolean below(long draw, Probability rate) {
    BigInteger limit =
        BigInteger.valueOf(rate.billionths())
            .shiftLeft(Long.SIZE)
            .divide(BigInteger.valueOf(Probability.WHOLE));
    return new BigInteger(Long.toUnsignedString(draw)).compareTo(limit) < 0;
  }
}
