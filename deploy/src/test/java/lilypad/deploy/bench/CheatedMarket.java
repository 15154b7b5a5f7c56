package lilypad.deploy.bench;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import lilypad.chain.send.SignedTransaction;
import lilypad.chain.send.Signing;
import lilypad.chain.send.UnsignedTransaction;
import lilypad.deploy.bench.DisputeHistory.Made;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.EncodedEvent;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.deal.Award;
import lilypad.protocol.deal.ChainClock;
import lilypad.protocol.deal.Deal;
import lilypad.protocol.deal.DealCommand;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealIntent;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.deal.DealState;
import lilypad.protocol.deal.Mediation;
import lilypad.protocol.deal.PanelMember;
import lilypad.protocol.deal.Round;
import lilypad.protocol.deal.Score;
import lilypad.protocol.deal.Seat;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.journal.JournalEvent;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.MediatorIdentity;
import lilypad.protocol.node.NodeSigner;
import lilypad.protocol.node.SignedAbstention;
import lilypad.protocol.node.SignedReveal;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.roster.VerifierState;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.rules.Candidate;
import lilypad.protocol.rules.Pay;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.RefereeRule;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.rules.Verdict;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.SettlementReport;
import lilypad.protocol.settle.WalletEvent;
import lilypad.protocol.sign.Commitment;
import lilypad.protocol.sign.PrivateKey;

/**
 * What a mediator records of disputes, one after another, among verifiers of which a third of the
 * weight colludes and others are lazy, copy, stay away, withhold, are late, run something else or
 * fail: with every signature, their records and their accounts. The market knows what the mediator
 * does not: who is what, and what each job's result is.
 */
final class CheatedMarket {

  /** What an operator's nodes do. */
  enum Strategy {
    HONEST,
    /** Says what the claim says and runs nothing. */
    LAZY,
    /** Commits what another of the panel committed, and shows what that one showed. */
    COPIER,
    /** Says with its like what harms: against an honest claim, for a wrong one. */
    COLLUDER,
    NO_SHOW,
    /** Ran the job, commits, and does not show it. */
    WITHHOLDER,
    /** Commits to something wrong and shows it when the time for that is over. */
    LATE,
    /** Runs another version of the runtime than it says. */
    SKEWED,
    /** Fails by itself, and says so. */
    FAILING
  }

  /**
   * What came of a dispute.
   *
   * @param honestDissent whether an honest node's recorded result is another than the verdict's
   */
  record Outcome(boolean claimIsRight, Verdict verdict, boolean honestDissent) {}

  private static final int OPERATORS = 24;
  private static final long LEAST_WEIGHT = 3;
  private static final long MOST_WEIGHT = 8;
  private static final int MOST_BLOCKS = 200;
  private static final int UNTIL_FINAL = 3;
  private static final String REFEREE = "mediator";
  private static final BigInteger TOKEN = BigInteger.TEN.pow(18);

  private record Secret(Hash32 root, Hash32 execution) {}

  /** A node, and its own record as its mediator keeps it. */
  private static final class Node {
    private final NodeSigner signer;
    private final Strategy strategy;
    private final String operator;
    private final long weight;
    private VerifierState state = VerifierState.EMPTY;

    Node(NodeSigner signer, Strategy strategy, String operator, long weight) {
      this.signer = signer;
      this.strategy = strategy;
      this.operator = operator;
      this.weight = weight;
    }
  }

  private final Random random;
  private final Optional<NodeSigner> referee;
  private final DealSettings settings;
  private final DisputeTerms terms = new DisputeTerms(DisputeHistory.MEDIATOR.address(), TOKEN);
  private final Map<Address, Node> nodes = new TreeMap<>();
  private final long rosterWeight;
  private final List<Made> made = new ArrayList<>();
  private final List<Outcome> outcomes = new ArrayList<>();
  private final Set<Strategy> sat = EnumSet.noneOf(Strategy.class);
  private int copiesOpened;
  private int signatures;
  private long height;
  private long nonce;

