package lilypad.persistence.audit;

import com.google.protobuf.InvalidProtocolBufferException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import lilypad.persistence.embedded.StoredEventReader;
import lilypad.protocol.Address;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.abi.MalformedAbi;
import lilypad.protocol.abi.PaymentDirection;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.deal.ChainView;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealReplay;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.deal.DealState;
import lilypad.protocol.deal.Mediation;
import lilypad.protocol.deal.PanelMember;
import lilypad.protocol.deal.SampledClaim;
import lilypad.protocol.deal.Score;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.journal.JournalEvent;
import lilypad.protocol.journal.MalformedEvent;
import lilypad.protocol.journal.UnknownManifest;
import lilypad.protocol.money.Imbalance;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.settle.SettlementTiming;
import lilypad.protocol.settle.WalletEvent;

/**
 * Lives the facts of a file through once more: each owner's numbers without a gap, each deal by the
 * rules, each panel out of verifiers that had registered, each vote signed by its verifier, nothing
 * sent that no deal wanted, and the money. A deal that is over and final leaves memory.
 */
final class RecordReplay {

  private static final class Progress {
    private final DealReplay replay;
    private long number;

    /** The leaf of its last fact. */
    private long leaf;

    /** Whether facts came since {@link #end} was found out. */
    private boolean told = true;

    /** The block with which the deal ended; none if something is still to happen. */
    private OptionalLong end = OptionalLong.empty();

    /** Whether that is final; the deal is in memory because it goes on all the same. */
    private boolean over;

    Progress(DealKey key) {
      this.replay = new DealReplay(key);
    }
  }

  private final ExportScope scope;
  private final StoredEventReader reader = new StoredEventReader();
  private final Succession succession;
  private final VoteCheck votes;
  private final SentCheck sent = new SentCheck();
  private final NotaryCheck notary = new NotaryCheck(sent);
  private final StandingCheck standings = new StandingCheck();
  private final Awakenings awakenings = new Awakenings();
  private final PayCheck pay;
  private final List<Finding> findings;
  private final int mostFindings;
  private final RecordCheck.DealListener listener;

  /** Leaves that the newest head is about. */
  private long covered;

  private long facts;
  private long dealCount;
  private long mediations;
  private long panels;
  private long verdicts;
  private long signatures;
  private long transactions;
  private BigInteger paidIn = BigInteger.ZERO;
  private BigInteger paidOut = BigInteger.ZERO;
  private final Map<String, Long> numbers = new HashMap<>();
  private final Map<DealKey, Progress> deals = new HashMap<>();
  private final Set<DealKey> touched = new LinkedHashSet<>();

  /** Those that go on after they were over and final: they stay in memory. */
  private final Set<DealKey> kept;

  /** Those that left memory and go on all the same: the record has to be read once more. */
  private final Set<DealKey> revived = new HashSet<>();

  private final Turns turns = new Turns();

  /** Those that left memory. Deals are named by hostile text: eight bytes of a key could be met. */
  private final PrintSet over = new PrintSet(2);

  /**
   * Those that verifiers had. What they sign names an assignment and no deal: one that two deals
   * have would let the votes of the one pass for votes of the other.
   */
  private final PrintSet assignments = new PrintSet(2);

  private final Registrations<Long> roster = new Registrations<>();
  private Optional<DealSettings> settings = Optional.empty();

  /**
   * Before the first leaf.
   *
   * @param kept deals of which an earlier reading found that they go on after their end
   */
  RecordReplay(
      ExportScope scope,
      Set<DealKey> kept,
      Succession succession,
      VoteCheck votes,
      List<Finding> findings,
      int mostFindings,
      RecordCheck.DealListener listener) {
    this.scope = scope;
    this.kept = Set.copyOf(kept);
    this.listener = listener;
    this.succession = succession;
    this.votes = votes;
    this.findings = findings;
    this.mostFindings = mostFindings;
    this.pay = new PayCheck(succession::current, succession::had, sent);
  }

  RecordCounts counts() {
    return new RecordCounts(
        facts,
        dealCount,
        mediations,
        panels,
        verdicts,
        signatures,
        transactions,
        paidIn,
        paidOut,
        pay.counts());
  }

  /** Those that go on though they were over and final; if any, what was found is no result. */
  Set<DealKey> revived() {
    return Set.copyOf(revived);
  }

  /** The deals that are in memory now. */
  int inMemory() {
    return deals.size();
  }

  /** Takes the next leaf. */
  void take(LoggedEvent leaf) {
    try {
      StoredFact.of(leaf.stored().toArray(), reader).ifPresent(fact -> take(leaf.index(), fact));
    } catch (InvalidProtocolBufferException | MalformedEvent | UnknownManifest e) {
      found(
          new Finding.FactContradicted(
              leaf.index(),
              "the journal",
              "a fact",
              "one that this build can read",
              String.valueOf(e.getMessage())));
    }
  }

