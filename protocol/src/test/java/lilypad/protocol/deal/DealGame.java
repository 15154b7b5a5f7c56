package lilypad.protocol.deal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.rules.Candidate;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.Reputation;
import lilypad.protocol.rules.Standing;
import lilypad.protocol.rules.Verdict;
import lilypad.protocol.sign.Commitment;

/**
 * One dispute in a market drawn from a seed, fought out with the real {@link Deal}: it is told
 * commands and does what it wants done, block by block. The game knows what the deal does not: who
 * is what, and what the job's result is. Nobody's word counts but what the deal records.
 */
final class DealGame {

  /** What an operator's nodes do. */
  private enum Strategy {
    HONEST,
    /** Says what the claim says and runs nothing. */
    LAZY,
    /** Commits what another of the panel committed, and shows what that one showed. */
    COPIER,
    /** Says with its like what harms: against an honest claim, for a wrong one; tries more. */
    COLLUDER,
    NO_SHOW,
    /** Ran the job, commits, and does not show it. */
    WITHHOLDER,
    /** Ran the job, and commits when its time is over. */
    SLOW,
    /** Runs another version of the runtime; some of them say so. */
    SKEWED,
    /** Fails by itself, and says so. */
    FAILING
  }

  /**
   * What came of a game.
   *
   * @param honestDissent whether an honest node's recorded result is another than the verdict's
   * @param copies commitments that copiers copied and that were recorded
   * @param copiesOpened of those, shown and recorded
   * @param refused commands of cheats that the deal refused
   * @param colluding share of the colluders in the weight of all that are there and answer
   * @param echoing the same with the lazy
   */
  record Outcome(
      boolean claimIsRight,
      Verdict verdict,
      boolean honestDissent,
      int seats,
      int copies,
      int copiesOpened,
      int refused,
      double colluding,
      double echoing) {}

  private static final BlockRef CHECK = DisputedDeal.block(10, "a", 2_000);
  private static final Hash32 RUNTIME = DisputedDeal.hash("runtime");
  private static final Hash32 OTHER_RUNTIME = DisputedDeal.hash("another version of the runtime");
  private static final Bytes SIGNATURE = Bytes.of(new byte[65]);
  private static final int MOST_CLEAN = 120;
  private static final int MOST_STEPS = 200;

  private record Secret(Hash32 root, Hash32 execution, Hash32 salt) {}

  private final Random random;
  private final DisputedDeal deal = new DisputedDeal();
  private final Hash32 truth;
  private final Hash32 execution;
  private final Hash32 claim;
  private final Hash32 harm;
  private final Hash32 randomness;
  private final Map<String, Strategy> strategies = new HashMap<>();
  private final Map<String, Long> weights = new HashMap<>();
  private final Set<String> away = new HashSet<>();
  private final List<Candidate> nodes = new ArrayList<>();
  private final Map<Hash32, Secret> secrets = new HashMap<>();
  private final Set<Hash32> copied = new HashSet<>();
  private int refused;

  private DealGame(long seed, boolean replayed) {
    random = new Random(seed);
    truth = word();
    execution = word();
    randomness = word();
    claim = random.nextBoolean() ? truth : word();
    harm = claim.equals(truth) ? word() : claim;
    market();
    if (!replayed) {
      deal.forced();
    }
  }

  /**
   * Plays the game of a seed.
   *
   * @param replayed whether each fact is held against the rules once more
   */
  static Outcome play(long seed, boolean replayed) {
    return new DealGame(seed, replayed).play();
  }