  /**
   * A market whose operators are drawn from a seed.
   *
   * @param refereed whether the mediator has a node of its own that runs what is torn
   */
  CheatedMarket(long seed, boolean refereed) {
    random = new Random(seed);
    DealSettings paying =
        DisputeHistory.settings(DisputeHistory.MEDIATOR.address())
            .paying(
                new Pay.Terms(
                    Probability.of(".5"), new Wei(TOKEN), new Wei(TOKEN.multiply(BigInteger.TEN))));
    referee = refereed ? Optional.of(signer(paying)) : Optional.empty();
    settings =
        referee
            .map(
                own ->
                    paying.by(
                        Rulebook.Polling.DEFAULT.with(
                            new RefereeRule(
                                own.address(), REFEREE, Probability.of(".1"), true, true))))
            .orElse(paying);
    referee.ifPresent(own -> enter(own, Strategy.HONEST, REFEREE, 1));
    List<Long> weights = new ArrayList<>();
    for (int i = 0; i < OPERATORS; i++) {
      weights.add(random.nextLong(LEAST_WEIGHT, MOST_WEIGHT + 1));
    }
    rosterWeight = weights.stream().mapToLong(Long::longValue).sum();
    List<Strategy> others = new ArrayList<>(EnumSet.allOf(Strategy.class));
    others.removeAll(Set.of(Strategy.HONEST, Strategy.COLLUDER));
    Collections.shuffle(others, random);
    long colluding = 0;
    for (int i = 0; i < OPERATORS; i++) {
      long weight = weights.get(i);
      Strategy strategy;
      if (colluding + weight <= rosterWeight / 3) {
        strategy = Strategy.COLLUDER;
        colluding += weight;
      } else {
        strategy = others.isEmpty() ? Strategy.HONEST : others.removeLast();
      }
      operator("operator-" + i, strategy, weight);
    }
  }

  private void operator(String name, Strategy strategy, long weight) {
    for (int node = random.nextInt(2); node >= 0; node--) {
      enter(signer(settings), strategy, name, weight);
    }
  }

  private NodeSigner signer(DealSettings mediated) {
    return new NodeSigner(
        new MediatorIdentity(
            mediated.mediator(),
            mediated.domain().chainId(),
            mediated.domain().verifyingContract()),
        PrivateKey.of(word().bytes().toArray()));
  }

  private void enter(NodeSigner signer, Strategy strategy, String operator, long weight) {
    Node one = new Node(signer, strategy, operator, weight);
    nodes.put(signer.address(), one);
    record(one, new VerifierEvent.VerifierRegistered(operator, DisputeHistory.RUNTIME, ""));
  }

  /** What the mediator decides by, in its own words. */
  AuditEvent.SettingsStated settings() {
    return new AuditEvent.SettingsStated(settings);
  }

  /** All that is recorded so far, in its order. */
  List<Made> facts() {
    return Collections.unmodifiableList(made);
  }

  /** What came of each dispute. */
  List<Outcome> outcomes() {
    return Collections.unmodifiableList(outcomes);
  }

  /** Whose nodes sat on a panel. */
  Set<Strategy> sat() {
    return Collections.unmodifiableSet(sat);
  }

  /** What share of the weight that ever answers in time is of some strategies. */
  double shareOfAnswers(Set<Strategy> strategies) {
    Set<Strategy> answering =
        EnumSet.of(Strategy.HONEST, Strategy.LAZY, Strategy.COLLUDER, Strategy.SKEWED);
    return (double) weight(strategies) / weight(answering);
  }