  private void found(Finding finding) {
    if (findings.size() < mostFindings) {
      findings.add(finding);
    }
  }

  private void contradicted(long index, String owner, String what, Object expected, Object found) {
    found(new Finding.FactContradicted(index, owner, what, expected.toString(), found.toString()));
  }

  private void take(long index, StoredFact fact) {
    facts++;
    JournalEvent event = fact.event();
    if (event instanceof DealEvent own) {
      deal(index, fact, own);
      return;
    }
    numbered(index, fact, numbers.getOrDefault(fact.persistenceId(), 0L));
    numbers.put(fact.persistenceId(), fact.number());
    if (event instanceof IntakeEvent seen) {
      turns.seen(seen);
    }
    switch (event) {
      case AuditEvent stated -> {
        if (stated instanceof AuditEvent.SettingsStated e) {
          state(index, e.settings());
        }
        listener.stated(stated);
        if (scope.deal().isEmpty()) {
          notary.take(stated).ifPresent(wrong -> contradicted(index, fact.persistenceId(), wrong));
        }
      }
      case VerifierEvent.VerifierRegistered known ->
          DealFacts.verifier(fact.persistenceId())
              .ifPresent(node -> roster.take(node, known, index));
      case VerifierEvent.PayCredited entry -> account(index, fact, entry);
      case VerifierEvent.PayoutRequested entry -> account(index, fact, entry);
      case VerifierEvent.PayoutStopped entry -> account(index, fact, entry);
      case VerifierEvent.PayoutMade entry -> account(index, fact, entry);
      case VerifierEvent.PayoutReturned entry -> account(index, fact, entry);
      case VerifierEvent.VerifierObserved seen ->
          DealFacts.verifier(fact.persistenceId())
              .filter(node -> whole())
              .ifPresent(
                  node ->
                      standings.observed(
                          node, seen, wrong -> contradicted(index, fact.persistenceId(), wrong)));
      case WalletEvent wallet -> {
        transactions += wallet instanceof WalletEvent.TransactionSigned ? 1 : 0;
        sent(index, fact.persistenceId(), wallet);
        pay.sent(wallet);
      }
      case IntakeEvent.FinalityAdvanced advanced -> {
        pay.seen(advanced);
        letGo(advanced.finalized());
      }
      case IntakeEvent.CaughtUp caught -> awakenings.caughtUp(caught);
      case IntakeEvent seen -> pay.seen(seen);
      default -> {
        // A fact that nothing here depends on.
      }
    }
  }

  /** A bundle has no accounts. */
  private void account(long index, StoredFact fact, VerifierEvent entry) {
    DealFacts.verifier(fact.persistenceId())
        .filter(node -> whole())
        .ifPresent(
            node ->
                pay.entered(
                    node, entry, wrong -> contradicted(index, fact.persistenceId(), wrong)));
  }

  /** The file has this head, and it holds. */
  void head(SignedTreeHead head) {
    covered = Math.max(covered, head.head().size());
    notary.head(head);
  }

  private void sent(long index, String owner, WalletEvent event) {
    switch (event) {
      case WalletEvent.IntentAccepted e ->
          sent.accepted(e.intent()).ifPresent(wrong -> contradicted(index, owner, wrong));
      case WalletEvent.TransactionSigned e -> {
        Address signer = succession.current();
        var question = e.fill() ? SentCheck.filled(e, signer) : sent.signed(e, signer);
        votes.later(() -> question.get().ifPresent(wrong -> contradicted(index, owner, wrong)));
      }
      default -> {
        // Nothing new is sent.
      }
    }
  }

  private void contradicted(long index, String owner, DealReplay.Contradiction wrong) {
    contradicted(index, owner, wrong.what(), wrong.expected(), wrong.actual());
  }

  /** A whole log has each owner's facts from the first on; a bundle only some of those others'. */
  private void numbered(long index, StoredFact fact, long before) {
    boolean complete = scope.deal().isEmpty() || fact.event() instanceof DealEvent;
    if (complete ? fact.number() != before + 1 : fact.number() <= before) {
      contradicted(index, fact.persistenceId(), "its number", before + 1, fact.number());
    }
  }

  private void state(long index, DealSettings stated) {
    if (!stated.domain().equals(scope.domain())) {
      contradicted(index, "the journal", "its domain", scope.domain(), stated.domain());
    }
    if (!stated.mediator().equals(succession.current())) {
      contradicted(index, "the journal", "its mediator", succession.current(), stated.mediator());
    }
    settings = Optional.of(stated);
  }

