package lilypad.mediator.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import lilypad.chain.follow.FollowSettings;
import lilypad.chain.follow.FollowStep;
import lilypad.chain.follow.LogFollower;
import lilypad.chain.recorded.CannedRpc;
import lilypad.chain.recorded.RecordedChain;
import lilypad.chain.rpc.FinalityDepth;
import lilypad.chain.rpc.JsonRpcChain;
import lilypad.chain.rpc.RpcSettings;
import lilypad.mediator.deal.AgreementReader;
import lilypad.mediator.intake.IntakeState.Delivery;
import lilypad.protocol.Address;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.RecordedTrace;
import lilypad.protocol.abi.DecodedLog;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.abi.LogDecoder;
import lilypad.protocol.abi.RecordedContracts;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.deal.ChainClock;
import lilypad.protocol.deal.ContractProfile;
import lilypad.protocol.deal.Deal;
import lilypad.protocol.deal.DealCommand;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealIntent;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.deal.DealState;
import lilypad.protocol.deal.Decision;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.job.DealContainer;
import lilypad.protocol.job.DealIds;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.job.RecordedDeals;
import lilypad.protocol.job.SolverDeal;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.sign.SigningDomain;

/**
 * A mediator without its actors on the recorded chain: server, transport, follower, block reader,
 * intake's state, the deals' rules and the reader of agreements are the real ones. Nobody persists
 * and nobody votes: what the deals make of the chain is all there is.
 */
final class RecordedWorld implements AutoCloseable {

  private static final long CHAIN_ID = 412_346;

  private final RecordedChain recorded = new RecordedChain();
  private final CannedRpc server;
  private final JsonRpcChain chain;
  private final LogFollower follower;
  private final AgreementReader agreements;
  private final Optional<Address> mediator;
  private final Map<DealId, DealState> deals = new TreeMap<>();
  private final Map<DealId, List<DealEvent>> facts = new HashMap<>();
  private final List<ChainLog> contractLogs = new ArrayList<>();
  private IntakeState intake = IntakeState.startAt(1);

  /**
   * Starts before the first block.
   *
   * @param mediator who we are; empty to be in each deal whoever was drawn for it
   */
  RecordedWorld(Optional<Address> mediator) throws IOException {
    this.mediator = mediator;
    this.server = CannedRpc.serving(recorded);
    this.chain = JsonRpcChain.connect(RpcSettings.of(server.url()));
    this.follower =
        new LogFollower(
            chain,
            Set.of(
                contract("token"),
                contract("payments"),
                contract("storage"),
                contract("mediation")),
            new FollowSettings(64, 1_000, new FinalityDepth(1, 2)));
    this.agreements = new AgreementReader(chain, contract("storage"), Runnable::run);
  }

  static Address contract(String name) {
    return Address.fromHex(RecordedTrace.get("addresses").required(name).asText());
  }

  /** The chain goes on up to a block, and everything that follows from it happens. */
  void goOnTo(long block) {
    recorded.stopAt(block);
    for (List<FollowStep> steps = follower.next(intake.cursor());
        !steps.isEmpty();
        steps = follower.next(intake.cursor())) {
      for (FollowStep step : steps) {
        IntakeEvent event = BlockReader.event(step, intake);
        intake = intake.apply(event);
        remember(event);
      }
      ChainClock clock =
          new ChainClock(
              intake.cursor().tip().orElseThrow(),
              intake.cursor().safe(),
              intake.cursor().finalized());
      for (Delivery delivery : intake.pending()) {
        tell(delivery.deal(), command(delivery), clock);
      }
      intake =
          intake.apply(
              new IntakeEvent.DeliveryAdvanced(intake.delivered() + intake.pending().size()));
      deals.keySet().forEach(deal -> tell(deal, new DealCommand.Advance(), clock));
    }
  }

  private void remember(IntakeEvent event) {
    switch (event) {
      case IntakeEvent.BlockSeen seen -> {
        contractLogs.addAll(seen.contractLogs());
        if (!seen.anomalies().isEmpty()) {
          throw new AssertionError("a log that is none: " + seen.anomalies());
        }
      }
      case IntakeEvent.RangeSeen range -> range.blocks().forEach(this::remember);
      case IntakeEvent.BlockRetracted retracted -> throw new AssertionError(retracted.toString());
      case IntakeEvent.FinalityAdvanced advanced -> {}
      case IntakeEvent.DeliveryAdvanced advanced -> {}
      case IntakeEvent.CaughtUp caught -> {}
      case IntakeEvent.FinalityViolated violated -> throw new AssertionError(violated.toString());
      case IntakeEvent.LogsContradicted contradicted ->
          throw new AssertionError(contradicted.toString());
      case IntakeEvent.StateContradicted contradicted ->
          throw new AssertionError(contradicted.toString());
      case IntakeEvent.ChainAccepted accepted -> throw new AssertionError(accepted.toString());
    }
  }

