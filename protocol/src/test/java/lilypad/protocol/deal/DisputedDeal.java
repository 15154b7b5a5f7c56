package lilypad.protocol.deal;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.EncodedEvent;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.abi.Members;
import lilypad.protocol.abi.Pricing;
import lilypad.protocol.abi.RecordedAgreement;
import lilypad.protocol.abi.Timeout;
import lilypad.protocol.abi.Timeouts;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.journal.JournalCodec;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.rules.Candidate;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.SettlementReport;
import lilypad.protocol.sign.Commitment;
import lilypad.protocol.sign.SigningDomain;

/** A deal in dispute, told step by step; remembers every fact, so that a test can replay them. */
final class DisputedDeal {

  static final Address MEDIATOR = address("mediator");
  static final Address STORAGE = address("storage");
  static final Address MEDIATION = address("mediation");
  static final SigningDomain DOMAIN = new SigningDomain(31337, STORAGE);
  static final DealId ID = new DealId("QmDeal");
  static final DealKey KEY = DealKey.of(31337, STORAGE, ID);
  static final Members MEMBERS =
      new Members(address("solver"), address("creator"), address("provider"), List.of(MEDIATOR));
  static final Pricing PRICING =
      new Pricing(Wei.ofWhole(10), Wei.ofWhole(30), BigInteger.valueOf(4), Wei.ofWhole(5));
  static final Timeouts TIMEOUTS =
      new Timeouts(
          Timeout.of(100, Wei.ZERO),
          Timeout.of(100, Wei.ofWhole(10)),
          Timeout.of(100, Wei.ofWhole(10)),
          Timeout.of(300, Wei.ZERO));
  static final Cid RIGHT = new Cid(hash("right result"));
  static final Cid WRONG = new Cid(hash("wrong result"));
  static final DealSettings SETTINGS = on(ContractProfile.OURS, Optional.empty());

  Deal rules;
  private DealSettings settings;
  private final DealReplay replay = new DealReplay(KEY);
  private boolean replayed = true;
  final List<DealEvent> facts = new ArrayList<>();
  DealState state = DealState.EMPTY;
  ChainClock clock;
  String claim = RIGHT.toString();
  Optional<Bytes> claimBytes = Optional.empty();
  BigInteger instructionCount = BigInteger.ONE;
  long secondsToTheCheck = 10;

  /** Of all operators, of whom not all need be there. */
  long rosterWeight = 6;

  /** What operators show of their runs, where it is not what an honest run gives. */
  final Map<String, Hash32> evidence = new HashMap<>();

  DisputedDeal() {
    this(SETTINGS);
  }

  DisputedDeal(DealSettings settings) {
    this.settings = settings;
    rules = new Deal(KEY, settings);
    clock = at(block(1, "a", 1_000));
  }

  /** Settings for these contracts, with a guard in front or without. */
  static DealSettings on(ContractProfile profile, Optional<Address> guard) {
    return new DealSettings(
        MEDIATOR,
        profile,
        profile.route(MEDIATION, guard),
        DOMAIN,
        Rulebook.Polling.DEFAULT,
        3,
        2,
        10,
        60,
        30,
        20,
        FinalityLevel.SAFE);
  }

