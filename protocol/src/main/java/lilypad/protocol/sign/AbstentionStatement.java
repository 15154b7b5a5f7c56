package lilypad.protocol.sign;

import java.util.List;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;

/**
 * A verifier's word that it has no result to give. It is no vote.
 *
 * @param assignment which job
 * @param round of the panel
 * @param verifier who abstains
 * @param runtimeDigest what it runs jobs with
 * @param reason the name of the reason
 */
public record AbstentionStatement(
    Hash32 assignment, int round, Address verifier, Hash32 runtimeDigest, String reason)
    implements Statement {

  @Override
  public TypedValue.Struct struct() {
    return new TypedValue.Struct(
        "AbstentionStatement",
        List.of(
            Statement.word("assignment", assignment),
            Statement.round(round),
            Statement.account("verifier", verifier),
            Statement.word("runtimeDigest", runtimeDigest),
            Statement.text("reason", reason)));
  }
}