  private static DealCommand command(Delivery delivery) {
    return switch (delivery) {
      case Delivery.Logs logs -> new DealCommand.RecordLogs(logs.deal(), logs.block(), logs.logs());
      case Delivery.Retraction retraction -> new DealCommand.RetractBlock(retraction.block());
    };
  }

  private void tell(DealId id, DealCommand command, ChainClock clock) {
    DealState before = deals.getOrDefault(id, DealState.EMPTY);
    Deal rules = new Deal(DealKey.of(CHAIN_ID, contract("storage"), id), settings(id));
    Decision decision = rules.decide(before, command, clock);
    if (decision.rejection().isPresent()) {
      throw new AssertionError(id + " refuses " + command + ": " + decision.rejection().get());
    }
    DealState after = before;
    for (DealEvent event : decision.events()) {
      after = after.apply(event);
      facts.computeIfAbsent(id, deal -> new ArrayList<>()).add(event);
    }
    deals.put(id, after);
    for (DealIntent intent : rules.intents(after, clock)) {
      answer(id, intent, clock);
    }
  }

  /** What the mediator's ports would answer, as far as the recording knows it. */
  private void answer(DealId id, DealIntent intent, ChainClock clock) {
    switch (intent) {
      case DealIntent.ReadAgreement read ->
          tell(
              id,
              new DealCommand.AgreementFound(
                  read.check(),
                  agreements
                      .agreement(read.deal(), read.check().block())
                      .toCompletableFuture()
                      .join()),
              clock);
      case DealIntent.ReadClaim read -> throw new AssertionError("no claim is checked silently");
      case DealIntent.DescribeJob describe -> {
        if (deal(id).mediation().flatMap(m -> m.refusal()).isEmpty()) {
          tell(id, told(id), clock);
        }
      }
      case DealIntent.DrawPanel draw -> {}
      case DealIntent.Assign assign -> throw new AssertionError("nobody was drawn");
      case DealIntent.RequestReveal request -> throw new AssertionError("nobody was drawn");
      case DealIntent.Ask ask -> throw new AssertionError("nobody is a watchman");
      case DealIntent.Settle settle -> throw new AssertionError("there is no verdict");
      case DealIntent.Compare compare -> throw new AssertionError("there is no verdict");
    }
  }

  /** The recorded deal as the solver had it; its job is named by tag, which we would not run. */
  private static DealCommand.JobFound told(DealId id) {
    JsonNode json = RecordedTrace.get("deals").required(id.text());
    DealContainer container = DealContainer.parse(RecordedDeals.container(json));
    SolverDeal deal = container.deal();
    return new DealCommand.JobFound(
        DealIds.recompute(container.dealJson()).toString(),
        deal.members(),
        deal.pricing().onChain(),
        new JobToRun(
            new Cid(id.hash()),
            Profile.UNKNOWN,
            Optional.empty(),
            new TreeMap<>(deal.jobOffer().inputs()),
            new TreeMap<>()));
  }

  private DealSettings settings(DealId id) {
    return new DealSettings(
        mediator.orElseGet(() -> RecordedContracts.at(RecordedChain.last()).mediator(id)),
        ContractProfile.LILYPAD_V2,
        ContractProfile.LILYPAD_V2.route(contract("mediation"), Optional.empty()),
        new SigningDomain(CHAIN_ID, contract("storage")),
        Rulebook.Polling.DEFAULT,
        3,
        2,
        10,
        60,
        30,
        20,
        FinalityLevel.SAFE);
  }

  /** Every deal that was heard of. */
  Map<DealId, DealState> deals() {
    return new TreeMap<>(deals);
  }

  DealState deal(DealId id) {
    return deals.getOrDefault(id, DealState.EMPTY);
  }

  List<DealEvent> facts(DealId id) {
    return facts.getOrDefault(id, List.of());
  }

  /** Tokens that moved without a deal, by transaction: what people sent each other. */
  List<LilypadEvent.Transfer> transfersWithoutDeal() {
    List<LilypadEvent.Transfer> found = new ArrayList<>();
    for (ChainLog log : contractLogs) {
      boolean ofDeal =
          deals.values().stream()
              .flatMap(deal -> deal.logs().stream())
              .anyMatch(logged -> logged.log().transactionHash().equals(log.transactionHash()));
      if (!ofDeal
          && LogDecoder.decode(log) instanceof DecodedLog.Decoded decoded
          && decoded.event() instanceof LilypadEvent.Transfer transfer) {
        found.add(transfer);
      }
    }
    return found;
  }

  JsonRpcChain chain() {
    return chain;
  }

  @Override
  public void close() {
    chain.close();
    server.close();
  }
}
