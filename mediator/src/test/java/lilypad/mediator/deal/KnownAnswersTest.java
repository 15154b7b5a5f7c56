package lilypad.mediator.deal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import lilypad.protocol.Address;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.Members;
import lilypad.protocol.abi.Pricing;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.deal.DealCommand;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.rules.Profile;
import org.junit.jupiter.api.Test;

class KnownAnswersTest {

  private static final Cid MODULE = new Cid(Keccak.hash(new byte[] {1}));
  private static final Cid FILE = new Cid(Keccak.hash(new byte[] {2}));
  private static final Cid RESULT = new Cid(Keccak.hash(new byte[] {3}));

  private static Config canaries(String entries) {
    return ConfigFactory.parseString("canary.answers = [" + entries + "]");
  }

  private static String entry(String more) {
    return "{ module = \"" + MODULE + "\", result = \"" + RESULT + "\"" + more + " }";
  }

  /** What a deal hears of a job. */
  private static Optional<Hash32> known(
      Config config, Map<String, String> inputs, Map<String, Cid> files) {
    DealCommand.JobFound told =
        new DealCommand.JobFound(
            "QmDeal",
            new Members(Address.ZERO, Address.ZERO, Address.ZERO, List.of()),
            new Pricing(Wei.ZERO, Wei.ZERO, BigInteger.ONE, Wei.ZERO),
            new JobToRun(
                MODULE,
                Profile.DETERMINISTIC,
                Optional.of(Hash32.ZERO),
                new TreeMap<>(inputs),
                new TreeMap<>(files)));
    return KnownAnswers.read(config)
        .over(deal -> CompletableFuture.completedFuture(told))
        .describe(new DealId("QmDeal"))
        .toCompletableFuture()
        .join()
        .answer();
  }

  @Test
  void aJobIsKnownByItsModuleAndAllItsInputs() {
    Config config =
        canaries(
            entry(
                ", inputs { Message = \"moo\", \"a.b\" = \"c\" }, input-files { \"in/x\" = \""
                    + FILE
                    + "\" }"));
    Map<String, String> inputs = Map.of("Message", "moo", "a.b", "c");
    assertThat(known(config, inputs, Map.of("in/x", FILE))).contains(RESULT.digest());
    assertThat(known(config, inputs, Map.of())).isEmpty();
    assertThat(known(config, Map.of("Message", "moo"), Map.of("in/x", FILE))).isEmpty();
  }

  @Test
  void anotherJobWithTheSameSeedIsNotTheCanary() {
    Config file = canaries(entry(", input-files { \"in/x\" = \"" + FILE + "\" }"));
    assertThat(known(file, Map.of(), Map.of("in/x", FILE))).contains(RESULT.digest());
    assertThat(known(file, Map.of("in/x", FILE.toString()), Map.of())).isEmpty();

    // Half of a pair of characters has no bytes of its own.
    Config text = canaries(entry(", inputs { Message = \"?\" }"));
    assertThat(known(text, Map.of("Message", "?"), Map.of())).contains(RESULT.digest());
    assertThat(known(text, Map.of("Message", "\ud800"), Map.of())).isEmpty();
  }

  @Test
  void aJobWithoutInputsNeedsNone() {
    assertThat(known(canaries(entry("")), Map.of(), Map.of())).contains(RESULT.digest());
    assertThat(known(canaries(""), Map.of(), Map.of())).isEmpty();
  }

  @Test
  void whatCannotBeMeantIsRefusedByName() {
    for (String wrong :
        List.of(
            "{ module = \"bafy\", result = \"" + RESULT + "\" }",
            entry(", input = { a = \"b\" }"),
            entry(", inputs { a = 1 }"),
            entry("") + ", " + entry(""))) {
      assertThatThrownBy(() -> KnownAnswers.read(canaries(wrong)))
          .as(wrong)
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("canary.answers");
    }
  }
}
