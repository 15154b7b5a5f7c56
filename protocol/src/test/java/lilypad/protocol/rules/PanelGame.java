package lilypad.protocol.rules;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.rules.Ballot.Evidence;
import lilypad.protocol.rules.Poll.Parameters;
import lilypad.protocol.rules.Poll.Referee;
import lilypad.protocol.rules.WeightedSortition.Lot;
import lilypad.protocol.sign.Commitment;
import lilypad.protocol.sign.ResultStatement;
import lilypad.protocol.sign.SigningDomain;

/**
 * One dispute in a market drawn from a seed, played by the pure rules. It knows what the rules do
 * not: who is what, and what the job's result is.
 */
final class PanelGame {

  /** What an operator's nodes do. */
  enum Strategy {
    HONEST,
    /** Says what the claim says and runs nothing. */
    LAZY,
    /** Commits what it saw another commit, and shows what it saw another show. */
    COPIER,
    /** Says with its like what harms: against an honest claim, for a wrong one. */
    COLLUDER,
    /** Says nothing. */
    NO_SHOW,
    /** Ran the job, commits, and does not show it. */
    WITHHOLDER,
    /** Ran the job, too late. */
    SLOW,
    /** Runs another version of the runtime, which gives another result. */
    SKEWED
  }

  /** What came of a game. */
  record Outcome(
      boolean claimIsRight,
      Verdict verdict,
      boolean honestDissent,
      int seats,
      int copies,
      int copiesOpened,
      boolean referred,
      double colluding,
      double echoing) {}

  /** Rounds after which the deadline is near. */
  private static final int MOST_ROUNDS = 8;

  /** How often the mediator's own node looks at a panel's evidence. */
  static final Probability EVIDENCE = Probability.of("0.2");

  private static final SigningDomain DOMAIN =
      new SigningDomain(31337, Address.fromHex("aa".repeat(20)));
  private static final Hash32 RUNTIME = VerdictTable.root(9);
  private static final Hash32 OTHER_RUNTIME = VerdictTable.root(8);
  private static final Odds[] ODDS = odds();

  private final Random random;
  private final Hash32 truth;
  private final Hash32 execution;
  private final Hash32 claim;
  private final Hash32 harm;
  private final Hash32 seed;
  private final Map<String, Strategy> strategies = new HashMap<>();
  private final Map<Address, Odds> odds = new HashMap<>();
  private final List<Candidate> roster = new ArrayList<>();
  private final boolean hasReferee;
  private int copies;
  private int copiesOpened;

  private PanelGame(long gameSeed) {
    random = new Random(gameSeed);
    truth = word();
    execution = word();
    seed = word();
    boolean right = random.nextBoolean();
    claim = right ? truth : word();
    harm = right ? word() : claim;
    hasReferee = random.nextBoolean();
    market();
  }

  /** Plays the game of a seed. */
  static Outcome play(long gameSeed) {
    return new PanelGame(gameSeed).play();
  }

  private static Odds[] odds() {
    Odds[] table = new Odds[120];
    Reputation reputation = Reputation.UNKNOWN;
    for (int clean = 0; clean < table.length; clean++) {
      table[clean] = ReputationRule.DEFAULT.odds(reputation.evidence(Reputation.Dimension.WRONG));
      reputation = reputation.after(Reputation.Dimension.WRONG, false, 0, Reputation.Decay.NONE);
    }
    return table;
  }

