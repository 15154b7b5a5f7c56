package lilypad.protocol.rules;

import java.util.Optional;
import lilypad.protocol.Hash32;
import lilypad.protocol.sign.Commitment;
import lilypad.protocol.sign.ResultStatement;
import lilypad.protocol.sign.SigningDomain;

/**
 * Whether what a verifier shows is what it committed to. The hash ({@link
 * Commitment#commitmentHash}, EIP-712) covers domain, chain, contract, assignment, round, verifier,
 * runtime digest, result root, execution root and 32 bytes of salt.
 *
 * <p>It is reckoned from the seat that made the commitment, never from what the reveal says about
 * itself. Who copies another's commitment therefore has a hash that covers another's address and
 * assignment: nothing that it can show gives that hash, neither before nor after the other's salt
 * is known. For the same reason two equal commitments are not refused when they come: the copier
 * could be the first of the two.
 */
public final class CommitmentCheck {

  private CommitmentCheck() {}

  /** A reveal that does not open its commitment. */
  public record Refused(String part, String expected, String actual) {}

  /**
   * Checks a reveal.
   *
   * @param made the commitment, as it was recorded for the seat
   * @param shown the reveal
   * @return what is wrong with it; empty if it opens the commitment
   */
  public static Optional<Refused> check(
      Commitment made, ResultStatement shown, SigningDomain domain) {
    Hash32 opened =
        Commitment.commitmentHash(
            made.assignment(),
            made.round(),
            made.verifier(),
            made.runtimeDigest(),
            shown.resultRoot(),
            shown.executionRoot(),
            shown.salt(),
            domain);
    return differ("assignment", made.assignment(), shown.assignment())
        .or(() -> differ("round", made.round(), shown.round()))
        .or(() -> differ("verifier", made.verifier(), shown.verifier()))
        .or(() -> differ("runtime", made.runtimeDigest(), shown.runtimeDigest()))
        .or(() -> differ("commitment", made.commitment(), opened));
  }

  private static Optional<Refused> differ(String part, Object expected, Object actual) {
    return expected.equals(actual)
        ? Optional.empty()
        : Optional.of(new Refused(part, expected.toString(), actual.toString()));
  }
}
