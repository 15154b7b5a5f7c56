package lilypad.verifier.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.MediatorIdentity;
import lilypad.protocol.node.NodeSigner;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.sign.PrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoredAnswersTest {

  private static final AnswerSigner SIGNER =
      new AnswerSigner(
          new NodeSigner(
              new MediatorIdentity(Address.ZERO, 1, Address.ZERO),
              PrivateKey.fromHex("%064x".formatted(5))),
          hash("runtime"));
  private static final AssignmentRound KEY = new AssignmentRound(hash("a"), 0);
  private static final AssignmentRound NEXT = new AssignmentRound(hash("a"), 1);

  @TempDir Path folder;

  @Test
  void anAnswerIsReadBackAsItWasGiven() throws IOException {
    GivenAnswer commitment = committed(KEY);
    GivenAnswer abstention =
        SIGNER.answer(NEXT, new JobOutcome.NoResult(AbstentionReason.MEMORY, "no heap"));
    StoredAnswers answers = open();
    answers.add(commitment);
    answers.add(abstention);
    answers.replace(abstention.ended());
    assertThat(open().all())
        .isEqualTo(Map.of(KEY, Optional.of(commitment), NEXT, Optional.of(abstention.ended())));
  }

  @Test
  void aRoundThatWasAnsweredIsNotAnsweredOtherwise() throws IOException {
    GivenAnswer first = committed(KEY);
    open().add(first);
    GivenAnswer second = committed(KEY);
    assertThat(second).isNotEqualTo(first);
    assertThatThrownBy(() -> open().add(second)).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(open().all()).containsOnly(Map.entry(KEY, Optional.of(first)));
  }

  @Test
  void aDamagedAnswerIsKnownToHaveBeenGivenWhateverByteIsDamaged() throws IOException {
    StoredAnswers answers = open();
    answers.add(committed(KEY));
    byte[] bytes = Files.readAllBytes(answers.file(KEY));
    for (int i = 0; i < bytes.length; i++) {
      byte[] damaged = bytes.clone();
      damaged[i] ^= 1;
      Files.write(answers.file(KEY), damaged);
      assertThat(answers.all()).as("byte %d", i).containsOnly(Map.entry(KEY, Optional.empty()));
    }
    for (int length = 0; length < bytes.length; length++) {
      Files.write(answers.file(KEY), java.util.Arrays.copyOf(bytes, length));
      assertThat(answers.all())
          .as("cut to %d", length)
          .containsOnly(Map.entry(KEY, Optional.empty()));
    }
  }

  @Test
  void anAnswerUnderAnothersNameIsNotTakenForIt() throws IOException {
    StoredAnswers answers = open();
    answers.add(committed(KEY));
    Files.copy(answers.file(KEY), answers.file(NEXT));
    assertThat(answers.all().get(NEXT)).isEmpty();
  }

  @Test
  void whatWasNotWrittenToItsEndIsGoneAfterARestart() throws IOException {
    open();
    Path unfinished = folder.resolve("answers").resolve("x.answer.writing");
    Files.writeString(unfinished, "half");
    assertThat(open().all()).isEmpty();
    assertThat(unfinished).doesNotExist();
  }

  @Test
  void onlyAnswersOlderThanTheyMustBeKeptAreRemoved() throws IOException {
    StoredAnswers answers = open();
    answers.add(committed(KEY));
    answers.add(committed(NEXT));
    Files.setLastModifiedTime(
        answers.file(KEY), FileTime.from(Instant.now().minus(Duration.ofDays(31))));
    StoredAnswers later =
        StoredAnswers.open(folder.resolve("answers"), Instant.now().minus(Duration.ofDays(30)));
    assertThat(later.all()).containsOnlyKeys(NEXT);
  }

  @Test
  void onlyTheOwnerCanReadAnAnswerBecauseItHoldsTheSalt() throws IOException {
    StoredAnswers answers = open();
    GivenAnswer answer = committed(KEY);
    answers.add(answer);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(answers.file(KEY))))
        .isEqualTo("rw-------");
    assertThat(answer)
        .isInstanceOfSatisfying(
            GivenAnswer.Committed.class,
            committed ->
                assertThat(committed.toString())
                    .doesNotContain(committed.reveal().salt().toString()));
  }

  private StoredAnswers open() throws IOException {
    return StoredAnswers.open(folder.resolve("answers"), Instant.EPOCH);
  }

  private static GivenAnswer committed(AssignmentRound key) {
    return SIGNER.answer(
        key, new JobOutcome.Result(hash("result"), Hash32.ZERO, Duration.ofMillis(3)));
  }

  private static Hash32 hash(String text) {
    return Keccak.hash(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
