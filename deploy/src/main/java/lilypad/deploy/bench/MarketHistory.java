package lilypad.deploy.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
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
import lilypad.protocol.abi.PaymentDirection;
import lilypad.protocol.abi.PaymentReason;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.deal.AgreementReading;
import lilypad.protocol.deal.CheckRef;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.Grounds;
import lilypad.protocol.deal.PanelMember;
import lilypad.protocol.deal.Voice;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.rules.Candidate;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.Tally;
import lilypad.protocol.rules.Verdict;
import lilypad.protocol.rules.Vote;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.SettlementReport;
import lilypad.protocol.settle.SettlementTiming;
import lilypad.protocol.settle.WalletEvent;

/**
 * A market's past as a chain and as a mediator's facts, made from nothing but a number: each group
 * of five deals takes five blocks, each with one log of every deal. One deal in ten was mediated by
 * us, with a panel, a verdict and a transaction; the newest mediated ones still wait for us.
 *
 * @param groups how many groups there are in the journal; the chain goes on after them
 * @param signer the mediator's key
 */
record MarketHistory(int groups, Address signer) {

  /** Deals of a group, blocks of a group, and logs of a block. */
  static final int FIVE = 5;

  static final long CHAIN = 31_337;
  static final Address STORAGE = address(3);
  static final Address MEDIATION = address(4);

  /** So many of the mediated deals are not closed. */
  private static final int OPEN = 50;

  private static final int MEDIATED_OF = 10;
  private static final int VERIFIERS = 9;
  private static final int PANEL = 3;

  /** The newest block that is in the journal. */
  long recorded() {
    return (long) FIVE * groups;
  }

  static BlockRef block(long number) {
    return new BlockRef(
        number, hash("block", number), hash("block", number - 1), 1_760_000_000 + number);
  }

  private static DealId id(int deal) {
    return new DealId("Qm" + hash("deal", deal).bytes().digits().substring(0, 44));
  }

  static DealKey key(int deal) {
    return DealKey.of(CHAIN, STORAGE, id(deal));
  }

  boolean mediated(int deal) {
    return deal % MEDIATED_OF == 0;
  }

  /** Whether we still have to do something for a deal of the journal. */
  boolean open(int deal) {
    return mediated(deal) && deal >= FIVE * groups - OPEN * MEDIATED_OF;
  }

  // --- the chain

  /** The logs of a block, one of each deal of its group. */
  List<ChainLog> logs(long number) {
    int group = Math.toIntExact((number - 1) / FIVE);
    int stage = Math.toIntExact((number - 1) % FIVE);
    return IntStream.range(0, FIVE).mapToObj(i -> log(FIVE * group + i, i, stage)).toList();
  }

  private ChainLog log(int deal, int index, int stage) {
    long number = 1L + (long) deal / FIVE * FIVE + stage;
    EncodedEvent encoded = EncodedEvent.of(event(deal, stage));
    return new ChainLog(
        STORAGE,
        encoded.topics(),
        encoded.data(),
        hash("block", number),
        number,
        hash("transaction", number * FIVE + index),
        index);
  }

  private LilypadEvent event(int deal, int stage) {
    DealId id = id(deal);
    return switch (stage) {
      case 0 -> new LilypadEvent.DealStateChange(id, AgreementState.DEAL_AGREED);
      case 1 -> payment(id, deal);
      case 2 ->
          new LilypadEvent.DealStateChange(
              id,
              mediated(deal) ? AgreementState.RESULTS_CHECKED : AgreementState.RESULTS_SUBMITTED);
      case 3 ->
          mediated(deal)
              ? new LilypadEvent.MediationRequested(id, signer)
              : new LilypadEvent.DealStateChange(id, AgreementState.RESULTS_ACCEPTED);
      default ->
          mediated(deal) && !open(deal)
              ? new LilypadEvent.DealStateChange(id, AgreementState.MEDIATION_ACCEPTED)
              : payment(id, deal);
    };
  }

