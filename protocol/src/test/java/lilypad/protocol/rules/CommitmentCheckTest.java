package lilypad.protocol.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.rules.CommitmentCheck.Refused;
import lilypad.protocol.sign.Commitment;
import lilypad.protocol.sign.PrivateKey;
import lilypad.protocol.sign.ResultStatement;
import lilypad.protocol.sign.SigningDomain;
import org.junit.jupiter.api.Test;

class CommitmentCheckTest {

  private static final long SEED = Long.getLong("lilypad.seed", System.nanoTime());
  private static final Address STORAGE = Address.fromHex("aa".repeat(20));
  private static final SigningDomain DOMAIN = new SigningDomain(31337, STORAGE);
  private static final Hash32 RUNTIME = VerdictTable.root(9);

  private final Random random = new Random(SEED);

  private Hash32 word() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Hash32.of(bytes);
  }

  private Address address() {
    return new Address(word().bytes().slice(0, 20));
  }

  private ResultStatement result(Address verifier) {
    return new ResultStatement(word(), 1, verifier, RUNTIME, word(), word(), word());
  }

  @Test
  void aRevealOpensItsOwnCommitment() {
    ResultStatement shown = result(address());
    assertThat(CommitmentCheck.check(shown.commitment(DOMAIN), shown, DOMAIN)).isEmpty();
  }

  @Test
  void aRevealOfAnotherDomainChainOrContractIsRefused() {
    ResultStatement shown = result(address());
    Commitment made = shown.commitment(DOMAIN);
    assertThat(CommitmentCheck.check(made, shown, new SigningDomain(1, STORAGE)))
        .map(Refused::part)
        .contains("commitment");
    assertThat(CommitmentCheck.check(made, shown, new SigningDomain(31337, address())))
        .map(Refused::part)
        .contains("commitment");
  }

  /** Every part of what is shown, changed by itself. */
  @Test
  void whatWasNotCommittedToIsNamed() {
    ResultStatement r = result(address());
    Commitment made = r.commitment(DOMAIN);
    assertThat(part(made, word(), r.round(), r.verifier(), RUNTIME, r.resultRoot(), r.salt()))
        .contains("assignment");
    assertThat(part(made, r.assignment(), 2, r.verifier(), RUNTIME, r.resultRoot(), r.salt()))
        .contains("round");
    assertThat(part(made, r.assignment(), 1, address(), RUNTIME, r.resultRoot(), r.salt()))
        .contains("verifier");
    assertThat(part(made, r.assignment(), 1, r.verifier(), word(), r.resultRoot(), r.salt()))
        .contains("runtime");
    assertThat(part(made, r.assignment(), 1, r.verifier(), RUNTIME, word(), r.salt()))
        .contains("commitment");
    assertThat(part(made, r.assignment(), 1, r.verifier(), RUNTIME, r.resultRoot(), word()))
        .contains("commitment");
    ResultStatement otherRun =
        new ResultStatement(
            r.assignment(), 1, r.verifier(), RUNTIME, r.resultRoot(), word(), r.salt());
    assertThat(CommitmentCheck.check(made, otherRun, DOMAIN))
        .map(Refused::part)
        .contains("commitment");
  }

  private static Optional<String> part(
      Commitment made,
      Hash32 assignment,
      int round,
      Address verifier,
      Hash32 runtime,
      Hash32 resultRoot,
      Hash32 salt) {
    ResultStatement shown =
        new ResultStatement(assignment, round, verifier, runtime, resultRoot, Hash32.ZERO, salt);
    return CommitmentCheck.check(made, shown, DOMAIN).map(Refused::part);
  }

  /**
   * The copier sees another's commitment before it must commit, signs the same hash for its own
   * seat, waits for the other's reveal and shows the same, in every mixture of its own and the
   * other's names. Nothing opens, and the other's commitment stays good.
   */
  @Test
  void aCopiersReplayOfAnothersCommitmentIsRefusedByConstruction() {
    System.out.println("CommitmentCheckTest seed " + SEED + " (-Dlilypad.seed=...)");
    for (int game = 0; game < 200; game++) {
      PrivateKey key = PrivateKey.of(word().bytes().toArray());
      ResultStatement honest = result(address());
      Commitment promised = honest.commitment(DOMAIN);
      Hash32 ownAssignment = word();
      Commitment copied =
          new Commitment(ownAssignment, 1, key.address(), RUNTIME, promised.commitment());
      assertThat(copied.isSignedBy(key.address(), copied.sign(key, DOMAIN), DOMAIN))
          .as("the copier can sign it")
          .isTrue();
      for (Hash32 assignment : new Hash32[] {ownAssignment, honest.assignment()}) {
        for (Address verifier : new Address[] {key.address(), honest.verifier()}) {
          ResultStatement shown =
              new ResultStatement(
                  assignment,
                  1,
                  verifier,
                  RUNTIME,
                  honest.resultRoot(),
                  honest.executionRoot(),
                  honest.salt());
          assertThat(CommitmentCheck.check(copied, shown, DOMAIN))
              .as("seed %s game %s", SEED, game)
              .isPresent();
        }
      }
      assertThat(CommitmentCheck.check(promised, honest, DOMAIN)).isEmpty();
    }
  }
}
