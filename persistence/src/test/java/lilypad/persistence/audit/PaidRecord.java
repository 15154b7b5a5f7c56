package lilypad.persistence.audit;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import lilypad.persistence.JournalSerializer;
import lilypad.persistence.embedded.stored.Body;
import lilypad.persistence.embedded.stored.StoredEvent;
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
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.deal.AgreementReading;
import lilypad.protocol.deal.ChainClock;
import lilypad.protocol.deal.ContractProfile;
import lilypad.protocol.deal.Deal;
import lilypad.protocol.deal.DealCommand;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealIntent;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.deal.DealState;
import lilypad.protocol.deal.Decision;
import lilypad.protocol.deal.PanelMember;
import lilypad.protocol.deal.Seat;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.journal.JournalCodec;
import lilypad.protocol.journal.JournalEvent;
import lilypad.protocol.merkle.MerkleHash;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.MediatorIdentity;
import lilypad.protocol.node.NodeSigner;
import lilypad.protocol.roster.TrackRecord;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.rules.Candidate;
import lilypad.protocol.rules.Pay;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.rules.SamplingRule;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.sign.PrivateKey;
import lilypad.protocol.sign.SigningDomain;
import lilypad.protocol.sign.TreeHead;

/**
 * A record in the making, by the rules: of a claim that nobody challenged, which is checked by
 * three nodes that sign what they say and are paid for it.
 */
final class PaidRecord {

  static final DealId DEAL = new DealId("QmUnchallenged");
  static final Hash32 RUNTIME = hash("runtime");
  static final Cid RIGHT = new Cid(hash("right result"));

  private static final SigningDomain DOMAIN = new SigningDomain(31_337, address("storage"));
  static final DealKey KEY = DealKey.of(DOMAIN.chainId(), DOMAIN.verifyingContract(), DEAL);
  private static final DealSettings SETTINGS =
      new DealSettings(
              DemoRecord.MEDIATOR.address(),
              ContractProfile.OURS,
              ContractProfile.OURS.route(address("mediation"), Optional.empty()),
              DOMAIN,
              Rulebook.Polling.DEFAULT.sampling(SamplingRule.share(Probability.ONE, 3_600)),
              3,
              2,
              10,
              60,
              30,
              20,
              FinalityLevel.SAFE)
          .paying(new Pay.Terms(Probability.of("0.5"), Wei.of(7), Wei.ofWhole(4)));
  private static final Members MEMBERS =
      new Members(
          address("solver"),
          address("creator"),
          address("provider"),
          List.of(DemoRecord.MEDIATOR.address()));
  private static final Pricing PRICING =
      new Pricing(Wei.ofWhole(10), Wei.ofWhole(30), BigInteger.valueOf(4), Wei.ofWhole(5));
  private static final Timeouts TIMEOUTS =
      new Timeouts(
          Timeout.of(100, Wei.ZERO),
          Timeout.of(100, Wei.ZERO),
          Timeout.of(300, Wei.ZERO),
          Timeout.of(300, Wei.ZERO));
  private static final List<String> OPERATORS = List.of("ann", "bob", "cid");
  private static final BlockRef CLAIM = block(10);

  /** A fact and whose it is. */
  private record Made(String owner, JournalEvent fact) {}

  private final Deal rules = new Deal(KEY, SETTINGS);
  private final List<Made> made = new ArrayList<>();
  private DealState state = DealState.EMPTY;
  private long height = CLAIM.number();
  private long awake;

  /** A panel of three has the job. */
  PaidRecord() {
    add(AuditLog.STATEMENTS, new AuditEvent.SettingsStated(SETTINGS));
    OPERATORS.forEach(
        operator ->
            add(
                DealFacts.verifierId(node(operator).address()),
                new VerifierEvent.VerifierRegistered(operator, RUNTIME, "")));
    logs(AgreementState.RESULTS_SUBMITTED);
    height += 5;
    tell(
        new DealCommand.ClaimFound(
            new AgreementReading(
                CLAIM,
                RecordedAgreement.deal(DEAL, MEMBERS, TIMEOUTS, PRICING),
                RecordedAgreement.submitted(CLAIM.timestamp()),
                RecordedAgreement.result(DEAL, RecordedAgreement.utf8(RIGHT.toString()))),
            beacon(wanted(DealIntent.ReadClaim.class).beacon())));
    tell(
        new DealCommand.JobFound(
            DEAL.text(),
            MEMBERS,
            PRICING,
            new JobToRun(
                new Cid(hash("module")),
                Profile.DETERMINISTIC,
                Optional.of(RUNTIME),
                new TreeMap<>(),
                new TreeMap<>())));
    tell(
        new DealCommand.CandidatesKnown(
            new DealCommand.Candidates(
                OPERATORS.stream().map(this::candidate).toList(), OPERATORS.size()),
            beacon(wanted(DealIntent.DrawPanel.class).beacon()),
            hash("entropy")));
  }