  private static LilypadEvent payment(DealId id, int deal) {
    return new LilypadEvent.Payment(
        id,
        address(1_000 + deal % 50),
        Wei.of(2_000_000_000_000_000_000L + deal),
        PaymentReason.PAYMENT_COLLATERAL,
        PaymentDirection.PAID_IN);
  }

  // --- the facts

  /** What the intake recorded of a group: each block, its finality and its deliveries. */
  List<IntakeEvent> intake(int group) {
    List<IntakeEvent> facts = new ArrayList<>();
    for (int stage = 0; stage < FIVE; stage++) {
      long number = 1L + (long) FIVE * group + stage;
      List<IntakeEvent.DealLogs> deals =
          logs(number).stream()
              .map(log -> new IntakeEvent.DealLogs(id(FIVE * group + log.logIndex()), List.of(log)))
              .toList();
      facts.add(new IntakeEvent.BlockSeen(block(number), deals, List.of(), List.of()));
      facts.add(new IntakeEvent.FinalityAdvanced(number - 1, number - 2));
      facts.add(new IntakeEvent.DeliveryAdvanced(number * FIVE));
    }
    return facts;
  }

  /** What a deal recorded. */
  List<DealEvent> deal(int deal) {
    List<DealEvent> facts = new ArrayList<>();
    for (int stage = 0; stage < FIVE - 1; stage++) {
      facts.add(recorded(deal, stage));
    }
    if (mediated(deal) && !open(deal)) {
      facts.addAll(mediation(deal));
    }
    facts.add(recorded(deal, FIVE - 1));
    if (mediated(deal) && !open(deal)) {
      facts.add(
          new DealEvent.SettlementProgressed(
              new SettlementReport.Final(
                  intent(deal).id(),
                  hash("verdict", deal),
                  last(deal).hash(),
                  last(deal).number(),
                  true)));
      facts.add(new DealEvent.MediationClosed(AgreementState.MEDIATION_ACCEPTED, last(deal)));
    }
    return facts;
  }

  private DealEvent recorded(int deal, int stage) {
    ChainLog log = log(deal, deal % FIVE, stage);
    return new DealEvent.LogRecorded(id(deal), block(log.blockNumber()), log);
  }

  private static BlockRef last(int deal) {
    return block(1L + (long) deal / FIVE * FIVE + FIVE - 1);
  }

  private List<DealEvent> mediation(int deal) {
    ChainLog asked = log(deal, deal % FIVE, 3);
    BlockRef at = block(asked.blockNumber());
    long time = at.timestamp();
    List<PanelMember> panel = IntStream.range(0, PANEL).mapToObj(i -> member(deal, i)).toList();
    List<DealEvent> facts = new ArrayList<>();
    facts.add(
        new DealEvent.MediationOpened(
            new CheckRef(at, asked.transactionHash(), asked.logIndex(), signer),
            new AgreementReading(at, opaque(1_000), opaque(500), opaque(300)),
            time + 300));
    facts.add(
        new DealEvent.JobDescribed(
            new JobToRun(
                new Cid(hash("module", 1)),
                Profile.DETERMINISTIC,
                Optional.of(hash("runtime", 1)),
                new TreeMap<>(),
                new TreeMap<>()),
            PANEL));
    facts.add(
        new DealEvent.PanelDrawn(
            1,
            panel,
            IntStream.range(0, VERIFIERS)
                .mapToObj(i -> new Candidate(verifier(i), "operator " + i, hash("runtime", 1)))
                .toList(),
            hash("seed", deal),
            hash("entropy", deal),
            1,
            time + 60,
            Optional.empty()));
    panel.forEach(
        member ->
            facts.add(
                new DealEvent.CommitmentRecorded(
                    1,
                    member.assignment(),
                    member.verifier(),
                    hash("commitment", deal),
                    opaque(65))));
    facts.add(new DealEvent.RevealsOpened(1, time + 90));
    panel.forEach(
        member ->
            facts.add(
                new DealEvent.ResultRevealed(
                    1,
                    member.assignment(),
                    member.verifier(),
                    hash("result", deal),
                    hash("execution", deal),
                    hash("salt", deal),
                    opaque(65),
                    1_234)));
    List<Vote> votes =
        panel.stream()
            .<Vote>map(
                member ->
                    new Vote.Match(member.verifier(), member.operator(), hash("result", deal)))
            .toList();
    facts.add(
        new DealEvent.VerdictReached(
            Verdict.ACCEPT,
            new Grounds.Tallied(
                984,
                2,
                new Tally(
                    votes,
                    Profile.DETERMINISTIC,
                    Optional.of(hash("runtime", 1)),
                    false,
                    Tally.Parameters.DEFAULT)),
            time + 95));
    facts.add(new DealEvent.SettlementRequested(intent(deal)));
    facts.add(
        new DealEvent.SettlementWeighed(
            intent(deal).id(),
            at,
            FinalityLevel.SAFE,
            FinalityLevel.SAFE,
            SettlementTiming.SURE,
            time + 96));
    facts.add(
        new DealEvent.SettlementProgressed(
            new SettlementReport.Broadcast(intent(deal).id(), hash("verdict", deal))));
    facts.add(
        new DealEvent.SettlementProgressed(
            new SettlementReport.Mined(
                intent(deal).id(),
                hash("verdict", deal),
                last(deal).hash(),
                last(deal).number(),
                true)));
    return facts;
  }

