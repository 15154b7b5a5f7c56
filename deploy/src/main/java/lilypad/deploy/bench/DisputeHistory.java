package lilypad.deploy.bench;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import lilypad.chain.send.SignedTransaction;
import lilypad.chain.send.Signing;
import lilypad.chain.send.UnsignedTransaction;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.EncodedEvent;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.deal.ChainClock;
import lilypad.protocol.deal.ContractProfile;
import lilypad.protocol.deal.Deal;
import lilypad.protocol.deal.DealCommand;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.deal.DealState;
import lilypad.protocol.deal.PanelMember;
import lilypad.protocol.deal.Score;
import lilypad.protocol.deal.Seat;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.journal.JournalEvent;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.MediatorIdentity;
import lilypad.protocol.node.NodeSigner;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.rules.Verdict;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.SettlementReport;
import lilypad.protocol.settle.WalletEvent;
import lilypad.protocol.sign.PrivateKey;
import lilypad.protocol.sign.SigningDomain;

/**
 * What a mediator records of a market, with every signature: groups of ten deals on eight blocks of
 * our contracts, one of each ten disputed and mediated by a panel of three; the claim of every
 * third of these is wrong. What must be found in it is known from here.
 */
final class DisputeHistory {

  /**
   * A fact and whose it is.
   *
   * @param owner its persistence id
   */
  record Made(String owner, JournalEvent fact) {}

  static final PrivateKey MEDIATOR = PrivateKey.fromHex("5e".repeat(32));
  static final SigningDomain DOMAIN = new SigningDomain(31_337, account("storage", 0));

  static final int DEALS = 10;
  private static final int BLOCKS = 8;

  /** Of a group's blocks: that of the check, and the next one, whose beacon draws the panel. */
  private static final int CHECKED = 2;

  private static final int DRAWN = CHECKED + 1;
  private static final int VERIFIERS = 9;
  static final int PANEL = 3;
  static final String INTAKE = "intake|31337-" + DOMAIN.verifyingContract();
  static final Hash32 RUNTIME = hash("runtime", 1);
  private static final Cid RIGHT = new Cid(hash("right", 0));
  private static final Cid WRONG = new Cid(hash("wrong", 0));

  static DealSettings settings(Address mediator) {
    return new DealSettings(
        mediator,
        ContractProfile.OURS,
        ContractProfile.OURS.route(account("mediation", 0), Optional.empty()),
        DOMAIN,
        Rulebook.Polling.DEFAULT,
        PANEL,
        2,
        10,
        60,
        30,
        20,
        FinalityLevel.SAFE);
  }

  private final PrivateKey mediator;
  private final DealSettings settings;
  private final DisputeTerms terms;
  private final List<NodeSigner> nodes;
  private final DisputeStandings standings;

  /** That of the mediator whose key is {@link #MEDIATOR}. */
  DisputeHistory() {
    this(MEDIATOR);
  }

  /** That of any mediator: of the same blocks and deals, by the same verifiers. */
  DisputeHistory(PrivateKey mediator) {
    MediatorIdentity identity =
        new MediatorIdentity(mediator.address(), DOMAIN.chainId(), DOMAIN.verifyingContract());
    this.mediator = mediator;
    this.settings = settings(mediator.address());
    this.terms = new DisputeTerms(mediator.address(), BigInteger.ONE);
    this.nodes =
        IntStream.range(0, VERIFIERS)
            .mapToObj(
                number ->
                    new NodeSigner(identity, PrivateKey.of(hash("node", number).bytes().toArray())))
            .toList();
    this.standings =
        new DisputeStandings(
            nodes.stream().map(NodeSigner::address).toList(),
            RUNTIME,
            group ->
                new DisputeStandings.Sitting(
                    key(id(group * DEALS)), prevrandao(group), drawnIn(group).timestamp()));
  }

  /** What deals are decided by. */
  AuditEvent.SettingsStated settings() {
    return new AuditEvent.SettingsStated(settings);
  }

  static boolean refutes(int group) {
    return group % 3 == 2;
  }

