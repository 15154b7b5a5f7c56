package lilypad.protocol.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.rules.VerdictTable.Counts;
import lilypad.protocol.rules.Working.Hearing;
import org.junit.jupiter.api.Test;

class WorkingTest {

  /** What is shown is enough to see whether money moves: answers, the trial, and nothing else. */
  @Test
  void theStepFollowsFromWhatIsShownForEveryMultisetOfVotes() {
    for (int size = 0; size <= 8; size++) {
      for (Counts counts : VerdictTable.ofSize(size)) {
        for (boolean closing : new boolean[] {false, true}) {
          Poll poll = EscalationTable.poll(counts, Profile.DETERMINISTIC, closing);
          Working working = Escalation.working(poll);
          assertThat(working.step()).isEqualTo(Escalation.step(poll));
          assertThat(working.answers()).isEqualTo(counts.decisive());
          boolean decides =
              working.answers() >= working.needed()
                  && working.trial().map(Working.Trial::passed).orElse(false);
          assertThat(movesMoney(working.step())).as("%s", counts).isEqualTo(decides);
          if (working.step() instanceof Step.Ask ask) {
            assertThat(ask.count()).isBetween(1, working.room());
          }
        }
      }
    }
  }

  private static boolean movesMoney(Step step) {
    return step instanceof Step.Decided decided && decided.verdict().movesMoney();
  }

  private static Address node(String operator, int number) {
    byte[] address = new byte[20];
    address[0] = (byte) operator.charAt(0);
    address[19] = (byte) number;
    return new Address(Bytes.of(address));
  }

  private static Ballot ballot(
      String operator, int number, int root, Hash32 runtime, Ballot.Evidence seen) {
    return new Ballot(
        new Vote.Mismatch(node(operator, number), operator, VerdictTable.root(root)),
        runtime,
        Odds.of(4),
        3,
        seen);
  }

  @Test
  void whoDoesNotCountIsNamedWithTheReason() {
    Hash32 runtime = VerdictTable.RUNTIME.orElseThrow();
    Ballot.Evidence unchecked = Ballot.Evidence.UNCHECKED;
    Poll poll =
        new Poll(
            List.of(
                ballot("ann", 1, 1, runtime, unchecked),
                ballot("bob", 1, 1, VerdictTable.root(8), unchecked),
                ballot("cid", 1, 1, runtime, Ballot.Evidence.CONTRADICTED),
                ballot("ann", 2, 1, runtime, unchecked),
                ballot("dan", 1, 1, runtime, unchecked),
                ballot("dan", 2, 2, runtime, unchecked),
                new Ballot(
                    new Vote.Abstain(Address.ZERO, "eve", AbstentionReason.MEMORY),
                    runtime,
                    Odds.of(4),
                    3,
                    unchecked)),
            Profile.DETERMINISTIC,
            Optional.of(runtime),
            12,
            12,
            false,
            Poll.Referee.NONE,
            Poll.Parameters.DEFAULT);
    Working working = Escalation.working(poll);
    assertThat(working.heard())
        .extracting(Working.Heard::hearing)
        .containsExactly(
            Hearing.COUNTS,
            Hearing.OTHER_RUNTIME,
            Hearing.EVIDENCE_CONTRADICTED,
            Hearing.OPERATOR_HEARD_OTHERWISE,
            Hearing.OPERATOR_HEARD_OTHERWISE,
            Hearing.OPERATOR_HEARD_OTHERWISE,
            Hearing.ABSTAINS);
    assertThat(working.groups())
        .singleElement()
        .isEqualTo(
            new Working.Group(
                VerdictTable.root(1),
                false,
                1,
                BigInteger.valueOf(3),
                new BigDecimal("4.0000"),
                Probability.of("0.8")));
  }
}