  static Hash32 hash(String text) {
    return Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  static Address address(String name) {
    return new Address(hash(name).bytes().slice(12, 32));
  }

  static BlockRef block(long number, String fork, long time) {
    return new BlockRef(number, hash(fork + number), hash(fork + (number - 1)), time);
  }

  /** A head whose safe block is one below and whose final block is two below. */
  static ChainClock at(BlockRef head) {
    return new ChainClock(head, head.number() - 1, head.number() - 2);
  }

  static Candidate candidate(String operator) {
    return new Candidate(address("node of " + operator), operator, hash("runtime"));
  }

  Decision tell(DealCommand command) {
    Deal.Outcome outcome = rules.outcome(state, command, clock);
    Decision decision = outcome.decision();
    assertThat(outcome.states()).hasSameSizeAs(decision.events());
    for (int i = 0; i < decision.events().size(); i++) {
      DealEvent event = decision.events().get(i);
      facts.add(event);
      state = state.apply(event);
      assertThat(outcome.states().get(i)).isEqualTo(state);
      if (replayed) {
        // What any test of the rules brings about must come out again when it is replayed.
        assertThat(replay.take(event, Bytes.of(JournalCodec.encode(event)), settings)).isEmpty();
      }
    }
    if (replayed) {
      // All that follows from a command is journaled with it.
      assertThat(replay.missing()).isEmpty();
    }
    resting();
    return decision;
  }

  /** Who rests at a time has nothing to say to it and wants nothing, whatever the test is about. */
  private void resting() {
    for (long ahead : new long[] {0, 1, 100, 100_000}) {
      ChainClock then =
          new ChainClock(
              block(clock.head().number() + ahead, "a", clock.head().timestamp() + ahead),
              clock.safe() + ahead / 2,
              clock.finalized() + ahead / 4);
      if (rules.rests(state, then)) {
        assertThat(rules.decide(state, new DealCommand.Advance(), then).events()).isEmpty();
        assertThat(rules.intents(state, then)).isEmpty();
        assertThat(rules.open(state)).isTrue();
      }
    }
  }

  /** A test that forces facts upon the deal which the rules would not bring about. */
  void forced() {
    replayed = false;
  }

  /** The chain moves to a block; nothing else happens. */
  DisputedDeal head(long number, long time) {
    clock = at(block(number, "a", time));
    tell(new DealCommand.Advance());
    return this;
  }

  static ChainLog log(BlockRef block, int index, LilypadEvent event) {
    EncodedEvent encoded = EncodedEvent.of(event);
    return new ChainLog(
        STORAGE,
        encoded.topics(),
        encoded.data(),
        block.hash(),
        block.number(),
        hash("tx" + block.hash() + index),
        index);
  }

  /** The block in which the client asks for a check. */
  static List<ChainLog> checkLogs(BlockRef block, Address mediator) {
    return List.of(
        log(block, 0, new LilypadEvent.DealStateChange(ID, AgreementState.RESULTS_CHECKED)),
        log(block, 1, new LilypadEvent.MediationRequested(ID, mediator)));
  }

  DisputedDeal logs(BlockRef block, List<ChainLog> logs) {
    clock = at(block);
    tell(new DealCommand.RecordLogs(ID, block, logs));
    return this;
  }

  DisputedDeal checkedIn(BlockRef block) {
    return logs(block, checkLogs(block, MEDIATOR));
  }

  AgreementReading reading(BlockRef block) {
    return new AgreementReading(
        block,
        RecordedAgreement.deal(ID, MEMBERS, TIMEOUTS, PRICING),
        RecordedAgreement.checked(block.timestamp() - secondsToTheCheck, block.timestamp()),
        RecordedAgreement.result(
            ID,
            "QmResultsId",
            claimBytes.orElseGet(() -> RecordedAgreement.utf8(claim)),
            instructionCount));
  }

  DisputedDeal read(BlockRef block) {
    CheckRef check = state.chain().check().orElseThrow();
    tell(new DealCommand.AgreementFound(check, reading(block)));
    return this;
  }

  /** A job whose module names the candidates' runtime, if its manifest can be read. */
  static JobToRun job(Profile profile) {
    return job(
        profile, profile == Profile.UNKNOWN ? Optional.empty() : Optional.of(hash("runtime")));
  }

  static JobToRun job(Profile profile, Optional<Hash32> runtime) {
    return new JobToRun(
        new Cid(hash("module")), profile, runtime, new TreeMap<>(), new TreeMap<>());
  }

  DisputedDeal described(Profile profile) {
    return described(job(profile));
  }

  DisputedDeal described(JobToRun job) {
    tell(new DealCommand.JobFound(ID.text(), MEMBERS, PRICING, job));
    return this;
  }

  DisputedDeal candidates(String... operators) {
    return present(List.of(operators).stream().map(DisputedDeal::candidate).toList());
  }

  /** These could be drawn, by the beacon that the settings name. */
  DisputedDeal present(List<Candidate> nodes) {
    tell(
        new DealCommand.CandidatesKnown(
            new DealCommand.Candidates(nodes, rosterWeight), beacon(), hash("e" + facts.size())));
    return this;
  }

  DealCommand.BeaconBlock beacon() {
    long height = state.mediation().map(settings::beacon).orElse(1L);
    return new DealCommand.BeaconBlock(block(height, "a", 2_001), hash("prevrandao"));
  }

  /** Check in block 10, read, described, three verifiers drawn. */
  static DisputedDeal withPanel(String claim) {
    return withPanel(claim, SETTINGS);
  }

  static DisputedDeal withPanel(String claim, DealSettings settings) {
    return withPanel(claim, settings, 6);
  }

  /** Among five of equal weight two that agree are more than could collude. */
  static DisputedDeal withPanelOfFive(String claim) {
    return withPanel(claim, SETTINGS, 5);
  }

  private static DisputedDeal withPanel(String claim, DealSettings settings, long rosterWeight) {
    DisputedDeal deal = new DisputedDeal(settings);
    deal.claim = claim;
    deal.rosterWeight = rosterWeight;
    BlockRef check = block(10, "a", 2_000);
    return deal.checkedIn(check)
        .read(check)
        .described(Profile.DETERMINISTIC)
        .candidates("ann", "bob", "cid");
  }

  Round round() {
    return state.mediation().orElseThrow().lastRound().orElseThrow();
  }

  /** The last round that an operator has a seat in, be it the mediator's own run. */
  Round round(String operator) {
    return state
        .mediation()
        .orElseThrow()
        .everyRound()
        .filter(r -> r.seats().stream().anyMatch(s -> s.member().operator().equals(operator)))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  Hash32 execution(String operator) {
    return evidence.getOrDefault(operator, hash("execution"));
  }

  PanelMember member(String operator) {
    return round(operator).seats().stream()
        .map(Seat::member)
        .filter(m -> m.operator().equals(operator))
        .findFirst()
        .orElseThrow();
  }

  static Hash32 salt(String operator) {
    return hash("salt of " + operator);
  }

  Hash32 commitmentTo(String operator, Cid result) {
    PanelMember member = member(operator);
    return Commitment.commitmentHash(
        member.assignment(),
        round(operator).number(),
        member.verifier(),
        member.runtimeDigest(),
        result.digest(),
        execution(operator),
        salt(operator),
        DOMAIN);
  }

  Decision commits(String operator, Cid result) {
    return commits(operator, member(operator).runtimeDigest(), result);
  }

  /** The operator's node signs for a runtime of its own choice. */
  Decision commits(String operator, Hash32 runtime, Cid result) {
    PanelMember member = member(operator);
    return tell(
        new DealCommand.Commit(
            member.assignment(),
            round(operator).number(),
            member.verifier(),
            runtime,
            commitmentTo(operator, result),
            Bytes.of(new byte[65])));
  }

  Decision reveals(String operator, Cid result) {
    return reveals(operator, member(operator).runtimeDigest(), result);
  }

  /** As it committed, but signed for a runtime of its own choice. */
  Decision reveals(String operator, Hash32 runtime, Cid result) {
    PanelMember member = member(operator);
    return tell(
        new DealCommand.Reveal(
            member.assignment(),
            round(operator).number(),
            member.verifier(),
            runtime,
            result.digest(),
            execution(operator),
            salt(operator),
            Bytes.of(new byte[65]),
            100));
  }

  Decision abstains(String operator, AbstentionReason reason) {
    return abstains(operator, member(operator).runtimeDigest(), reason);
  }

  /** The operator's node signs for a runtime of its own choice. */
  Decision abstains(String operator, Hash32 runtime, AbstentionReason reason) {
    PanelMember member = member(operator);
    return tell(
        new DealCommand.Abstain(
            member.assignment(),
            round(operator).number(),
            member.verifier(),
            runtime,
            reason,
            "",
            Bytes.of(new byte[65])));
  }

  DisputedDeal all(Cid result, String... operators) {
    for (String operator : operators) {
      commits(operator, result);
    }
    for (String operator : operators) {
      reveals(operator, result);
    }
    return this;
  }

  Optional<DealEvent.VerdictReached> verdict() {
    return state.mediation().flatMap(Mediation::verdict);
  }

  List<DealIntent> intents() {
    return rules.intents(state, clock);
  }

  /** The mediator is started again with other settings. */
  DisputedDeal restartedWith(DealSettings settings) {
    this.settings = settings;
    rules = new Deal(KEY, settings);
    return this;
  }

  SettlementIntent settlement() {
    return state.mediation().orElseThrow().settlement().orElseThrow().intent();
  }

  DisputedDeal hears(SettlementReport report) {
    tell(new DealCommand.SettlementReported(report));
    return this;
  }
}
