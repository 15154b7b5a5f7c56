package lilypad.protocol.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.RecordedTrace;
import lilypad.protocol.Wei;
import org.junit.jupiter.api.Test;

class HostileAbiTest {

  private static final long SEED = Long.getLong("lilypad.seed", System.nanoTime());
  private static final DealId DEAL = new DealId("QmDeal");

  @Test
  void noBytesMakeTheDecoderThrowAndWhatItAcceptsEncodesBackTheSame() {
    System.out.println("HostileAbiTest seed " + SEED + " (-Dlilypad.seed=...)");
    Random random = new Random(SEED);
    List<ChainLog> logs = RecordedTrace.logs();
    int malformed = 0;
    int decoded = 0;
    for (int i = 0; i < 60_000; i++) {
      ChainLog log = mutated(logs.get(random.nextInt(logs.size())), random);
      switch (LogDecoder.decode(log)) {
        case DecodedLog.Decoded d -> {
          EncodedEvent encoded = EncodedEvent.of(d.event());
          assertThat(encoded.data()).isEqualTo(log.data());
          assertThat(encoded.topics()).isEqualTo(log.topics());
          decoded++;
        }
        case DecodedLog.MalformedLog m -> {
          assertThat(m.expected()).isNotBlank();
          assertThat(m.actual()).isNotBlank();
          malformed++;
        }
        case DecodedLog.UnknownLog u -> assertThat(u.expected()).isNotBlank();
      }
    }
    assertThat(malformed).as("seed %s", SEED).isGreaterThan(5_000);
    assertThat(decoded).as("seed %s", SEED).isGreaterThan(5_000);
  }

  @Test
  void noBytesMakeCallsReturnsAndRevertsFailOtherThanTyped() {
    Random random = new Random(SEED);
    List<Bytes> inputs = new ArrayList<>();
    RecordedTrace.callSteps()
        .forEach(step -> inputs.add(Bytes.fromHex(step.required("input").asText())));
    RecordedTrace.get("calls")
        .forEach(call -> inputs.add(Bytes.fromHex(call.required("output").asText())));
    for (int i = 0; i < 10_000; i++) {
      Bytes bytes = mutated(inputs.get(random.nextInt(inputs.size())), random);
      RevertReason.decode(bytes).text();
      try {
        assertThat(LilypadCall.decode(bytes).encode()).isEqualTo(bytes);
      } catch (MalformedAbi e) {
        assertThat(e.expected()).isNotBlank();
      }
      for (Runnable reading :
          List.<Runnable>of(
              () -> CallReturns.deal(bytes),
              () -> CallReturns.agreement(bytes),
              () -> CallReturns.result(bytes),
              () -> CallReturns.user(bytes),
              () -> CallReturns.addresses(bytes),
              () -> CallReturns.amount(bytes),
              () -> CallReturns.bool(bytes))) {
        try {
          reading.run();
        } catch (MalformedAbi e) {
          assertThat(e.actual()).isNotBlank();
        }
      }
    }
  }

  @Test
  void eachWayToBeMalformedIsNamed() {
    Bytes good =
        EncodedEvent.of(new LilypadEvent.DealStateChange(DEAL, AgreementState.RESULTS_CHECKED))
            .data();
    assertThat(expected(word(good, 0, "ff".repeat(32)))).isEqualTo("an offset of 64 bytes");
    assertThat(expected(word(good, 0, "00".repeat(32)))).isEqualTo("an offset of 64 bytes");
    assertThat(expected(word(good, 1, "00".repeat(31) + "0b")))
        .isEqualTo("an index of AgreementState from 0 to 10");
    assertThat(expected(word(good, 1, "01" + "00".repeat(31))))
        .isEqualTo("an enum index of at most 8 bits");
    assertThat(expected(word(good, 2, "00".repeat(28) + "7fffffff")))
        .isEqualTo("a length that fits in the 32 bytes left");
    assertThat(expected(word(good, 3, "ff".repeat(6) + "00".repeat(26))))
        .isEqualTo("a text in UTF-8");
    assertThat(expected(word(good, 3, "61".repeat(32)))).isEqualTo("zero padding after a text");
    assertThat(expected(good.digits() + "00".repeat(32))).isEqualTo("an end at byte 128");
    assertThat(expected(good.digits().substring(0, 64))).isEqualTo("2 words at byte 0");
    assertThat(expected("")).isEqualTo("2 words at byte 0");
  }

  @Test
  void aLogWithTooManyTopicsIsMalformedAndOneWithAnotherTopicUnknown() {
    Hash32 topic = EventSignature.DEAL_STATE_CHANGE.topic();
    assertThat(LogDecoder.decode(log(List.of(topic, topic), Bytes.EMPTY)))
        .isEqualTo(
            new DecodedLog.MalformedLog(EventSignature.DEAL_STATE_CHANGE, "1 topics", "2 topics"));
    assertThat(LogDecoder.decode(log(List.of(Hash32.ZERO), Bytes.EMPTY)))
        .isInstanceOf(DecodedLog.UnknownLog.class);
    assertThat(LogDecoder.decode(log(List.of(), Bytes.EMPTY)))
        .isInstanceOf(DecodedLog.UnknownLog.class);
  }