  /** What all payments of so many groups bring in, and out. */
  static long moved(int groups) {
    long refuted = groups / 3;
    return groups * (DEALS - 1L) * DisputeTerms.ACCEPTED
        + refuted * DisputeTerms.REFUTED
        + (groups - refuted) * DisputeTerms.CONFIRMED;
  }

  /** What stands before all groups. */
  List<Made> beginning() {
    List<Made> made = new ArrayList<>();
    for (int number = 0; number < VERIFIERS; number++) {
      made.add(
          new Made(
              owner(nodes.get(number)),
              new VerifierEvent.VerifierRegistered(operator(number), RUNTIME, "")));
    }
    return made;
  }

  static String owner(NodeSigner node) {
    return "verifier|" + node.address();
  }

  static String operator(int number) {
    return "operator " + number;
  }

  static DealKey key(DealId id) {
    return DealKey.of(DOMAIN.chainId(), DOMAIN.verifyingContract(), id);
  }

  private static BlockRef drawnIn(int group) {
    return block(1L + (long) group * BLOCKS + DRAWN);
  }

  private static Hash32 prevrandao(int group) {
    return hash("prevrandao", drawnIn(group).number());
  }

  /** A group's facts, in the order in which a mediator records them. */
  List<Made> group(int group) {
    return new Group(group).facts();
  }

  static DealId id(int deal) {
    return new DealId("Qm" + hash("deal", deal).bytes().digits().substring(0, 44));
  }

  static BlockRef block(long number) {
    return new BlockRef(
        number, hash("block", number), hash("block", number - 1), 1_760_000_000 + 12 * number);
  }

  static Address account(String name, int number) {
    return new Address(hash(name, number).bytes().slice(12, 32));
  }

  static Hash32 hash(String what, long number) {
    byte[] name = what.getBytes(StandardCharsets.US_ASCII);
    return Keccak.hash(
        ByteBuffer.allocate(name.length + Long.BYTES).put(name).putLong(number).array());
  }

  /** One deal while its facts come about by the rules. */
  private final class Told {
    private final DealId id;
    private final DealKey key;
    private final Deal rules;
    private DealState state = DealState.EMPTY;

    Told(int deal) {
      this.id = id(deal);
      this.key = key(id);
      this.rules = new Deal(key, settings);
    }

    void tell(DealCommand command, ChainClock clock, List<Made> made) {
      for (DealEvent event : rules.decide(state, command, clock).events()) {
        made.add(new Made("deal|" + key, event));
        state = state.apply(event);
      }
    }
  }

  private final class Group {

    private final int group;
    private final long first;
    private final List<Told> deals;
    private final List<Made> made = new ArrayList<>();
    private long height;

    Group(int group) {
      this.group = group;
      this.first = 1L + (long) group * BLOCKS;
      this.deals = IntStream.range(0, DEALS).mapToObj(i -> new Told(deal(i))).toList();
    }

    private int deal(int place) {
      return group * DEALS + place;
    }

    private Told disputed() {
      return deals.getFirst();
    }

    private ChainClock clock() {
      return new ChainClock(block(height), height - 1, height - 2);
    }

    List<Made> facts() {
      for (int stage = 0; stage < BLOCKS; stage++) {
        height = first + stage;
        List<List<ChainLog>> logs = logs(stage);
        seen(logs);
        for (int i = 0; i < DEALS; i++) {
          if (!logs.get(i).isEmpty()) {
            deals
                .get(i)
                .tell(
                    new DealCommand.RecordLogs(deals.get(i).id, block(height), logs.get(i)),
                    clock(),
                    made);
          }
        }
        made.add(
            new Made(
                INTAKE, new IntakeEvent.FinalityAdvanced(height - 1, Math.max(0, height - 2))));
        made.add(new Made(INTAKE, new IntakeEvent.DeliveryAdvanced(height)));
        switch (stage) {
          case CHECKED -> asked();
          case DRAWN -> judged();
          case 4, 6 -> disputed().tell(new DealCommand.Advance(), clock(), made);
          case 5 -> reported(true);
          case 7 -> reported(false);
          default -> {
            // Nothing beside the chain's logs.
          }
        }
      }
      return made;
    }