  private long weight(Set<Strategy> strategies) {
    Map<String, Long> weights = new HashMap<>();
    nodes.values().stream()
        .filter(node -> strategies.contains(node.strategy))
        .filter(node -> !node.operator.equals(REFEREE))
        .forEach(node -> weights.put(node.operator, node.weight));
    return weights.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Answers of others that a copier could show as its own. */
  int copiesOpened() {
    return copiesOpened;
  }

  /** What verifiers signed, as far as it is on record. */
  int signatures() {
    return signatures;
  }

  /** Fights out one more dispute. */
  void dispute() {
    outcomes.add(new Dispute(outcomes.size()).fought());
  }

  private Hash32 word() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Hash32.of(bytes);
  }

  private void record(Node node, VerifierEvent fact) {
    made.add(new Made(DisputeHistory.owner(node.signer), fact));
    node.state = node.state.apply(fact);
  }

  private void record(JournalEvent fact) {
    made.add(
        new Made(
            fact instanceof WalletEvent ? "wallet|" + settings.mediator() : DisputeHistory.INTAKE,
            fact));
  }

  private ChainClock clock() {
    return new ChainClock(DisputeHistory.block(height), height - 1, height - 2);
  }

  private final class Dispute {

    private final int number;
    private final DealId id;
    private final DealKey key;
    private final Deal rules;
    private final Hash32 truth = word();
    private final Hash32 execution = word();
    private final Hash32 claim;
    private final Hash32 harm;

    /** What colluders agree to show as evidence of a run. */
    private final Hash32 forged = word();

    private final Map<AssignmentRound, SignedReveal> promised = new HashMap<>();
    private final Set<AssignmentRound> leased = new HashSet<>();
    private DealState state = DealState.EMPTY;
    private boolean posted;

    Dispute(int number) {
      this.number = number;
      this.id = DisputeHistory.id(number);
      this.key = DisputeHistory.key(id);
      this.rules = new Deal(key, settings);
      this.claim = random.nextBoolean() ? truth : word();
      this.harm = claim.equals(truth) ? word() : claim;
    }

    Outcome fought() {
      block(terms.agreed(number, id), word());
      block(terms.submitted(number, id), word());
      block(terms.checked(number, id), word());
      for (long first = height; verdict().isEmpty() || awaitsPost(); ) {
        int before = made.size();
        rules.intents(state, clock()).forEach(this::happen);
        if (made.size() == before) {
          block(List.of(), word());
        }
        if (height - first > MOST_BLOCKS) {
          throw new AssertionError("expected a verdict on deal " + number + ", got " + state);
        }
      }
      return outcome(verdict().orElseThrow().verdict());
    }

    private Optional<DealEvent.VerdictReached> verdict() {
      return state.mediation().flatMap(Mediation::verdict);
    }

    private boolean awaitsPost() {
      Verdict verdict = verdict().orElseThrow().verdict();
      return !posted && (verdict == Verdict.ACCEPT || verdict == Verdict.REJECT);
    }

    /** The next block, with what the contracts say of this deal in it. */
    private void block(List<LilypadEvent> events, Hash32 transaction) {
      height++;
      BlockRef block = DisputeHistory.block(height);
      List<ChainLog> logs = new ArrayList<>();
      for (LilypadEvent event : events) {
        EncodedEvent encoded = EncodedEvent.of(event);
        logs.add(
            new ChainLog(
                DisputeHistory.DOMAIN.verifyingContract(),
                encoded.topics(),
                encoded.data(),
                block.hash(),
                height,
                transaction,
                logs.size()));
      }
      record(
          new IntakeEvent.BlockSeen(
              block,
              logs.isEmpty() ? List.of() : List.of(new IntakeEvent.DealLogs(id, logs)),
              List.of(),
              List.of()));
      if (!logs.isEmpty()) {
        tell(new DealCommand.RecordLogs(id, block, logs));
      }
      record(new IntakeEvent.FinalityAdvanced(height - 1, Math.max(0, height - 2)));
      record(new IntakeEvent.DeliveryAdvanced(height));
      tell(new DealCommand.Advance());
    }

