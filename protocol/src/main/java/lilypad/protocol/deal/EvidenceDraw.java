package lilypad.protocol.deal;

import java.util.stream.Stream;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.rules.Sampling;

/**
 * Whether a panel's evidence is to be looked at: drawn when its commitments have closed.
 *
 * @param randomness Keccak-256 of the panel's entropy and its commitments in the order of the
 *     seats: nobody knew it who could still commit
 * @param draw its first 64 bits, for this deal and claim
 * @param sampled whether they are below the rate
 * @param rule version of the sampling
 */
public record EvidenceDraw(Hash32 randomness, long draw, boolean sampled, int rule) {

  static EvidenceDraw of(DealKey deal, Mediation mediation, Round round, Probability rate) {
    Hash32 randomness =
        Keccak.hash(
            Stream.concat(Stream.of(round.entropy()), round.commitments())
                .map(hash -> hash.bytes().toArray())
                .toArray(byte[][]::new));
    long draw =
        Sampling.draw(
            Sampling.Purpose.EVIDENCE, randomness, deal.hash(), mediation.reading().claimHash());
    return new EvidenceDraw(randomness, draw, Sampling.below(draw, rate), Sampling.VERSION);
  }
}
