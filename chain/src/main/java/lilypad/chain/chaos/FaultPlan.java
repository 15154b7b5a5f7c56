package lilypad.chain.chaos;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import lilypad.chain.chaos.FaultProfile.Weighted;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;

/**
 * Decides which exchange suffers what. The script goes first; chance comes after it. What chance
 * says of the n-th exchange of a method depends on the seed, the method and n alone, except that
 * nothing goes wrong more often in a row than the profile allows: not for a method, and not for a
 * question, so that whoever asks again is answered. Threads may share it.
 */
final class FaultPlan {

  private static final int QUESTIONS = 4096;

  /**
   * A fault for an exchange.
   *
   * @param call the position of the call it meets
   * @param random for what else has to be chosen
   * @param method of the exchange
   * @param number how many exchanges of the method there were, with this one
   * @param unused to be run if there was nothing to spoil
   */
  record Chosen(
      Fault fault,
      int call,
      SplittableRandom random,
      String method,
      long number,
      Runnable unused) {}

  /** How far a scripted fault has come. */
  private static final class Scripted {

    private final ScriptedFault scripted;
    private int passed;
    private int left;

    Scripted(ScriptedFault scripted) {
      this.scripted = scripted;
      this.left = scripted.times();
    }

    int[] reach(Asked asked) {
      int[] named = asked.positions(scripted.method());
      return Arrays.stream(Reach.of(scripted.fault(), asked))
          .filter(i -> Arrays.stream(named).anyMatch(n -> n == i))
          .toArray();
    }

    boolean take() {
      if (passed < scripted.after()) {
        passed++;
        return false;
      }
      if (left == 0) {
        return false;
      }
      left--;
      return true;
    }
  }

  private static final class Count {
    private long exchanges;
    private int inARow;
  }

  private final long seed;
  private final Optional<FaultProfile> profile;
  private final List<Scripted> script;
  private final Map<String, Count> methods = new HashMap<>();
  private final Map<Hash32, Integer> inARow =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Hash32, Integer> eldest) {
          return size() > QUESTIONS;
        }
      };

  FaultPlan(long seed, Optional<FaultProfile> profile, List<ScriptedFault> script) {
    this.seed = seed;
    this.profile = profile;
    this.script = script.stream().map(Scripted::new).toList();
  }

  /** What happens to the next exchange; empty if nothing. */
  synchronized Optional<Chosen> next(Asked asked) {
    String method = asked.method();
    Count count = methods.computeIfAbsent(method, m -> new Count());
    count.exchanges++;
    SplittableRandom random = random(method, count.exchanges);
    for (Scripted scripted : script) {
      int[] reach = scripted.reach(asked);
      if (reach.length > 0 && scripted.take()) {
        return Optional.of(
            new Chosen(
                scripted.scripted.fault(),
                reach[0],
                random,
                method,
                count.exchanges,
                () -> giveBack(scripted)));
      }
    }
    return profile.flatMap(chances -> byChance(chances, asked, count, random));
  }

  private synchronized void giveBack(Scripted scripted) {
    scripted.left++;
  }

  private Optional<Chosen> byChance(
      FaultProfile chances, Asked asked, Count count, SplittableRandom random) {
    Hash32 question = asked.question();
    int before = inARow.getOrDefault(question, 0);
    boolean strikes = random.nextDouble() < chances.probability();
    List<Weighted> candidates = strikes ? candidates(chances, asked) : List.of();
    if (candidates.isEmpty() || count.inARow >= chances.inARow() || before >= chances.inARow()) {
      count.inARow = 0;
      inARow.remove(question);
      return Optional.empty();
    }
    count.inARow++;
    inARow.put(question, before + 1);
    Fault fault = pick(candidates, random);
    int[] reach = Reach.of(fault, asked);
    return Optional.of(
        new Chosen(
            fault,
            reach[random.nextInt(reach.length)],
            random,
            asked.method(),
            count.exchanges,
            () -> {}));
  }

  private static List<Weighted> candidates(FaultProfile chances, Asked asked) {
    List<Weighted> fitting = new ArrayList<>();
    for (Weighted weighted : chances.faults()) {
      if (Reach.of(weighted.fault(), asked).length > 0) {
        fitting.add(weighted);
      }
    }
    return fitting;
  }

  private static Fault pick(List<Weighted> candidates, SplittableRandom random) {
    int drawn = random.nextInt(candidates.stream().mapToInt(Weighted::weight).sum());
    for (Weighted weighted : candidates) {
      drawn -= weighted.weight();
      if (drawn < 0) {
        return weighted.fault();
      }
    }
    return candidates.getLast().fault();
  }

  private SplittableRandom random(String method, long number) {
    String place = seed + " " + method + " " + number;
    Hash32 hash = Keccak.hash(place.getBytes(StandardCharsets.UTF_8));
    return new SplittableRandom(Long.parseUnsignedLong(hash.toString().substring(2, 18), 16));
  }
}