    /** Tells the deal; what follows for its verifiers' records is recorded with it. */
    private boolean tell(DealCommand command) {
      boolean judged = verdict().isPresent();
      var decision = rules.decide(state, command, clock());
      for (DealEvent event : decision.events()) {
        made.add(new Made("deal|" + key, event));
        state = state.apply(event);
        if (event instanceof DealEvent.PayEarned pay) {
          pay.awards().forEach(award -> credited(award, pay.rule()));
        }
      }
      if (!judged && verdict().isPresent()) {
        concluded();
      }
      return decision.rejection().isEmpty();
    }

    private void credited(Award award, int rule) {
      record(
          node(award.verifier()),
          new VerifierEvent.PayCredited(
              award.assignment(), award.round(), key, award.amount(), rule));
    }

    /** With the verdict all leases end, and it says something about each who sat. */
    private void concluded() {
      Mediation mediation = state.mediation().orElseThrow();
      for (Round round :
          Stream.concat(mediation.rounds().stream(), mediation.referral().stream()).toList()) {
        for (Seat seat : round.seats()) {
          record(
              node(seat.member().verifier()),
              new VerifierEvent.AssignmentConcluded(
                  seat.member().assignment(), round.number(), conclusion(seat.progress())));
        }
      }
      for (Score score : Score.of(mediation)) {
        record(
            node(score.member().verifier()),
            new VerifierEvent.VerifierObserved(
                score.member().assignment(),
                score.round(),
                score.member().runtimeDigest(),
                score.marks(),
                score.at()));
      }
    }

    private static VerifierEvent.Conclusion conclusion(Seat.Progress progress) {
      return switch (progress) {
        case Seat.Progress.Assigned assigned -> VerifierEvent.Conclusion.CANCELLED;
        case Seat.Progress.Committed committed -> VerifierEvent.Conclusion.CANCELLED;
        case Seat.Progress.Revealed revealed -> VerifierEvent.Conclusion.REVEALED;
        case Seat.Progress.Abstained abstained -> VerifierEvent.Conclusion.ABSTAINED;
        case Seat.Progress.Expired expired ->
            expired.committed()
                ? VerifierEvent.Conclusion.NO_REVEAL
                : VerifierEvent.Conclusion.NO_COMMITMENT;
      };
    }

    private void happen(DealIntent intent) {
      switch (intent) {
        case DealIntent.ReadAgreement read ->
            tell(
                new DealCommand.AgreementFound(
                    read.check(),
                    terms.reading(
                        number,
                        id,
                        new Cid(claim).toString(),
                        DisputeHistory.block(read.check().block().number() - 1),
                        read.check().block())));
        case DealIntent.DescribeJob describe ->
            tell(
                new DealCommand.JobFound(
                    id.text(),
                    terms.members(number),
                    terms.pricing(),
                    new JobToRun(
                        new Cid(DisputeHistory.hash("module", 1)),
                        Profile.DETERMINISTIC,
                        Optional.of(DisputeHistory.RUNTIME),
                        new TreeMap<>(),
                        new TreeMap<>())));
        case DealIntent.DrawPanel draw ->
            tell(
                new DealCommand.CandidatesKnown(
                    new DealCommand.Candidates(candidates(), rosterWeight),
                    new DealCommand.BeaconBlock(
                        DisputeHistory.block(draw.beacon()),
                        DisputeHistory.hash("prevrandao", draw.beacon())),
                    word()));
        case DealIntent.Assign assigned -> asked(assigned.member(), assigned.round());
        case DealIntent.RequestReveal due -> {
          boolean late = clock().time() >= due.revealDeadline();
          if (late == (node(due.member().verifier()).strategy == Strategy.LATE)) {
            shows(due.member(), due.round());
          }
        }
        case DealIntent.Settle settle -> post(settle.intent());
        case DealIntent.Compare e -> {}
        case DealIntent.ReadClaim e -> {}
        case DealIntent.Ask e -> {}
      }
    }