  private Hash32 word() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Hash32.of(bytes);
  }

  /** Colluders up to a third of the weight, with the lazy up to a half; the others at random. */
  private void market() {
    int operators = 9 + random.nextInt(40);
    boolean equal = random.nextBoolean();
    long[] weights = new long[operators];
    long total = 0;
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < operators; i++) {
      weights[i] = equal ? 1 : 1 + random.nextInt(10);
      total += weights[i];
      order.add(i);
    }
    Collections.shuffle(order, random);
    double lame = random.nextDouble() * .4;
    long colluding = random.nextInt(4) > 0 ? total / 3 : 0;
    long echoing = random.nextBoolean() ? total / 2 : colluding;
    long placed = 0;
    for (int i : order) {
      // Who does not fit in any more is one of the others.
      Strategy strategy =
          placed + weights[i] <= colluding
              ? Strategy.COLLUDER
              : placed + weights[i] <= echoing
                  ? Strategy.LAZY
                  : random.nextDouble() < lame ? lame() : Strategy.HONEST;
      if (strategy == Strategy.COLLUDER || strategy == Strategy.LAZY) {
        placed += weights[i];
      }
      operator("operator-" + i, strategy, weights[i]);
    }
    Collections.sort(roster);
  }

  private Strategy lame() {
    return switch (random.nextInt(5)) {
      case 0 -> Strategy.COPIER;
      case 1 -> Strategy.NO_SHOW;
      case 2 -> Strategy.WITHHOLDER;
      case 3 -> Strategy.SLOW;
      default -> Strategy.SKEWED;
    };
  }

  private void operator(String name, Strategy strategy, long weight) {
    strategies.put(name, strategy);
    for (int node = random.nextInt(3); node >= 0; node--) {
      Address address = new Address(word().bytes().slice(0, 20));
      // Colluders are patient: they have the best of reputations.
      int clean = strategy == Strategy.COLLUDER ? ODDS.length - 1 : random.nextInt(ODDS.length);
      odds.put(address, ODDS[clean]);
      roster.add(new Candidate(address, name, RUNTIME, weight, Standing.UNKNOWN));
    }
  }

  private Strategy strategy(Candidate seat) {
    return strategies.getOrDefault(seat.operator(), Strategy.HONEST);
  }

  private Outcome play() {
    Referee referee = referee();
    List<Ballot> ballots = new ArrayList<>();
    Set<String> seated = new HashSet<>();
    boolean closing = false;
    boolean referred = false;
    int round = 0;
    Step step = Escalation.step(poll(ballots, false, referee));
    while (!(step instanceof Step.Decided)) {
      if (step instanceof Step.Ask ask) {
        round++;
        List<Candidate> panel =
            WeightedSortition.draw(roster, seated, ask.count(), new Lot(seed, truth, round));
        closing = panel.isEmpty() || round >= MOST_ROUNDS;
        panel.forEach(seat -> seated.add(seat.operator()));
        ballots.addAll(vote(panel, round));
      } else {
        referred = true;
        ballots.replaceAll(this::checked);
      }
      step = Escalation.step(poll(ballots, closing, referee));
    }
    Verdict verdict = ((Step.Decided) step).verdict();
    return new Outcome(
        claim.equals(truth),
        verdict,
        ballots.stream().anyMatch(ballot -> honestAgainst(ballot, verdict)),
        ballots.size(),
        copies,
        copiesOpened,
        referred,
        share(Strategy.COLLUDER, Strategy.COLLUDER),
        share(Strategy.COLLUDER, Strategy.LAZY));
  }

  private Referee referee() {
    if (!hasReferee) {
      return Referee.NONE;
    }
    long draw = Sampling.draw(Sampling.Purpose.EVIDENCE, seed, truth, claim);
    return Sampling.below(draw, EVIDENCE)
        ? Referee.ALWAYS
        : random.nextBoolean() ? Referee.ON_DISSENT : Referee.ON_REJECT;
  }

  private Poll poll(List<Ballot> ballots, boolean closing, Referee referee) {
    return new Poll(
        ballots,
        Profile.DETERMINISTIC,
        Optional.of(RUNTIME),
        WeightedSortition.totalWeight(roster),
        WeightedSortition.totalWeight(roster),
        closing,
        referee,
        Parameters.DEFAULT);
  }

  /** Whether an honest node's shown answer says something else than a verdict that moves money. */
  private boolean honestAgainst(Ballot ballot, Verdict verdict) {
    return strategies.get(ballot.vote().operator()) == Strategy.HONEST
        && (verdict == Verdict.ACCEPT
            ? ballot.vote() instanceof Vote.Mismatch
            : ballot.vote() instanceof Vote.Match);
  }

  /** What our own node finds: it ran the job. */
  private Ballot checked(Ballot ballot) {
    boolean ran =
        strategies.get(ballot.vote().operator()) == Strategy.HONEST
            && !(ballot.vote() instanceof Vote.Abstain);
    return new Ballot(
        ballot.vote(),
        ballot.runtimeDigest(),
        ballot.odds(),
        ballot.weight(),
        ran ? Evidence.CONFIRMED : Evidence.CONTRADICTED);
  }

  /** A round: all commit, then all show. */
  private List<Ballot> vote(List<Candidate> panel, int round) {
    Map<Address, ResultStatement> results = new HashMap<>();
    Map<Address, Commitment> commitments = new HashMap<>();
    for (Candidate seat : panel) {
      result(seat, round)
          .ifPresent(
              result -> {
                results.put(seat.verifier(), result);
                commitments.put(seat.verifier(), result.commitment(DOMAIN));
              });
    }
    List<Ballot> ballots = new ArrayList<>();
    for (Candidate seat : panel) {
      Optional<Commitment> made = Optional.ofNullable(commitments.get(seat.verifier()));
      Optional<ResultStatement> shown = Optional.ofNullable(results.get(seat.verifier()));
      if (strategy(seat) == Strategy.COPIER) {
        Optional<ResultStatement> victim = results.values().stream().findFirst();
        made = victim.map(other -> copied(seat, round, other));
        shown = victim.map(other -> renamed(seat, round, other));
      } else if (strategy(seat) == Strategy.WITHHOLDER) {
        shown = Optional.empty();
      }
      ballots.add(ballot(seat, made, shown));
    }
    return ballots;
  }

  private Ballot ballot(
      Candidate seat, Optional<Commitment> made, Optional<ResultStatement> shown) {
    boolean opened =
        made.isPresent()
            && shown.isPresent()
            && CommitmentCheck.check(made.get(), shown.get(), DOMAIN).isEmpty();
    if (strategy(seat) == Strategy.COPIER && made.isPresent()) {
      copies++;
      copiesOpened += opened ? 1 : 0;
    }
    Hash32 root = shown.map(ResultStatement::resultRoot).orElse(Hash32.ZERO);
    Vote vote =
        !opened
            ? new Vote.Abstain(seat.verifier(), seat.operator(), AbstentionReason.TIMED_OUT)
            : root.equals(claim)
                ? new Vote.Match(seat.verifier(), seat.operator(), root)
                : new Vote.Mismatch(seat.verifier(), seat.operator(), root);
    return new Ballot(
        vote,
        strategy(seat) == Strategy.SKEWED ? OTHER_RUNTIME : RUNTIME,
        odds.getOrDefault(seat.verifier(), Odds.NONE),
        seat.weight(),
        Evidence.UNCHECKED);
  }

  /** What a node has to say when commitments are due; nothing if it has nothing, or copies. */
  private Optional<ResultStatement> result(Candidate seat, int round) {
    return switch (strategy(seat)) {
      case HONEST, WITHHOLDER -> Optional.of(statement(seat, round, RUNTIME, truth, execution));
      case LAZY -> Optional.of(statement(seat, round, RUNTIME, claim, word()));
      case COLLUDER -> Optional.of(statement(seat, round, RUNTIME, harm, word()));
      case SKEWED -> Optional.of(statement(seat, round, OTHER_RUNTIME, word(), execution));
      case COPIER, NO_SHOW, SLOW -> Optional.empty();
    };
  }

  private ResultStatement statement(
      Candidate seat, int round, Hash32 runtime, Hash32 root, Hash32 evidence) {
    return new ResultStatement(
        assignment(seat, round), round, seat.verifier(), runtime, root, evidence, word());
  }

  private Hash32 assignment(Candidate seat, int round) {
    return Keccak.hash(
        seed.bytes().toArray(),
        ByteBuffer.allocate(Integer.BYTES).putInt(round).array(),
        seat.verifier().bytes().toArray());
  }

  private Commitment copied(Candidate seat, int round, ResultStatement other) {
    return new Commitment(
        assignment(seat, round),
        round,
        seat.verifier(),
        RUNTIME,
        other.commitment(DOMAIN).commitment());
  }

  private ResultStatement renamed(Candidate seat, int round, ResultStatement other) {
    return new ResultStatement(
        assignment(seat, round),
        round,
        seat.verifier(),
        RUNTIME,
        other.resultRoot(),
        other.executionRoot(),
        other.salt());
  }

  /** The share of some operators in the weight of all that answer at all. */
  private double share(Strategy one, Strategy other) {
    Map<String, Long> weights = new HashMap<>();
    roster.forEach(seat -> weights.put(seat.operator(), seat.weight()));
    long theirs = 0;
    long all = 0;
    for (Map.Entry<String, Long> entry : weights.entrySet()) {
      Strategy strategy = strategies.getOrDefault(entry.getKey(), Strategy.HONEST);
      boolean counts = strategy == one || strategy == other;
      boolean answers =
          strategy == Strategy.HONEST || strategy == Strategy.LAZY || strategy == Strategy.COLLUDER;
      theirs += counts ? entry.getValue() : 0;
      all += answers ? entry.getValue() : 0;
    }
    return all == 0 ? 1 : (double) theirs / all;
  }
}