  @Test
  void eventsThatTheTraceLacksSurviveTheWayThere() {
    Address a = Address.fromHex("11".repeat(20));
    BigInteger n = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);
    for (LilypadEvent event :
        List.of(
            new LilypadEvent.JobAdded(n, a, a, "cowsay", List.of("", "Message=hé", "x".repeat(99))),
            new LilypadEvent.ValidPowSubmitted(a, "node", n, n, n, Hash32.ZERO, n),
            new LilypadEvent.GenerateChallenge(Hash32.ZERO, n),
            new LilypadEvent.NewPowRound(),
            new LilypadEvent.Approval(a, Address.ZERO, new Wei(n)),
            new LilypadEvent.JobCreated(n, "hello"),
            new LilypadEvent.JobCompleted(n, "deal", "data"),
            new LilypadEvent.WatchmanAppointed(DEAL, a, Address.ZERO))) {
      EncodedEvent encoded = EncodedEvent.of(event);
      assertThat(LogDecoder.decode(log(encoded.topics(), encoded.data())))
          .isEqualTo(new DecodedLog.Decoded(event));
    }
  }

  @Test
  void callsThatTheTraceLacksSurviveTheWayThere() {
    Hash32 hash = Hash32.fromHex("ab".repeat(32));
    for (LilypadCall call :
        List.of(
            new LilypadCall.GuardedAcceptResult(DEAL, hash, BigInteger.TEN),
            new LilypadCall.GuardedRejectResult(DEAL, hash, BigInteger.TEN),
            new LilypadCall.WatchedCheckResult(DEAL, hash, BigInteger.TEN),
            new LilypadCall.GetWatchman(DEAL),
            new LilypadCall.GuardedStorage(),
            new LilypadCall.GuardedMediation(),
            new LilypadCall.GetJobCost(DEAL),
            new LilypadCall.GetResultsCollateral(DEAL),
            new LilypadCall.BalanceOf(Address.ZERO),
            new LilypadCall.EscrowBalanceOf(Address.ZERO),
            new LilypadCall.Paused())) {
      assertThat(LilypadCall.decode(call.encode())).isEqualTo(call);
    }
  }

  @Test
  void anEmptyAnswerIsMalformedAndSaysSo() {
    assertThatThrownBy(() -> CallReturns.agreement(Bytes.EMPTY))
        .isInstanceOf(MalformedAbi.class)
        .hasMessage("expected 14 words at byte 0, got 0 bytes there");
  }

  @Test
  void anAbsurdTimeoutIsADeadlineThatNeverComes() {
    Timeout absurd = new Timeout(BigInteger.TWO.pow(256).subtract(BigInteger.ONE), Wei.ZERO);
    assertThat(absurd.deadline(1_700_000_000L)).isEqualTo(Long.MAX_VALUE);
    assertThat(Timeout.of(100, Wei.ZERO).deadline(1_700_000_000L)).isEqualTo(1_700_000_100L);
  }

  @Test
  void panicsAndCustomErrorsAreReadToo() {
    assertThat(RevertReason.decode(Bytes.fromHex("4e487b71" + "00".repeat(31) + "11")).text())
        .isEqualTo("panic 0x11");
    assertThat(RevertReason.decode(Bytes.fromHex("deadbeef01")))
        .isEqualTo(new RevertReason.Custom(Bytes.fromHex("deadbeef"), Bytes.fromHex("01")));
    assertThat(RevertReason.decode(Bytes.EMPTY).text()).isEqualTo("no reason given");
    assertThat(RevertReason.decode(Bytes.fromHex("08c379a0ff")).text())
        .isEqualTo("unreadable revert data");
  }

  private static String expected(String data) {
    DecodedLog decoded =
        LogDecoder.decode(
            log(List.of(EventSignature.DEAL_STATE_CHANGE.topic()), Bytes.fromHex(data)));
    assertThat(decoded).isInstanceOf(DecodedLog.MalformedLog.class);
    return ((DecodedLog.MalformedLog) decoded).expected();
  }

  private static String word(Bytes data, int index, String word) {
    String digits = data.digits();
    return digits.substring(0, index * 64) + word + digits.substring((index + 1) * 64);
  }

  private static ChainLog mutated(ChainLog log, Random random) {
    List<Hash32> topics = new ArrayList<>(log.topics());
    switch (random.nextInt(12)) {
      case 0 -> topics.add(Hash32.ZERO);
      case 1 -> topics.remove(topics.size() - 1);
      case 2 -> topics.set(random.nextInt(topics.size()), randomHash(random));
      case 3 -> topics.set(0, List.of(EventSignature.values()).get(random.nextInt(15)).topic());
      default -> {}
    }
    return log(topics, random.nextInt(4) == 0 ? log.data() : mutated(log.data(), random));
  }

  private static Bytes mutated(Bytes data, Random random) {
    byte[] bytes = data.toArray();
    for (int n = 1 + random.nextInt(3); n > 0 && bytes.length > 0; n--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Bytes.of(bytes).slice(0, at).toArray();
        case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(70));
        case 4 ->
            Arrays.fill(bytes, at / 32 * 32, Math.min(bytes.length, at / 32 * 32 + 32), (byte) -1);
        default -> {
          byte[] text = "\u20ac\0/".getBytes(StandardCharsets.UTF_8);
          System.arraycopy(text, 0, bytes, at, Math.min(text.length, bytes.length - at));
        }
      }
    }
    return Bytes.of(bytes);
  }

  private static Hash32 randomHash(Random random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Hash32.of(bytes);
  }

  private static ChainLog log(List<Hash32> topics, Bytes data) {
    return new ChainLog(Address.ZERO, topics, data, Hash32.ZERO, 1, Hash32.ZERO, 0);
  }
}