  private void deal(long index, StoredFact fact, DealEvent event) {
    Optional<DealKey> named = DealFacts.deal(fact.persistenceId());
    if (named.isEmpty() || settings.isEmpty()) {
      contradicted(
          index,
          fact.persistenceId(),
          "a deal's fact",
          named.isEmpty() ? "the name of a deal" : "what deals are decided by before it",
          "none");
      return;
    }
    DealKey key = named.get();
    if (scope.deal().filter(wanted -> !wanted.equals(key)).isPresent()) {
      contradicted(
          index,
          fact.persistenceId(),
          "a deal's fact",
          "one of " + DealFacts.persistenceId(scope.deal().orElseThrow()),
          "one of another deal");
      return;
    }
    if (over.contains(key.hash())) {
      if (turns.isOne(event)) {
        revived.add(key);
      }
      if (!revived.contains(key)) {
        late(index, fact, event);
      }
      return;
    }
    Progress deal = deals.get(key);
    if (deal == null) {
      deal = new Progress(key);
      deals.put(key, deal);
      dealCount++;
    }
    if (turns.isOne(event)) {
      deal.over = false;
    } else if (deal.over) {
      late(index, fact, event);
    }
    numbered(index, fact, deal.number);
    deal.number = fact.number();
    deal.leaf = index;
    DealState before = deal.replay.state();
    deal.replay
        .take(event, fact.payload(), settings.get())
        .ifPresent(wrong -> contradicted(index, fact.persistenceId(), wrong));
    deal.told = true;
    touched.add(key);
    beside(index, fact, event, before, deal.replay.state());
  }

  /** Other owners' facts that a deal's fact rests on. */
  private void beside(
      long index, StoredFact fact, DealEvent event, DealState before, DealState after) {
    switch (event) {
      case DealEvent.MediationOpened opened -> mediations++;
      case DealEvent.PanelDrawn drawn -> {
        panels++;
        for (PanelMember member : drawn.members()) {
          assigned(index, fact.persistenceId(), member.assignment());
        }
        for (var candidate : drawn.candidates()) {
          if (roster.of(candidate).isEmpty()) {
            contradicted(
                index,
                fact.persistenceId(),
                "a candidate",
                candidate,
                roster
                    .newest(candidate.verifier())
                    .map(VerifierEvent.VerifierRegistered::toString)
                    .orElse("nobody of that name on the roster"));
          }
          drawn
              .drawing()
              .filter(drawing -> whole())
              .ifPresent(
                  drawing ->
                      standings.drawn(
                          candidate,
                          drawing.at(),
                          wrong -> contradicted(index, fact.persistenceId(), wrong)));
        }
      }
      case DealEvent.RefereeAsked asked ->
          assigned(index, fact.persistenceId(), asked.member().assignment());
      case DealEvent.CommitmentRecorded e ->
          signed(index, fact, votes.commitment(e, before, succession.current()));
      case DealEvent.AbstentionRecorded e ->
          signed(index, fact, votes.abstention(e, before, succession.current()));
      case DealEvent.ResultRevealed e ->
          signed(index, fact, votes.shown(e, before, succession.current()));
      case DealEvent.ResultShownLate e ->
          signed(index, fact, votes.shown(e, before, succession.current()));
      case DealEvent.VerdictReached reached -> {
        verdicts++;
        after
            .mediation()
            .filter(mediation -> whole())
            .map(Score::of)
            .orElse(List.of())
            .forEach(standings::scored);
      }
      case DealEvent.PayEarned earned ->
          DealFacts.deal(fact.persistenceId())
              .filter(key -> whole())
              .ifPresent(
                  key ->
                      pay.earned(
                          key, earned, wrong -> contradicted(index, fact.persistenceId(), wrong)));
      case DealEvent.AssignmentExpired e -> followed(index, fact, e.awake());
      case DealEvent.RoundProlonged e -> followed(index, fact, e.awake());
      case DealEvent.WatchDecided decided -> decided.check().ifPresent(sent::wanted);
      case DealEvent.SettlementWeighed weighed -> {
        if (weighed.timing() != SettlementTiming.WITHHELD) {
          before
              .mediation()
              .flatMap(Mediation::settlement)
              .map(Mediation.Settlement::intent)
              .filter(intent -> intent.id().equals(weighed.intent()))
              .ifPresent(sent::wanted);
        }
      }
      default -> {
        // Rests on the deal's own facts only.
      }
    }
  }

  /** A bundle has none of the intake's facts. */
  private void followed(long index, StoredFact fact, long awake) {
    if (whole()) {
      awakenings
          .decided(awake)
          .ifPresent(wrong -> contradicted(index, fact.persistenceId(), wrong));
    }
  }

  private void assigned(long index, String owner, Hash32 assignment) {
    if (assignments.contains(assignment)) {
      contradicted(index, owner, "an assignment", "one that nobody had before", assignment);
    }
    assignments.add(assignment);
  }