    private void seen(List<List<ChainLog>> logs) {
      List<IntakeEvent.DealLogs> all = new ArrayList<>();
      for (int i = 0; i < DEALS; i++) {
        if (!logs.get(i).isEmpty()) {
          all.add(new IntakeEvent.DealLogs(deals.get(i).id, logs.get(i)));
        }
      }
      made.add(
          new Made(INTAKE, new IntakeEvent.BlockSeen(block(height), all, List.of(), List.of())));
    }

    private List<List<ChainLog>> logs(int stage) {
      List<List<ChainLog>> all = new ArrayList<>();
      int index = 0;
      for (int i = 0; i < DEALS; i++) {
        List<ChainLog> of = new ArrayList<>();
        for (LilypadEvent event : told(stage, i, deals.get(i).id)) {
          EncodedEvent encoded = EncodedEvent.of(event);
          of.add(
              new ChainLog(
                  DOMAIN.verifyingContract(),
                  encoded.topics(),
                  encoded.data(),
                  block(height).hash(),
                  height,
                  hash("transaction", height * DEALS + i),
                  index++));
        }
        all.add(of);
      }
      return all;
    }

    private List<LilypadEvent> told(int stage, int place, DealId id) {
      int deal = deal(place);
      boolean disputed = place == 0;
      return switch (stage) {
        case 0 -> terms.agreed(deal, id);
        case 1 -> terms.submitted(deal, id);
        case CHECKED -> disputed ? terms.checked(deal, id) : terms.accepted(deal, id);
        case 5 ->
            disputed
                ? refutes(group) ? terms.refuted(deal, id) : terms.confirmed(deal, id)
                : List.of();
        default -> List.of();
      };
    }

    private void asked() {
      Told deal = disputed();
      String claim = (refutes(group) ? WRONG : RIGHT).toString();
      deal.tell(
          new DealCommand.AgreementFound(
              deal.state.chain().check().orElseThrow(),
              terms.reading(deal(0), deal.id, claim, block(height - 1), block(height))),
          clock(),
          made);
      deal.tell(
          new DealCommand.JobFound(
              deal.id.text(),
              terms.members(deal(0)),
              terms.pricing(),
              new JobToRun(
                  new Cid(hash("module", 1)),
                  Profile.DETERMINISTIC,
                  Optional.of(RUNTIME),
                  new TreeMap<>(),
                  new TreeMap<>())),
          clock(),
          made);
    }

    private void judged() {
      Told deal = disputed();
      deal.tell(
          new DealCommand.CandidatesKnown(
              new DealCommand.Candidates(standings.before(group), VERIFIERS),
              new DealCommand.BeaconBlock(block(height), prevrandao(group)),
              hash("entropy", group)),
          clock(),
          made);
      voted(deal);
      Verdict wanted = refutes(group) ? Verdict.REJECT : Verdict.ACCEPT;
      if (deal.state
          .mediation()
          .flatMap(mediation -> mediation.verdict())
          .filter(reached -> reached.verdict() == wanted)
          .isEmpty()) {
        throw new BenchFault("expected the rules to " + wanted + " deal " + deal.id);
      }
      observed(deal);
    }

    /** What the verdict shows of each member, in the members' own records. */
    private void observed(Told deal) {
      for (Score score : Score.of(deal.state.mediation().orElseThrow())) {
        PanelMember member = score.member();
        if (!standings.seats(group).contains(member.verifier())
            || !score.marks().equals(DisputeStandings.HONEST)) {
          throw new BenchFault("expected an honest member of " + group + ", got " + score);
        }
        made.add(
            new Made(
                owner(node(member)),
                new VerifierEvent.VerifierObserved(
                    member.assignment(),
                    score.round(),
                    member.runtimeDigest(),
                    score.marks(),
                    score.at())));
      }
    }

