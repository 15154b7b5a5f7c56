package lilypad.protocol.abi;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;
import lilypad.protocol.RecordedTrace;
import lilypad.protocol.Wei;

/**
 * What Lilypad's storage and mediation contracts hold at the end of one block of the recording,
 * folded from the transactions that succeeded until then. The recording itself has such answers for
 * some deals at some blocks; they are all equal to what is answered here.
 */
public final class RecordedContracts {

  private static final Map<Long, RecordedContracts> FOLDED = new ConcurrentHashMap<>();

  private final Map<DealId, LilypadCall.Agree> deals = new TreeMap<>();
  private final Map<DealId, LilypadCall.AddResult> results = new TreeMap<>();
  private final Map<DealId, Address> mediators = new TreeMap<>();
  private final Map<DealId, AgreementState> states = new TreeMap<>();
  private final Map<DealId, Map<AgreementState, Long>> entered = new TreeMap<>();
  private final Map<DealId, Map<Address, Long>> agreedAt = new TreeMap<>();

  private RecordedContracts() {}

  /** The contracts at the end of a block. */
  public static RecordedContracts at(long block) {
    return FOLDED.computeIfAbsent(block, RecordedContracts::fold);
  }

  private static RecordedContracts fold(long block) {
    RecordedContracts contracts = new RecordedContracts();
    for (JsonNode step : RecordedTrace.callSteps()) {
      if (RecordedTrace.number(step.required("blockNumber")) <= block
          && step.required("status").asText().equals("0x1")) {
        contracts.apply(step);
      }
    }
    return contracts;
  }

  private void apply(JsonNode step) {
    long time = RecordedTrace.number(step.required("timestamp"));
    switch (LilypadCall.decode(Bytes.fromHex(step.required("input").asText()))) {
      case LilypadCall.Agree agree -> {
        deals.putIfAbsent(agree.dealId(), agree);
        entered(agree.dealId()).putIfAbsent(AgreementState.DEAL_NEGOTIATING, time);
        agreedAt
            .computeIfAbsent(agree.dealId(), id -> new TreeMap<>())
            .put(Address.fromHex(step.required("from").asText()), time);
      }
      case LilypadCall.AddResult result -> results.put(result.dealId(), result);
      case LilypadCall other -> {}
    }
    for (JsonNode log : step.required("logs")) {
      if (LogDecoder.decode(RecordedTrace.log(log)) instanceof DecodedLog.Decoded decoded) {
        if (decoded.event() instanceof LilypadEvent.DealStateChange change) {
          states.put(change.dealId(), change.state());
          entered(change.dealId()).put(change.state(), time);
        } else if (decoded.event() instanceof LilypadEvent.MediationRequested requested) {
          mediators.put(requested.dealId(), requested.mediator());
        }
      }
    }
  }

  private Map<AgreementState, Long> entered(DealId deal) {
    return entered.computeIfAbsent(deal, id -> new TreeMap<>());
  }

  /** Every deal that was ever proposed. */
  public List<DealId> deals() {
    return List.copyOf(deals.keySet());
  }

  /** What a view returns; empty if it is none of a deal's four. */
  public Optional<Bytes> answer(LilypadCall call) {
    return switch (call) {
      case LilypadCall.GetDeal get -> Optional.of(RecordedAgreement.deal(deal(get.dealId())));
      case LilypadCall.GetAgreement get ->
          Optional.of(RecordedAgreement.agreement(agreement(get.dealId())));
      case LilypadCall.GetResult get -> Optional.of(result(get.dealId()));
      case LilypadCall.GetMediator get ->
          Optional.of(AbiPart.tuple(AbiPart.address(mediator(get.dealId()))).toBytes());
      case LilypadCall other -> Optional.empty();
    };
  }

  /** As {@code getDeal} tells it; all fields empty for an unknown deal. */
  public ChainDeal deal(DealId id) {
    return Optional.ofNullable(deals.get(id))
        .map(agree -> new ChainDeal(id, agree.members(), agree.timeouts(), agree.pricing()))
        .orElseGet(
            () ->
                new ChainDeal(
                    new DealId(""),
                    new Members(Address.ZERO, Address.ZERO, Address.ZERO, List.of()),
                    new Timeouts(none(), none(), none(), none()),
                    new Pricing(Wei.ZERO, Wei.ZERO, BigInteger.ZERO, Wei.ZERO)));
  }

  private static Timeout none() {
    return Timeout.of(0, Wei.ZERO);
  }

  /** The drawn mediator, zero while there is none. */
  public Address mediator(DealId id) {
    return mediators.getOrDefault(id, Address.ZERO);
  }

  /** How much work the provider claimed, 0 before it did. */
  public BigInteger instructionCount(DealId id) {
    return Optional.ofNullable(results.get(id))
        .map(LilypadCall.AddResult::instructionCount)
        .orElse(BigInteger.ZERO);
  }

  /** As {@code getAgreement} tells it. */
  public Agreement agreement(DealId id) {
    Map<AgreementState, Long> times = entered.getOrDefault(id, Map.of());
    Map<Address, Long> agreed = agreedAt.getOrDefault(id, Map.of());
    Members members = deal(id).members();
    return new Agreement(
        states.getOrDefault(id, AgreementState.DEAL_NEGOTIATING),
        agreed.getOrDefault(members.resourceProvider(), 0L),
        agreed.getOrDefault(members.jobCreator(), 0L),
        times.getOrDefault(AgreementState.DEAL_NEGOTIATING, 0L),
        times.getOrDefault(AgreementState.DEAL_AGREED, 0L),
        times.getOrDefault(AgreementState.RESULTS_SUBMITTED, 0L),
        times.getOrDefault(AgreementState.RESULTS_ACCEPTED, 0L),
        times.getOrDefault(AgreementState.RESULTS_CHECKED, 0L),
        times.getOrDefault(AgreementState.MEDIATION_ACCEPTED, 0L),
        times.getOrDefault(AgreementState.MEDIATION_REJECTED, 0L),
        times.getOrDefault(AgreementState.TIMEOUT_AGREE, 0L),
        times.getOrDefault(AgreementState.TIMEOUT_SUBMIT_RESULTS, 0L),
        times.getOrDefault(AgreementState.TIMEOUT_JUDGE_RESULTS, 0L),
        times.getOrDefault(AgreementState.TIMEOUT_MEDIATE_RESULTS, 0L));
  }

  private Bytes result(DealId id) {
    return Optional.ofNullable(results.get(id))
        .map(
            call ->
                RecordedAgreement.result(
                    id,
                    call.resultsId(),
                    RecordedAgreement.utf8(call.dataId()),
                    call.instructionCount()))
        .orElseGet(
            () -> RecordedAgreement.result(new DealId(""), "", Bytes.EMPTY, BigInteger.ZERO));
  }
}