  private void signed(long index, StoredFact fact, VoteCheck.Vote vote) {
    signatures++;
    votes.check(
        vote,
        () ->
            contradicted(
                index,
                fact.persistenceId(),
                "a signature",
                "one of " + vote.verifier(),
                "another"));
  }

  /** What may still be told of a deal that is over: it decides nothing. */
  private void late(long index, StoredFact fact, DealEvent event) {
    switch (event) {
      case DealEvent.DifferenceFound found -> {}
      case DealEvent.DifferenceUnknown unknown -> {}
      case DealEvent.SettlementProgressed progressed -> {}
      default ->
          contradicted(
              index,
              fact.persistenceId(),
              "a deal that was over and final",
              "no decision and no log any more",
              event);
    }
  }

  /** Lets the deals go that nothing can happen to any more. */
  private void letGo(long finalized) {
    for (Iterator<DealKey> each = touched.iterator(); each.hasNext(); ) {
      DealKey key = each.next();
      Progress deal = deals.get(key);
      if (deal == null) {
        each.remove();
        continue;
      }
      if (deal.told) {
        // What is missing may still come: a write can have others' facts between its own.
        deal.end =
            deal.replay.missing().isPresent() ? OptionalLong.empty() : end(deal.replay.state());
        deal.told = false;
      }
      if (deal.end.isEmpty()) {
        each.remove(); // until it is told something again
      } else if (deal.end.getAsLong() <= finalized && kept.contains(key)) {
        each.remove();
        deal.over = true;
      } else if (deal.end.getAsLong() <= finalized) {
        each.remove();
        money(key, deal.replay.state());
        listener.ended(key, deal.replay.state());
        deal.replay
            .state()
            .mediation()
            .flatMap(Mediation::settlement)
            .ifPresent(settlement -> sent.over(settlement.intent()));
        deal.replay
            .state()
            .sampled()
            .flatMap(SampledClaim::watching)
            .flatMap(watching -> watching.decided().check())
            .ifPresent(sent::over);
        deals.remove(key);
        over.add(key.hash());
      }
    }
  }

  /** The block with which a deal ended, if nothing is to happen any more once that is final. */
  private static OptionalLong end(DealState state) {
    try {
      ChainView chain = state.chain();
      boolean mediated =
          state
              .mediation()
              .map(m -> !m.open() && m.settlement().map(s -> !s.open()).orElse(true))
              .orElse(true);
      return chain.state().terminal() && mediated
          ? chain
              .stateBlock()
              .map(block -> OptionalLong.of(block.number()))
              .orElseGet(OptionalLong::empty)
          : OptionalLong.empty();
    } catch (MalformedAbi e) {
      return OptionalLong.empty();
    }
  }

  private void money(DealKey key, DealState state) {
    try {
      for (LilypadEvent.Payment payment : state.payments()) {
        BigInteger amount = payment.amount().value();
        if (payment.direction() == PaymentDirection.PAID_IN) {
          paidIn = paidIn.add(amount);
        } else {
          paidOut = paidOut.add(amount);
        }
      }
      settings
          .flatMap(rules -> Imbalance.of(rules.profile(), state))
          .ifPresent(
              wrong ->
                  found(
                      new Finding.MoneyContradicted(
                          state.deal().map(id -> id.shown()).orElse(key.toString()),
                          wrong.implied().map(Object::toString).orElse("no such outcome"),
                          wrong.moved().toString())));
    } catch (MalformedAbi e) {
      found(new Finding.MoneyContradicted(key.toString(), e.expected(), e.actual()));
    }
  }

  /** A bundle has one deal's facts, and of verifiers only who they are. */
  private boolean whole() {
    return scope.deal().isEmpty();
  }

  /**
   * What the mediator journals with a deal's last fact must be there, unless that fact is the last
   * one that the newest head is about, or behind that: such a record may end in the middle of what
   * was written at once, with others' facts between its own.
   */
  private void missing(DealKey key, Progress deal) {
    if (deal.leaf + 1 < covered) {
      deal.replay
          .missing()
          .ifPresent(wrong -> contradicted(deal.leaf, DealFacts.persistenceId(key), wrong));
    }
  }

  /** The file is over: what deals that are still in memory lack, and their money. */
  void end() {
    standings.end();
    pay.end();
    scope
        .deal()
        .filter(wanted -> dealCount == 0)
        .ifPresent(
            wanted ->
                found(
                    new Finding.Broken(
                        "the end", "a fact of " + DealFacts.persistenceId(wanted), "none")));
    deals.forEach(
        (key, deal) -> {
          missing(key, deal);
          money(key, deal.replay.state());
          listener.ended(key, deal.replay.state());
        });
  }
}