    private void voted(Told deal) {
      List<PanelMember> panel =
          deal.state.mediation().orElseThrow().lastRound().orElseThrow().seats().stream()
              .map(Seat::member)
              .toList();
      List<NodeSigner.Promise> promises = new ArrayList<>();
      for (PanelMember member : panel) {
        NodeSigner node = node(member);
        made.add(
            new Made(
                owner(node), new VerifierEvent.AssignmentLeased(member.assignment(), 1, deal.key)));
        NodeSigner.Promise promise =
            node.commit(
                new AssignmentRound(member.assignment(), 1),
                RUNTIME,
                RIGHT.digest(),
                hash("execution", group),
                hash("salt of " + member.operator(), group),
                Duration.ofMillis(1_234));
        promises.add(promise);
        deal.tell(
            new DealCommand.Commit(
                member.assignment(),
                1,
                member.verifier(),
                RUNTIME,
                promise.commitment().commitment(),
                promise.commitment().signature()),
            clock(),
            made);
      }
      for (int seat = 0; seat < panel.size(); seat++) {
        PanelMember member = panel.get(seat);
        var reveal = promises.get(seat).reveal();
        deal.tell(
            new DealCommand.Reveal(
                member.assignment(),
                1,
                member.verifier(),
                RUNTIME,
                reveal.resultRoot(),
                reveal.executionRoot(),
                reveal.salt(),
                reveal.signature(),
                reveal.run().toMillis()),
            clock(),
            made);
        made.add(
            new Made(
                owner(node(member)),
                new VerifierEvent.AssignmentConcluded(
                    member.assignment(), 1, VerifierEvent.Conclusion.REVEALED)));
      }
    }

    private NodeSigner node(PanelMember member) {
      return nodes.stream()
          .filter(node -> node.address().equals(member.verifier()))
          .findFirst()
          .orElseThrow();
    }

    /** The wallet's part, when the verdict's transaction is in a block and when that is final. */
    private void reported(boolean mined) {
      Told deal = disputed();
      SettlementIntent intent =
          deal.state.mediation().orElseThrow().settlement().orElseThrow().intent();
      String wallet = "wallet|" + mediator.address();
      SignedTransaction signed = signed(intent);
      BlockRef in = block(first + 5);
      if (mined) {
        made.add(new Made(wallet, new WalletEvent.IntentAccepted(intent)));
        made.add(
            new Made(
                wallet,
                new WalletEvent.TransactionSigned(
                    intent.id(),
                    group,
                    signed.hash(),
                    signed.raw(),
                    300_000,
                    Wei.of(2_000_000_000L),
                    Wei.of(1),
                    false)));
        deal.tell(
            new DealCommand.SettlementReported(
                new SettlementReport.Broadcast(intent.id(), signed.hash())),
            clock(),
            made);
        made.add(
            new Made(
                wallet,
                new WalletEvent.TransactionMined(
                    intent.id(), signed.hash(), in.hash(), in.number(), true)));
        deal.tell(
            new DealCommand.SettlementReported(
                new SettlementReport.Mined(
                    intent.id(), signed.hash(), in.hash(), in.number(), true)),
            clock(),
            made);
      } else {
        made.add(
            new Made(
                wallet,
                new WalletEvent.IntentSettled(
                    intent.id(),
                    signed.hash(),
                    in.hash(),
                    in.number(),
                    true,
                    FinalityLevel.FINALIZED)));
        deal.tell(
            new DealCommand.SettlementReported(
                new SettlementReport.Final(
                    intent.id(), signed.hash(), in.hash(), in.number(), true)),
            clock(),
            made);
        deal.tell(new DealCommand.Advance(), clock(), made);
      }
    }

    private SignedTransaction signed(SettlementIntent intent) {
      return Signing.sign(
          mediator,
          new UnsignedTransaction(
              DOMAIN.chainId(),
              group,
              Optional.of(intent.to()),
              intent.data(),
              Wei.ZERO,
              300_000,
              Wei.of(2_000_000_000L),
              Wei.of(1)));
    }
  }
}