  private Candidate candidate(String operator) {
    return new Candidate(
        node(operator).address(),
        operator,
        RUNTIME,
        1,
        TrackRecord.EMPTY.standing(RUNTIME, clock().time()));
  }

  static Hash32 hash(String text) {
    return Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Address address(String name) {
    return new Address(hash(name).bytes().slice(12, 32));
  }

  private static BlockRef block(long number) {
    return new BlockRef(
        number, hash("block " + number), hash("block " + (number - 1)), 1_700_000_000 + number);
  }

  private static DealCommand.BeaconBlock beacon(long height) {
    return new DealCommand.BeaconBlock(block(height), hash("prevrandao " + height));
  }

  private static NodeSigner node(String operator) {
    return new NodeSigner(
        new MediatorIdentity(
            DemoRecord.MEDIATOR.address(), DOMAIN.chainId(), DOMAIN.verifyingContract()),
        PrivateKey.of(hash("key of " + operator).bytes().toArray()));
  }

  private ChainClock clock() {
    return new ChainClock(block(height), height - 1, height - 2, OptionalLong.of(awake));
  }

  private void add(String owner, JournalEvent fact) {
    made.add(new Made(owner, fact));
  }

  private <I extends DealIntent> I wanted(Class<I> kind) {
    return rules.intents(state, clock()).stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .findFirst()
        .orElseThrow();
  }

  private Decision tell(DealCommand command) {
    Decision decision = rules.decide(state, command, clock());
    for (DealEvent event : decision.events()) {
      add(DealFacts.persistenceId(KEY), event);
      state = state.apply(event);
    }
    return decision;
  }

  /** The chain's next block has a new state of the deal. */
  void logs(AgreementState reached) {
    EncodedEvent encoded = EncodedEvent.of(new LilypadEvent.DealStateChange(DEAL, reached));
    ChainLog log =
        new ChainLog(
            DOMAIN.verifyingContract(),
            encoded.topics(),
            encoded.data(),
            block(height).hash(),
            height,
            hash("transaction " + height),
            0);
    tell(new DealCommand.RecordLogs(DEAL, block(height), List.of(log)));
  }

  /** So many blocks go by, and the intake records what became final. */
  void later(int blocks) {
    height += blocks;
    add("intake|test", new IntakeEvent.FinalityAdvanced(height - 1, height - 2));
    tell(new DealCommand.Advance());
  }

  /**
   * The chain breaks finality: an operator accepts another one, on which the newest block with a
   * log of the deal never was.
   */
  void replaced(boolean accepted) {
    BlockRef gone = state.chain().stateBlock().orElseThrow();
    if (accepted) {
      BlockRef common = block(gone.number() - 1);
      BlockRef theirs = new BlockRef(gone.number(), hash("other"), common.hash(), gone.timestamp());
      add("intake|test", new IntakeEvent.FinalityViolated(gone, theirs));
      add("intake|test", new IntakeEvent.ChainAccepted(theirs, gone.number(), Optional.of(common)));
      add("intake|test", new IntakeEvent.BlockRetracted(gone, List.of(DEAL)));
    }
    tell(new DealCommand.RetractBlock(gone));
  }

  /** So many blocks go by while the mediator is away; then it is up to date. */
  void away(int blocks) {
    height += blocks;
    awake = block(height).timestamp();
    add("intake|test", new IntakeEvent.CaughtUp(block(height)));
    tell(new DealCommand.Advance());
  }

  private PanelMember member(String operator) {
    return state
        .mediation()
        .orElseThrow()
        .seats()
        .map(Seat::member)
        .filter(member -> member.operator().equals(operator))
        .findFirst()
        .orElseThrow();
  }

  private NodeSigner.Promise promise(String operator, Hash32 runtime) {
    return node(operator)
        .commit(
            new AssignmentRound(member(operator).assignment(), 1),
            runtime,
            RIGHT.digest(),
            hash("execution"),
            hash("salt of " + operator),
            Duration.ofMillis(5));
  }

  /** Commits to the right result, and signs for this runtime. */
  Decision commits(String operator, Hash32 runtime) {
    var commitment = promise(operator, runtime).commitment();
    return tell(
        new DealCommand.Commit(
            member(operator).assignment(),
            1,
            node(operator).address(),
            runtime,
            commitment.commitment(),
            commitment.signature()));
  }

  Decision abstains(String operator, Hash32 runtime) {
    var abstention =
        node(operator)
            .abstain(
                new AssignmentRound(member(operator).assignment(), 1),
                runtime,
                AbstentionReason.UNSUPPORTED_RUNTIME,
                "");
    return tell(
        new DealCommand.Abstain(
            member(operator).assignment(),
            1,
            node(operator).address(),
            runtime,
            abstention.reason(),
            abstention.detail(),
            abstention.signature()));
  }

  Decision reveals(String operator, Hash32 runtime) {
    var reveal = promise(operator, runtime).reveal();
    return tell(
        new DealCommand.Reveal(
            member(operator).assignment(),
            1,
            node(operator).address(),
            runtime,
            reveal.resultRoot(),
            reveal.executionRoot(),
            reveal.salt(),
            reveal.signature(),
            reveal.run().toMillis()));
  }

  /** All three commit, and these of them show it. */
  PaidRecord shown(String... operators) {
    OPERATORS.forEach(operator -> commits(operator, RUNTIME));
    Stream.of(operators).forEach(operator -> reveals(operator, RUNTIME));
    return this;
  }

  /** Where the first fact of a kind stands. */
  int leaf(Class<? extends JournalEvent> kind) {
    for (int i = 0; i < made.size(); i++) {
      if (kind.isInstance(made.get(i).fact())) {
        return i;
      }
    }
    throw new AssertionError("no " + kind.getSimpleName() + " in " + made);
  }

  /** The record, under a head over all of it. */
  DemoRecord written() {
    return without(fact -> false);
  }

  /** As a mediator writes it that leaves these facts out. */
  DemoRecord without(Predicate<JournalEvent> left) {
    return of(made.stream().filter(each -> !left.test(each.fact())).toList());
  }

  /** What of it there was when it had so many leaves. */
  DemoRecord cut(int leaves) {
    return of(made.subList(0, leaves));
  }

  /** As it is when a node registers once more right before one of its facts. */
  DemoRecord registered(int leaf, String operator, Hash32 runtime) {
    List<Made> facts = new ArrayList<>(made);
    facts.add(
        leaf,
        new Made(
            DealFacts.verifierId(node(operator).address()),
            new VerifierEvent.VerifierRegistered(operator, runtime, "")));
    return of(facts);
  }

  /** As it is when one of its facts stands at its end. */
  DemoRecord late(int leaf) {
    List<Made> facts = new ArrayList<>(made);
    facts.add(facts.remove(leaf));
    return of(facts);
  }

  private static DemoRecord of(List<Made> facts) {
    Map<String, Long> numbers = new HashMap<>();
    List<LoggedEvent> leaves = new ArrayList<>();
    for (Made each : facts) {
      byte[] stored =
          StoredEvent.newBuilder()
              .setPersistenceId(each.owner())
              .setSequenceNr(numbers.merge(each.owner(), 1L, Long::sum))
              .setWriterUuid("w")
              .setPayload(
                  Body.newBuilder()
                      .setSerializerId(JournalSerializer.IDENTIFIER)
                      .setManifest(JournalCodec.manifest(each.fact()))
                      .setData(ByteString.copyFrom(JournalCodec.encode(each.fact()))))
              .build()
              .toByteArray();
      leaves.add(new LoggedEvent(leaves.size(), MerkleHash.leaf(stored), Bytes.of(stored)));
    }
    SignedTreeHead any =
        SignedTreeHead.sign(
            new TreeHead(leaves.size(), Hash32.ZERO, 1), DemoRecord.MEDIATOR, DOMAIN);
    return new DemoRecord(
            new ExportScope(DOMAIN, DemoRecord.MEDIATOR.address(), Optional.empty(), 1),
            leaves,
            List.of(any))
        .signedAgain(DemoRecord.MEDIATOR);
  }
}
