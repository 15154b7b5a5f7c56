package lilypad.mediator.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lilypad.chain.recorded.RecordedChain;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;
import lilypad.protocol.RecordedTrace;
import lilypad.protocol.abi.Agreement;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.CallReturns;
import lilypad.protocol.abi.ChainDeal;
import lilypad.protocol.abi.ChainResult;
import lilypad.protocol.abi.DecodedLog;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.abi.LogDecoder;
import lilypad.protocol.abi.MalformedAbi;
import lilypad.protocol.abi.Members;
import lilypad.protocol.abi.RecordedContracts;
import lilypad.protocol.deal.CheckRef;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealState;
import lilypad.protocol.deal.Mediation;
import lilypad.protocol.job.DealContainer;
import lilypad.protocol.job.RecordedDeals;
import lilypad.protocol.job.SolverDeal;

/**
 * One flow of the recording: what somebody played with one deal, sometimes with two.
 *
 * @param first its first block
 * @param last the block before the next flow's first
 */
record RecordedFlow(String name, long first, long last, List<DealId> deals) {

  private static final String AS_TOLD = ", as the solver says";
  private static final String NOT_AS_TOLD = ", not as the solver says";

  /** All flows in their order, the deployment left out. */
  static List<RecordedFlow> all() {
    Map<String, List<JsonNode>> steps = new LinkedHashMap<>();
    for (JsonNode step : RecordedTrace.callSteps()) {
      steps.computeIfAbsent(step.required("flow").asText(), flow -> new ArrayList<>()).add(step);
    }
    steps.remove("deploy");
    List<String> names = List.copyOf(steps.keySet());
    List<RecordedFlow> flows = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      List<JsonNode> own = steps.getOrDefault(names.get(i), List.of());
      long last =
          i + 1 < names.size()
              ? number(steps.getOrDefault(names.get(i + 1), List.of()).getFirst()) - 1
              : RecordedChain.last();
      Set<DealId> deals = new LinkedHashSet<>();
      own.forEach(step -> deals.addAll(deals(step)));
      flows.add(new RecordedFlow(names.get(i), number(own.getFirst()), last, List.copyOf(deals)));
    }
    return flows;
  }

  private static long number(JsonNode step) {
    return RecordedTrace.number(step.required("blockNumber"));
  }

  private static Set<DealId> deals(JsonNode step) {
    Set<DealId> found = new LinkedHashSet<>();
    try {
      switch (LilypadCall.decode(Bytes.fromHex(step.required("input").asText()))) {
        case LilypadCall.Agree agree -> found.add(agree.dealId());
        case LilypadCall.AddResult result -> found.add(result.dealId());
        case LilypadCall.OfDeal call -> found.add(call.dealId());
        case LilypadCall other -> {}
      }
    } catch (MalformedAbi e) {
      throw new AssertionError(e);
    }
    for (JsonNode log : step.required("logs")) {
      if (LogDecoder.decode(RecordedTrace.log(log)) instanceof DecodedLog.Decoded decoded) {
        decoded.event().deal().ifPresent(found::add);
      }
    }
    return found;
  }

  boolean hasBalances() {
    return RecordedTrace.get("balances").has(name);
  }

  /** What the contracts say at the flow's end: state, mediator, and of a checked deal its terms. */
  String recorded(RecordedContracts contracts) {
    return shown(deals.stream().map(deal -> recorded(contracts, deal)).toList());
  }

  private static String recorded(RecordedContracts contracts, DealId id) {
    ChainDeal deal = contracts.deal(id);
    if (!deal.exists()) {
      return "unknown";
    }
    Agreement agreement = contracts.agreement(id);
    Address mediator = contracts.mediator(id);
    String told = agreement.state().name() + since(entered(agreement));
    if (mediator.equals(Address.ZERO)) {
      return told;
    }
    String checked = told + ", check drew " + name(mediator);
    return agreement.resultsCheckedAt() == agreement.timeoutMediateResultsAt()
        ? checked
        : checked + judged(contracts, id, deal);
  }

  private static String judged(RecordedContracts contracts, DealId id, ChainDeal deal) {
    ChainResult result =
        CallReturns.result(contracts.answer(new LilypadCall.GetResult(id)).orElseThrow());
    String terms = agrees(id, deal) ? AS_TOLD : NOT_AS_TOLD;
    return ", claim "
        + result.claim()
        + " of "
        + shown(deal.members())
        + (result.instructionCount().equals(BigInteger.ONE)
            ? terms
            : priced(result.instructionCount().toString()));
  }

  /** A claim of another price than the job's is not judged. */
  private static String priced(String instructions) {
    return ", priced for " + instructions + " instructions";
  }

  private static boolean agrees(DealId id, ChainDeal deal) {
    SolverDeal told =
        DealContainer.parse(RecordedDeals.container(RecordedTrace.get("deals").required(id.text())))
            .deal();
    return told.members().equals(deal.members()) && told.pricing().onChain().equals(deal.pricing());
  }

  private static long entered(Agreement agreement) {
    return switch (agreement.state()) {
      case DEAL_NEGOTIATING -> 0;
      case DEAL_AGREED -> agreement.dealAgreedAt();
      case RESULTS_SUBMITTED -> agreement.resultsSubmittedAt();
      case RESULTS_ACCEPTED -> agreement.resultsAcceptedAt();
      case RESULTS_CHECKED -> agreement.resultsCheckedAt();
      case MEDIATION_ACCEPTED -> agreement.mediationAcceptedAt();
      case MEDIATION_REJECTED -> agreement.mediationRejectedAt();
      case TIMEOUT_AGREE -> agreement.timeoutAgreeAt();
      case TIMEOUT_SUBMIT_RESULTS -> agreement.timeoutSubmitResultsAt();
      case TIMEOUT_JUDGE_RESULTS -> agreement.timeoutJudgeResultsAt();
      case TIMEOUT_MEDIATE_RESULTS -> agreement.timeoutMediateResultsAt();
    };
  }

  /** The same as the deals of a mediator have it. */
  String derived(RecordedWorld world) {
    return shown(deals.stream().map(deal -> derived(world, deal)).toList());
  }

  private static String derived(RecordedWorld world, DealId id) {
    DealState state = world.deal(id);
    if (state.logs().isEmpty()) {
      return "unknown";
    }
    AgreementState reached = state.chain().state();
    String told =
        reached.name() + since(state.chain().stateBlock().map(b -> b.timestamp()).orElse(0L));
    Optional<CheckRef> check = state.chain().check();
    if (check.isEmpty()) {
      return told;
    }
    String checked = told + ", check drew " + name(check.get().mediator());
    return state
        .mediation()
        .map(mediation -> checked + derived(mediation, world.facts(id)))
        .orElse(checked);
  }

  private static String derived(Mediation mediation, List<DealEvent> facts) {
    boolean described = facts.stream().anyMatch(DealEvent.JobDescribed.class::isInstance);
    return ", claim "
        + mediation.reading().claim()
        + " of "
        + shown(mediation.reading().deal().members())
        + facts.stream()
            .filter(DealEvent.JobRefused.class::isInstance)
            .map(DealEvent.JobRefused.class::cast)
            .filter(refused -> refused.field().equals("instructionCount"))
            .map(refused -> priced(refused.onChain()))
            .findFirst()
            .orElse(described ? AS_TOLD : NOT_AS_TOLD);
  }

  private static String since(long time) {
    return time == 0 ? "" : " since " + time;
  }

  private static String shown(List<String> parts) {
    return parts.isEmpty() ? "no deal" : String.join("; ", parts);
  }

  private static String shown(Members members) {
    return name(members.jobCreator())
        + " and "
        + name(members.resourceProvider())
        + " before "
        + members.mediators().stream().map(RecordedFlow::name).toList();
  }

  private static String name(Address address) {
    for (Map.Entry<String, JsonNode> account : RecordedTrace.get("accounts").properties()) {
      if (Address.fromHex(account.getValue().asText()).equals(address)) {
        return account.getKey();
      }
    }
    for (Map.Entry<String, JsonNode> contract : RecordedTrace.get("addresses").properties()) {
      if (Address.fromHex(contract.getValue().asText()).equals(address)) {
        return contract.getKey();
      }
    }
    return address.toString();
  }
}
