package lilypad.mediator.panel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import lilypad.mediator.deal.DealRefused;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.deal.DealCommand;
import lilypad.protocol.deal.Decision;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.Lease;
import lilypad.protocol.node.NodeAnswer;
import lilypad.protocol.node.SignedAbstention;
import lilypad.protocol.node.SignedCommitment;
import lilypad.protocol.node.SignedReveal;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.rules.AbstentionReason;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;

/** A mediator that was started again: no lease is in the desk's memory, only the journal knows. */
class AnswersAfterRestartTest {

  private static final Address NODE = Bench.signer(51).address();
  private static final Hash32 OTHER = Bench.hash("another runtime");
  private static final DealKey DEAL = new DealKey(Bench.hash("deal"));
  private static final AssignmentRound KEY = new AssignmentRound(Bench.hash("assignment"), 1);
  private static final Bytes SIGNATURE = Bytes.of(new byte[65]);

  private final List<DealCommand.Answer> heard = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private final PanelDesk desk =
      new PanelDesk(
          new Journal(), List.of(), 1, new RosterSettings(Map.of(NODE, "alice"), Set.of()));

  AnswersAfterRestartTest() {
    desk.open(new Said());
  }

  /** Knows the deal that waits, whose seat is one of {@link Bench#RUNTIME}. */
  private final class Journal implements PanelDesk.Office {
    @Override
    public CompletionStage<Done> hear(DealKey deal, DealCommand command) {
      DealCommand.Answer answer = (DealCommand.Answer) command;
      heard.add(answer);
      return answer.runtimeDigest().equals(Bench.RUNTIME)
          ? CompletableFuture.completedFuture(Done.getInstance())
          : CompletableFuture.failedFuture(
              new DealRefused(new Decision.OtherRuntime(Bench.RUNTIME, answer.runtimeDigest())));
    }

    @Override
    public Optional<DealKey> owner(Address verifier, AssignmentRound key) {
      return Optional.of(DEAL);
    }

    @Override
    public CompletionStage<Done> lend(Address verifier, AssignmentRound key, DealKey deal) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }

    @Override
    public CompletionStage<Done> admit(
        Address verifier, VerifierEvent.VerifierRegistered registration) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }

    @Override
    public void record(Address verifier, VerifierActor.Entry entry) {
      throw new AssertionError("unexpected " + entry);
    }
  }

  private final class Said implements PanelDesk.Nodes {
    private boolean say(String what, Address verifier, AssignmentRound key) {
      assertThat(verifier).isEqualTo(NODE);
      assertThat(key).isEqualTo(KEY);
      return said.add(what);
    }

    @Override
    public boolean assign(Address verifier, Lease lease) {
      return say("assign", verifier, lease.key());
    }

    @Override
    public boolean commitmentRecorded(Address verifier, AssignmentRound key) {
      return say("answer recorded", verifier, key);
    }

    @Override
    public boolean requestReveal(Address verifier, AssignmentRound key, Duration within) {
      return say("reveal", verifier, key);
    }

    @Override
    public boolean revealRecorded(Address verifier, AssignmentRound key) {
      return say("reveal recorded", verifier, key);
    }

    @Override
    public boolean cancel(Address verifier, AssignmentRound key, String why) {
      return say("cancel", verifier, key);
    }
  }

  private static NodeAnswer commitment(Hash32 runtime) {
    return new SignedCommitment(KEY, runtime, Bench.hash("commitment"), SIGNATURE);
  }

  private static SignedReveal reveal(Hash32 runtime) {
    return new SignedReveal(
        KEY, runtime, Bench.RESULT, Hash32.ZERO, Bench.hash("salt"), SIGNATURE, Duration.ZERO);
  }

  @Test
  void everyAnswerTellsItsDealWhatItWasSignedFor() {
    desk.answered(NODE, commitment(Bench.RUNTIME));
    desk.answered(
        NODE,
        new SignedAbstention(KEY, Bench.RUNTIME, AbstentionReason.MEMORY, "too much", SIGNATURE));
    desk.revealed(NODE, reveal(Bench.RUNTIME));
    assertThat(heard).hasSize(3);
    assertThat(said).containsExactly("answer recorded", "answer recorded", "reveal recorded");
  }

  @Test
  void aNodeThatCameBackWithAnotherRuntimeIsSentHomeAtOnce() {
    desk.answered(NODE, commitment(OTHER));
    desk.answered(
        NODE,
        new SignedAbstention(KEY, OTHER, AbstentionReason.UNSUPPORTED_RUNTIME, "", SIGNATURE));
    desk.revealed(NODE, reveal(OTHER));
    assertThat(said).containsExactly("cancel", "cancel", "cancel");
  }
}
