package lilypad.protocol.sign;

import java.util.List;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;

/**
 * A verifier's promise of a result that it does not tell yet.
 *
 * @param assignment which job, by the mediator's 32-byte id of the assignment
 * @param round of the panel
 * @param verifier who promises
 * @param runtimeDigest what it ran the job with
 * @param commitment see {@link #commitmentHash}
 */
public record Commitment(
    Hash32 assignment, int round, Address verifier, Hash32 runtimeDigest, Hash32 commitment)
    implements Statement {

  @Override
  public TypedValue.Struct struct() {
    return new TypedValue.Struct(
        "Commitment",
        List.of(
            Statement.word("assignment", assignment),
            Statement.round(round),
            Statement.account("verifier", verifier),
            Statement.word("runtimeDigest", runtimeDigest),
            Statement.word("commitment", commitment)));
  }

  /**
   * The hash that hides a result and binds its maker to it: the EIP-712 digest of a struct {@code
   * CommitmentPreimage} in {@code domain}. Each part has a reason: without the verifier's address
   * another could copy the hash and later the salt; without assignment, round and domain it could
   * be used again elsewhere; without the runtime's digest two runtimes could not be told apart;
   * without the salt a result of few possible values could be guessed from its hash.
   *
   * @param resultRoot the digest inside the CIDv0 of the result
   * @param executionRoot root over the run's evidence, zero where there is none
   * @param salt 32 random bytes, used once
   */
  public static Hash32 commitmentHash(
      Hash32 assignment,
      int round,
      Address verifier,
      Hash32 runtimeDigest,
      Hash32 resultRoot,
      Hash32 executionRoot,
      Hash32 salt,
      SigningDomain domain) {
    return TypedValue.digest(
        domain.separator(),
        new TypedValue.Struct(
            "CommitmentPreimage",
            List.of(
                Statement.word("assignment", assignment),
                Statement.round(round),
                Statement.account("verifier", verifier),
                Statement.word("runtimeDigest", runtimeDigest),
                Statement.word("resultRoot", resultRoot),
                Statement.word("executionRoot", executionRoot),
                Statement.word("salt", salt))));
  }
}
