package lilypad.protocol.sign;

import java.util.List;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;

/**
 * What a verifier got: it opens the commitment made before.
 *
 * @param assignment which job
 * @param round of the panel
 * @param verifier who ran it
 * @param runtimeDigest what with
 * @param resultRoot the digest inside the CIDv0 of the result
 * @param executionRoot root over the run's evidence, zero where there is none
 * @param salt the commitment's 32 random bytes
 */
public record ResultStatement(
    Hash32 assignment,
    int round,
    Address verifier,
    Hash32 runtimeDigest,
    Hash32 resultRoot,
    Hash32 executionRoot,
    Hash32 salt)
    implements Statement {

  @Override
  public TypedValue.Struct struct() {
    return new TypedValue.Struct(
        "ResultStatement",
        List.of(
            Statement.word("assignment", assignment),
            Statement.round(round),
            Statement.account("verifier", verifier),
            Statement.word("runtimeDigest", runtimeDigest),
            Statement.word("resultRoot", resultRoot),
            Statement.word("executionRoot", executionRoot),
            Statement.word("salt", salt)));
  }

  /** The commitment that this result opens. */
  public Commitment commitment(SigningDomain domain) {
    return new Commitment(
        assignment,
        round,
        verifier,
        runtimeDigest,
        Commitment.commitmentHash(
            assignment, round, verifier, runtimeDigest, resultRoot, executionRoot, salt, domain));
  }
}