  private Hash32 word() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Hash32.of(bytes);
  }

  /** Colluders up to a third of the weight, with the lazy up to a half; the others at random. */
  private void market() {
    int operators = 9 + random.nextInt(24);
    boolean equal = random.nextBoolean();
    List<Long> drawn = new ArrayList<>();
    for (int i = 0; i < operators; i++) {
      drawn.add(equal ? 1L : 1 + random.nextInt(10));
    }
    long total = drawn.stream().mapToLong(Long::longValue).sum();
    double lame = random.nextDouble() * .4;
    double absent = random.nextBoolean() ? 0 : random.nextDouble() * .5;
    long colluding = random.nextInt(4) > 0 ? total / 3 : 0;
    long echoing = random.nextBoolean() ? total / 2 : colluding;
    long placed = 0;
    Collections.shuffle(drawn, random);
    for (int i = 0; i < operators; i++) {
      long weight = drawn.get(i);
      Strategy strategy = random.nextDouble() < lame ? lame() : Strategy.HONEST;
      if (placed + weight <= colluding) {
        strategy = Strategy.COLLUDER;
      } else if (placed + weight <= echoing) {
        strategy = Strategy.LAZY;
      }
      boolean cheats = strategy == Strategy.COLLUDER || strategy == Strategy.LAZY;
      placed += cheats ? weight : 0;
      operator("operator-" + i, strategy, weight);
      if (!cheats && random.nextDouble() < absent) {
        away.add("operator-" + i);
      }
    }
    deal.rosterWeight = total;
    deal.claim = new Cid(claim).toString();
  }

  private Strategy lame() {
    return switch (random.nextInt(6)) {
      case 0 -> Strategy.COPIER;
      case 1 -> Strategy.NO_SHOW;
      case 2 -> Strategy.WITHHOLDER;
      case 3 -> Strategy.SLOW;
      case 4 -> Strategy.FAILING;
      default -> Strategy.SKEWED;
    };
  }

  private void operator(String name, Strategy strategy, long weight) {
    strategies.put(name, strategy);
    weights.put(name, weight);
    boolean says = strategy == Strategy.SKEWED && random.nextBoolean();
    for (int node = random.nextInt(3); node >= 0; node--) {
      // Colluders are patient: they have the best of records.
      long clean = strategy == Strategy.COLLUDER ? MOST_CLEAN : random.nextInt(MOST_CLEAN);
      nodes.add(
          new Candidate(
              new Address(word().bytes().slice(0, 20)),
              name,
              says ? OTHER_RUNTIME : RUNTIME,
              weight,
              new Standing(clean, new Reputation.Evidence(clean * Reputation.ONE_CHECK, 0))));
    }
  }

  private Strategy strategy(PanelMember member) {
    return strategies.getOrDefault(member.operator(), Strategy.HONEST);
  }

  private Outcome play() {
    deal.checkedIn(CHECK).read(CHECK).described(Profile.DETERMINISTIC);
    int steps = 0;
    while (deal.verdict().isEmpty()) {
      if (steps++ > MOST_STEPS) {
        throw new AssertionError("no verdict, and nothing happens any more: " + deal.state);
      }
      int before = deal.facts.size();
      deal.intents().forEach(this::happen);
      if (deal.facts.size() == before && deal.verdict().isEmpty()) {
        timeGoesBy();
      }
    }
    return outcome(deal.verdict().orElseThrow().verdict());
  }

  private void happen(DealIntent intent) {
    switch (intent) {
      case DealIntent.DrawPanel draw ->
          tell(
              new DealCommand.CandidatesKnown(
                  new DealCommand.Candidates(
                      nodes.stream().filter(node -> !away.contains(node.operator())).toList(),
                      deal.rosterWeight),
                  new DealCommand.BeaconBlock(
                      DisputedDeal.block(draw.beacon(), "a", 2_001), randomness),
                  word()));
      case DealIntent.Assign assigned -> asked(assigned.member(), assigned.round());
      case DealIntent.RequestReveal due -> shows(due.member(), due.round());
      case DealIntent.ReadAgreement e -> {}
      case DealIntent.DescribeJob e -> {}
      case DealIntent.Settle e -> {}
      case DealIntent.Ask e -> {}
      case DealIntent.Compare e -> {}
      case DealIntent.ReadClaim e -> {}
    }
  }

  private boolean tell(DealCommand command) {
    return deal.tell(command).rejection().isEmpty();
  }

  /** Nobody has anything to say: the next block is that of the next deadline. */
  private void timeGoesBy() {
    Mediation mediation = deal.state.mediation().orElseThrow();
    OptionalLong due =
        mediation
            .openRound()
            .or(mediation::lastRound)
            .map(round -> OptionalLong.of(round.end()))
            .orElseGet(OptionalLong::empty);
    long now = deal.clock.time();
    long next = due.isPresent() && due.getAsLong() > now ? due.getAsLong() : now + 10;
    mediation
        .openRound()
        .ifPresent(round -> round.seats().forEach(seat -> late(seat, round.number(), next)));
    deal.head(deal.clock.head().number() + 1, next);
  }

  /** Who is slow answers with the block in which its time is over. */
  private void late(Seat seat, int round, long at) {
    if (strategy(seat.member()) == Strategy.SLOW && seat.awaitsCommitment()) {
      deal.clock = DisputedDeal.at(DisputedDeal.block(11, "a", at));
      deal.tell(new DealCommand.Advance());
      refuse(commit(seat.member(), round, secret(truth, execution)));
    }
  }

  private void asked(PanelMember member, int round) {
    if (!stillAsked(member)) {
      return;
    }
    switch (strategy(member)) {
      case HONEST, WITHHOLDER -> commit(member, round, secret(truth, execution));
      case SKEWED -> commit(member, round, secret(word(), execution));
      case LAZY -> commit(member, round, secret(claim, word()));
      case COLLUDER -> {
        commit(member, round, secret(harm, word()));
        // A second promise, a show before its time, and a seat that is another's.
        refuse(commit(member, round, secret(truth, word())));
        Secret known = secrets.getOrDefault(member.assignment(), secret(harm, word()));
        if (deal.round().revealDeadline().isEmpty()) {
          refuse(reveal(member, round, known));
        }
        refuse(commit(stranger(member), round, known));
      }
      case COPIER ->
          committedByOthers(member).ifPresent(hash -> tell(commitment(member, round, hash)));
      case FAILING ->
          tell(
              new DealCommand.Abstain(
                  member.assignment(),
                  round,
                  member.verifier(),
                  member.runtimeDigest(),
                  AbstentionReason.MEMORY,
                  "",
                  SIGNATURE));
      case NO_SHOW, SLOW -> {}
    }
  }

  private boolean stillAsked(PanelMember member) {
    return deal.state.mediation().stream()
        .flatMap(Mediation::seats)
        .anyMatch(seat -> seat.member().equals(member) && seat.awaitsCommitment());
  }

  /** Somebody who does not sit, with the name of a seat. */
  private PanelMember stranger(PanelMember seat) {
    return new PanelMember(
        seat.assignment(),
        new Address(word().bytes().slice(0, 20)),
        seat.operator(),
        seat.runtimeDigest(),
        seat.voice());
  }

  private void refuse(boolean taken) {
    if (taken) {
      throw new AssertionError("a cheat's command was taken: " + deal.facts.getLast());
    }
    refused++;
  }

  private Secret secret(Hash32 root, Hash32 evidence) {
    return new Secret(root, evidence, word());
  }

  private Hash32 hidden(PanelMember member, int round, Secret secret) {
    return Commitment.commitmentHash(
        member.assignment(),
        round,
        member.verifier(),
        strategy(member) == Strategy.SKEWED ? OTHER_RUNTIME : RUNTIME,
        secret.root(),
        secret.execution(),
        secret.salt(),
        DisputedDeal.DOMAIN);
  }

  private boolean commit(PanelMember member, int round, Secret secret) {
    boolean taken = tell(commitment(member, round, hidden(member, round, secret)));
    if (taken) {
      secrets.putIfAbsent(member.assignment(), secret);
    }
    return taken;
  }

  private static DealCommand commitment(PanelMember member, int round, Hash32 hash) {
    return new DealCommand.Commit(
        member.assignment(), round, member.verifier(), member.runtimeDigest(), hash, SIGNATURE);
  }

  private Optional<Hash32> committedByOthers(PanelMember copier) {
    return deal.round().seats().stream()
        .filter(seat -> !seat.member().equals(copier))
        .map(Seat::progress)
        .filter(Seat.Progress.Committed.class::isInstance)
        .map(progress -> ((Seat.Progress.Committed) progress).commitment())
        .findFirst();
  }

  private void shows(PanelMember member, int round) {
    switch (strategy(member)) {
      case HONEST, LAZY, COLLUDER ->
          Optional.ofNullable(secrets.get(member.assignment()))
              .ifPresent(secret -> reveal(member, round, secret));
      case SKEWED ->
          Optional.ofNullable(secrets.remove(member.assignment()))
              .ifPresent(secret -> refuse(reveal(member, round, secret)));
      case COPIER ->
          shownByOthers(member)
              .filter(shown -> copied.add(shown.salt()))
              .ifPresent(shown -> reveal(member, round, shown));
      case WITHHOLDER, NO_SHOW, SLOW, FAILING -> {}
    }
  }

  private boolean reveal(PanelMember member, int round, Secret secret) {
    return tell(
        new DealCommand.Reveal(
            member.assignment(),
            round,
            member.verifier(),
            member.runtimeDigest(),
            secret.root(),
            secret.execution(),
            secret.salt(),
            SIGNATURE,
            100));
  }

  private Optional<Secret> shownByOthers(PanelMember copier) {
    return deal.facts.stream()
        .filter(DealEvent.ResultRevealed.class::isInstance)
        .map(DealEvent.ResultRevealed.class::cast)
        .filter(shown -> shown.round() == deal.round().number())
        .filter(shown -> !shown.verifier().equals(copier.verifier()))
        .map(shown -> new Secret(shown.resultRoot(), shown.executionRoot(), shown.salt()))
        .findFirst();
  }

  private Outcome outcome(Verdict verdict) {
    int seats = 0;
    int copies = 0;
    int opened = 0;
    boolean dissent = false;
    for (Round round : deal.state.mediation().orElseThrow().rounds()) {
      for (Seat seat : round.seats()) {
        seats++;
        Strategy strategy = strategy(seat.member());
        if (strategy == Strategy.COPIER) {
          boolean bound =
              seat.progress() instanceof Seat.Progress.Expired expired && expired.committed();
          boolean shown = seat.progress() instanceof Seat.Progress.Revealed;
          copies += bound || shown ? 1 : 0;
          opened += shown ? 1 : 0;
        }
        if (strategy == Strategy.HONEST
            && seat.progress() instanceof Seat.Progress.Revealed revealed) {
          boolean same = revealed.resultRoot().equals(claim);
          dissent |= verdict == Verdict.ACCEPT ? !same : same;
        }
      }
    }
    return new Outcome(
        claim.equals(truth),
        verdict,
        dissent,
        seats,
        copies,
        opened,
        refused,
        share(Set.of(Strategy.COLLUDER)),
        share(Set.of(Strategy.COLLUDER, Strategy.LAZY)));
  }

  /** The share of some in the weight of all that are there and answer. */
  private double share(Set<Strategy> whose) {
    Set<Strategy> answering = Set.of(Strategy.HONEST, Strategy.LAZY, Strategy.COLLUDER);
    long theirs = 0;
    long all = 0;
    for (Map.Entry<String, Long> operator : weights.entrySet()) {
      Strategy strategy = strategies.getOrDefault(operator.getKey(), Strategy.HONEST);
      if (answering.contains(strategy) && !away.contains(operator.getKey())) {
        all += operator.getValue();
        theirs += whose.contains(strategy) ? operator.getValue() : 0;
      }
    }
    return all == 0 ? 1 : (double) theirs / all;
  }
}