  /** What the wallet recorded for a closed mediation. */
  List<WalletEvent> wallet(int deal) {
    Hash32 intent = intent(deal).id();
    Hash32 transaction = hash("verdict", deal);
    BlockRef at = last(deal);
    return List.of(
        new WalletEvent.IntentAccepted(intent(deal)),
        new WalletEvent.TransactionSigned(
            intent,
            deal,
            transaction,
            opaque(250),
            300_000,
            Wei.of(2_000_000_000L),
            Wei.of(1),
            false),
        new WalletEvent.TransactionMined(intent, transaction, at.hash(), at.number(), true),
        new WalletEvent.IntentSettled(
            intent, transaction, at.hash(), at.number(), true, FinalityLevel.FINALIZED));
  }

  /** The verifier at a seat of a deal's panel. */
  static Address seated(int deal, int seat) {
    return verifier((deal / MEDIATED_OF + seat) % VERIFIERS);
  }

  /** What was recorded of the verifier at a seat of a closed mediation's panel. */
  static List<VerifierEvent> verifier(int deal, int seat) {
    Hash32 assignment = member(deal, seat).assignment();
    return List.of(
        new VerifierEvent.AssignmentLeased(assignment, 1, key(deal)),
        new VerifierEvent.AssignmentConcluded(assignment, 1, VerifierEvent.Conclusion.REVEALED));
  }

  /** How many seats a panel has. */
  static int seats() {
    return PANEL;
  }

  private static PanelMember member(int deal, int seat) {
    int number = (deal / MEDIATED_OF + seat) % VERIFIERS;
    return new PanelMember(
        hash("assignment", (long) deal * PANEL + seat),
        verifier(number),
        "operator " + number,
        hash("runtime", 1),
        Voice.PLAIN);
  }

  private static Address verifier(int number) {
    return address(2_000 + number);
  }

  private static SettlementIntent intent(int deal) {
    return new SettlementIntent(hash("intent", deal), key(deal), MEDIATION, opaque(164));
  }

  /** Bytes whose content nobody looks at. */
  private static Bytes opaque(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 31);
    }
    return Bytes.of(bytes);
  }

  private static Address address(int number) {
    return new Address(hash("address", number).bytes().slice(12, 32));
  }

  private static Hash32 hash(String what, long number) {
    byte[] name = what.getBytes(StandardCharsets.US_ASCII);
    return Keccak.hash(
        ByteBuffer.allocate(name.length + Long.BYTES).put(name).putLong(number).array());
  }
}
