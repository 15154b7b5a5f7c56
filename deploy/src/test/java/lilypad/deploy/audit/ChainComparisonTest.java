package lilypad.deploy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.Heads;
import lilypad.chain.rpc.ReadOutcome;
import lilypad.chain.rpc.RpcRefused;
import lilypad.deploy.bench.GeneratedFile;
import lilypad.persistence.audit.Finding;
import lilypad.persistence.audit.RecordCheck;
import lilypad.persistence.audit.Trust;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.DecodedLog;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.abi.LogDecoder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record in order, by a mediator whose chain may tell something else. */
class ChainComparisonTest {

  /** The longest range that the node takes. */
  private static final long MOST_BLOCKS = 7;

  @TempDir Path folder;
  private GeneratedFile record = new GeneratedFile(Path.of(""), List.of(), List.of());
  private List<ChainLog> logs = new ArrayList<>();
  private final Map<DealId, AgreementState> states = new HashMap<>();
  private long chainId = 31_337;
  private int notFinal;

  @BeforeEach
  void make() {
    record = GeneratedFile.make(folder.resolve("record.audit"), 3);
    logs = new ArrayList<>(record.logs());
    for (ChainLog log : logs) {
      if (event(log) instanceof LilypadEvent.DealStateChange change) {
        states.put(change.dealId(), change.state());
      }
    }
  }

  private static LilypadEvent event(ChainLog log) {
    if (LogDecoder.decode(log) instanceof DecodedLog.Decoded decoded) {
      return decoded.event();
    }
    throw new AssertionError("no event of ours: " + log);
  }

  private EvmChain chain() {
    List<BlockRef> blocks = record.blocks();
    return (EvmChain)
        Proxy.newProxyInstance(
            EvmChain.class.getClassLoader(),
            new Class<?>[] {EvmChain.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "chainId" -> chainId;
                  case "heads" ->
                      new Heads(
                          blocks.getLast(),
                          Optional.empty(),
                          Optional.of(blocks.get(blocks.size() - 1 - notFinal)));
                  case "block" ->
                      blocks.stream()
                          .filter(block -> block.number() == (long) arguments[0])
                          .findFirst();
                  case "logs" -> range((long) arguments[0], (long) arguments[1]);
                  case "call" -> agreement((Bytes) arguments[1]);
                  default -> throw new AssertionError("not expected to be asked: " + method);
                });
  }

  private List<ChainLog> range(long from, long to) {
    if (to - from >= MOST_BLOCKS) {
      throw new RpcRefused("eth_getLogs", -32_000, "range too large", Bytes.EMPTY);
    }
    return logs.stream()
        .filter(log -> from <= log.blockNumber() && log.blockNumber() <= to)
        .toList();
  }

  /** Fourteen words, of which the first is the state. */
  private ReadOutcome agreement(Bytes call) {
    LilypadCall.GetAgreement asked = (LilypadCall.GetAgreement) LilypadCall.decode(call);
    byte[] words = new byte[14 * 32];
    words[31] = (byte) Objects.requireNonNull(states.get(asked.dealId())).index();
    return new ReadOutcome.Answered(Bytes.of(words));
  }

  private ChainComparison.Compared compare() {
    ChainComparison comparison = new ChainComparison();
    RecordCheck.Report report =
        RecordCheck.check(
            record.file(),
            new RecordCheck.Options(Trust.FILE_ONLY, false),
            leaves -> {},
            comparison);
    assertThat(report.findings()).as("the record itself").isEmpty();
    return comparison.compare(chain(), report.scope(), record.file(), words -> {});
  }

  private String finding() {
    List<Finding> findings = compare().findings();
    assertThat(findings).hasSize(1);
    return findings.getFirst().words();
  }

  @Test
  void aRecordOfTheChainIsTheChains() {
    ChainComparison.Compared compared = compare();
    assertThat(compared.findings()).isEmpty();
    assertThat(compared.pinned().map(BlockRef::number)).contains(logs.getLast().blockNumber());
    assertThat(compared.logs()).isEqualTo(logs.size());
    assertThat(compared.agreements())
        .as("one dispute in eight blocks")
        .isEqualTo(record.blocks().size() / 8);
  }

  @Test
  void anInventedPaymentIsNamedWithWhatTheChainTells() {
    ChainLog log = logs.get(1);
    assertThat(event(log)).isInstanceOf(LilypadEvent.Payment.class);
    ChainLog next = logs.get(2);
    assertThat(next.data()).isNotEqualTo(log.data());
    logs.set(
        1,
        new ChainLog(
            log.address(),
            next.topics(),
            next.data(),
            log.blockHash(),
            log.blockNumber(),
            log.transactionHash(),
            log.logIndex()));
    assertThat(finding())
        .startsWith("chain, block 1, log 1 of deal Qm")
        .containsPattern("expected Payment.*, found Payment");
  }

  @Test
  void aLogThatTheChainDoesNotHaveIsNamed() {
    ChainLog invented = logs.remove(logs.size() - 1);
    assertThat(finding())
        .startsWith("chain, block " + invented.blockNumber())
        .contains("expected no such log, found Payment");
  }

  @Test
  void aLogThatTheRecordLeftOutIsNamed() {
    ChainLog last = logs.getLast();
    logs.add(
        new ChainLog(
            last.address(),
            last.topics(),
            last.data(),
            last.blockHash(),
            last.blockNumber(),
            last.transactionHash(),
            last.logIndex() + 1));
    assertThat(finding()).contains("expected Payment").endsWith("found no such log");
  }

  @Test
  void anAgreementThatStandsElsewhereIsNamed() {
    DealId disputed =
        logs.stream()
            .map(ChainComparisonTest::event)
            .filter(LilypadEvent.MediationRequested.class::isInstance)
            .map(LilypadEvent.MediationRequested.class::cast)
            .findFirst()
            .orElseThrow()
            .dealId();
    states.put(disputed, AgreementState.TIMEOUT_MEDIATE_RESULTS);
    assertThat(finding())
        .contains("agreement of deal " + disputed.text())
        .endsWith("expected TIMEOUT_MEDIATE_RESULTS, found MEDIATION_ACCEPTED");
  }

  @Test
  void whatIsNotFinalIsNotLookedAt() {
    notFinal = 4;
    logs.remove(logs.size() - 1);
    ChainComparison.Compared compared = compare();
    assertThat(compared.findings()).isEmpty();
    assertThat(compared.pinned()).isPresent();
  }

  @Test
  void anotherChainIsRefused() {
    chainId = 1;
    assertThatThrownBy(this::compare)
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining("about chain 31337, the node serves 1");
  }
}