    private List<Candidate> candidates() {
      return nodes.values().stream()
          .filter(node -> !node.operator.equals(REFEREE))
          .map(
              node ->
                  new Candidate(
                      node.signer.address(),
                      node.operator,
                      DisputeHistory.RUNTIME,
                      node.weight,
                      node.state.record().standing(DisputeHistory.RUNTIME, clock().time())))
          .toList();
    }

    private Node node(Address verifier) {
      return Optional.ofNullable(nodes.get(verifier)).orElseThrow();
    }

    private void asked(PanelMember member, int round) {
      Node node = node(member.verifier());
      AssignmentRound seat = new AssignmentRound(member.assignment(), round);
      if (leased.add(seat)) {
        sat.add(node.strategy);
        record(node, new VerifierEvent.AssignmentLeased(member.assignment(), round, key));
      }
      if (promised.containsKey(seat)) {
        return;
      }
      switch (node.strategy) {
        case HONEST, WITHHOLDER -> commit(node, seat, new Secret(truth, execution));
        case SKEWED, LATE -> commit(node, seat, new Secret(word(), execution));
        case LAZY -> commit(node, seat, new Secret(claim, word()));
        case COLLUDER -> commit(node, seat, new Secret(harm, forged));
        case COPIER -> committedByOthers(member).ifPresent(hash -> copy(node, seat, hash));
        case FAILING -> abstain(node, seat);
        case NO_SHOW -> {}
      }
    }

    private void commit(Node node, AssignmentRound seat, Secret secret) {
      NodeSigner.Promise promise =
          node.signer.commit(
              seat,
              DisputeHistory.RUNTIME,
              secret.root(),
              secret.execution(),
              word(),
              Duration.ofMillis(100));
      if (commit(node, seat, promise.commitment().commitment(), promise.commitment().signature())) {
        promised.put(seat, promise.reveal());
      }
    }

    private boolean commit(Node node, AssignmentRound seat, Hash32 commitment, Bytes signature) {
      boolean taken =
          tell(
              new DealCommand.Commit(
                  seat.assignment(),
                  seat.round(),
                  node.signer.address(),
                  DisputeHistory.RUNTIME,
                  commitment,
                  signature));
      signatures += taken ? 1 : 0;
      return taken;
    }

    /** It signs another's commitment as its own: that nobody can keep it from. */
    private void copy(Node node, AssignmentRound seat, Hash32 commitment) {
      commit(
          node,
          seat,
          commitment,
          new Commitment(
                  seat.assignment(),
                  seat.round(),
                  node.signer.address(),
                  DisputeHistory.RUNTIME,
                  commitment)
              .sign(node.signer.key(), DisputeHistory.DOMAIN)
              .bytes());
    }

    private Optional<Hash32> committedByOthers(PanelMember copier) {
      return round().seats().stream()
          .filter(seat -> !seat.member().equals(copier))
          .map(Seat::progress)
          .filter(Seat.Progress.Committed.class::isInstance)
          .map(progress -> ((Seat.Progress.Committed) progress).commitment())
          .findFirst();
    }

    private Round round() {
      return state.mediation().orElseThrow().lastRound().orElseThrow();
    }

    private void abstain(Node node, AssignmentRound seat) {
      SignedAbstention abstention =
          node.signer.abstain(seat, DisputeHistory.RUNTIME, AbstentionReason.MEMORY, "");
      boolean taken =
          tell(
              new DealCommand.Abstain(
                  seat.assignment(),
                  seat.round(),
                  node.signer.address(),
                  abstention.runtimeDigest(),
                  abstention.reason(),
                  abstention.detail(),
                  abstention.signature()));
      signatures += taken ? 1 : 0;
    }

    private void shows(PanelMember member, int round) {
      Node node = node(member.verifier());
      AssignmentRound seat = new AssignmentRound(member.assignment(), round);
      switch (node.strategy) {
        case HONEST, LAZY, COLLUDER, SKEWED, LATE ->
            Optional.ofNullable(promised.get(seat)).ifPresent(reveal -> reveal(node, seat, reveal));
        case COPIER ->
            promised.entrySet().stream()
                .filter(other -> other.getKey().round() == round)
                .map(Map.Entry::getValue)
                .findFirst()
                .ifPresent(
                    others -> {
                      SignedReveal own =
                          node.signer
                              .commit(
                                  seat,
                                  DisputeHistory.RUNTIME,
                                  others.resultRoot(),
                                  others.executionRoot(),
                                  others.salt(),
                                  Duration.ZERO)
                              .reveal();
                      copiesOpened += reveal(node, seat, own) ? 1 : 0;
                    });
        case WITHHOLDER, NO_SHOW, FAILING -> {}
      }
    }

    private boolean reveal(Node node, AssignmentRound seat, SignedReveal reveal) {
      boolean taken =
          tell(
              new DealCommand.Reveal(
                  seat.assignment(),
                  seat.round(),
                  node.signer.address(),
                  reveal.runtimeDigest(),
                  reveal.resultRoot(),
                  reveal.executionRoot(),
                  reveal.salt(),
                  reveal.signature(),
                  reveal.run().toMillis()));
      signatures += taken ? 1 : 0;
      return taken;
    }

    /** The wallet's part: signed, in the next block, and final. */
    private void post(SettlementIntent intent) {
      if (posted) {
        return;
      }
      posted = true;
      SignedTransaction signed =
          Signing.sign(
              DisputeHistory.MEDIATOR,
              new UnsignedTransaction(
                  settings.domain().chainId(),
                  nonce,
                  Optional.of(intent.to()),
                  intent.data(),
                  Wei.ZERO,
                  300_000,
                  Wei.of(2_000_000_000L),
                  Wei.of(1)));
      record(new WalletEvent.IntentAccepted(intent));
      record(
          new WalletEvent.TransactionSigned(
              intent.id(),
              nonce,
              signed.hash(),
              signed.raw(),
              300_000,
              Wei.of(2_000_000_000L),
              Wei.of(1),
              false));
      nonce++;
      report(new SettlementReport.Broadcast(intent.id(), signed.hash()));
      block(
          verdict().orElseThrow().verdict() == Verdict.REJECT
              ? terms.refuted(number, id)
              : terms.confirmed(number, id),
          signed.hash());
      BlockRef in = DisputeHistory.block(height);
      record(
          new WalletEvent.TransactionMined(
              intent.id(), signed.hash(), in.hash(), in.number(), true));
      report(new SettlementReport.Mined(intent.id(), signed.hash(), in.hash(), in.number(), true));
      for (int i = 0; i < UNTIL_FINAL; i++) {
        block(List.of(), word());
      }
      record(
          new WalletEvent.IntentSettled(
              intent.id(), signed.hash(), in.hash(), in.number(), true, FinalityLevel.FINALIZED));
      report(new SettlementReport.Final(intent.id(), signed.hash(), in.hash(), in.number(), true));
      tell(new DealCommand.Advance());
    }

    private void report(SettlementReport report) {
      tell(new DealCommand.SettlementReported(report));
    }

    private Outcome outcome(Verdict verdict) {
      boolean dissent =
          state.mediation().orElseThrow().rounds().stream()
              .flatMap(round -> round.seats().stream())
              .filter(seat -> node(seat.member().verifier()).strategy == Strategy.HONEST)
              .map(Seat::progress)
              .filter(Seat.Progress.Revealed.class::isInstance)
              .map(progress -> ((Seat.Progress.Revealed) progress).resultRoot().equals(claim))
              .anyMatch(same -> verdict == Verdict.ACCEPT ? !same : same);
      return new Outcome(claim.equals(truth), verdict, dissent);
    }
  }
}
