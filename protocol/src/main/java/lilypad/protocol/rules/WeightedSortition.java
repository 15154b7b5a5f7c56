package lilypad.protocol.rules;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.MalformedValue;

/**
 * Who sits on a panel, version 4: operators by weight, without replacement, and of each operator
 * one node, all nodes alike. Each draw takes 256 bits {@code h = Keccak-256(domain, seed, subject,
 * round, draw, attempt)} modulo the sum of the weights that are left; an h from the last multiple
 * of that sum on is refused and the next attempt made, so that no place has more than its share
 * (Kleros' sortition tree leaves that out and draws with replacement). Versions 1 to 3 are {@link
 * Sortition}.
 *
 * <p>The order of the candidates decides who is drawn, so there is only one: by operator, then by
 * address. It is checked, not made: sorting ten thousand is what would take the time.
 */
public final class WeightedSortition {

  /** The version of this rule, recorded with each panel. */
  public static final int VERSION = 4;

  private static final byte[] OPERATORS =
      "lilypad sortition 4 operator".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NODES =
      "lilypad sortition 4 node".getBytes(StandardCharsets.US_ASCII);
  private static final BigInteger ALL = BigInteger.ONE.shiftLeft(256);

  private WeightedSortition() {}

  /**
   * Where the draw's randomness comes from and what it is for.
   *
   * @param seed nobody knew it when the claim was made
   * @param subject what is drawn for: two deals of one block have different panels
   * @param round of the panel
   */
  public record Lot(Hash32 seed, Hash32 subject, int round) {

    private BigInteger number(byte[] domain, int draw, int attempt) {
      byte[] counters =
          ByteBuffer.allocate(3 * Integer.BYTES).putInt(round).putInt(draw).putInt(attempt).array();
      Hash32 hash =
          Keccak.hash(domain, seed.bytes().toArray(), subject.bytes().toArray(), counters);
      return new BigInteger(1, hash.bytes().toArray());
    }

    /** A number from 0 to below {@code bound}, each as likely as any other. */
    private long below(long bound, byte[] domain, int draw) {
      BigInteger size = BigInteger.valueOf(bound);
      BigInteger limit = ALL.subtract(ALL.mod(size));
      int attempt = 0;
      BigInteger number = number(domain, draw, attempt);
      while (number.compareTo(limit) >= 0) {
        attempt++;
        number = number(domain, draw, attempt);
      }
      return number.mod(size).longValueExact();
    }
  }

  /**
   * Draws at most {@code count} candidates of different operators, in the order drawn. Who has no
   * weight is not drawn.
   *
   * @param candidates in their order, nobody twice
   * @param barred operators that may not sit again
   * @throws MalformedValue if the candidates are not in their order
   */
  public static List<Candidate> draw(
      List<Candidate> candidates, Set<String> barred, int count, Lot lot) {
    return draws(candidates, barred, count, lot).stream().map(Drawn::candidate).toList();
  }

  /**
   * As {@link #draw}, with the numbers that were drawn.
   *
   * @throws MalformedValue if the candidates are not in their order
   */
  public static List<Drawn> draws(
      List<Candidate> candidates, Set<String> barred, int count, Lot lot) {
    Operators operators = Operators.of(candidates, barred);
    List<Drawn> panel = new ArrayList<>();
    while (panel.size() < count && operators.total > 0) {
      long total = operators.total;
      long point = lot.below(total, OPERATORS, panel.size());
      int operator = operators.take(point);
      int first = operators.first[operator];
      int nodes = operators.first[operator + 1] - first;
      int node = (int) lot.below(nodes, NODES, panel.size());
      panel.add(new Drawn(candidates.get(first + node), point, total, node, nodes));
    }
    return List.copyOf(panel);
  }

  /**
   * One draw.
   *
   * @param point in the weights that were left, laid end to end in the operators' order, from 0
   * @param total of those weights
   * @param node which of the operator's nodes, from 0
   * @param nodes how many it has
   */
  public record Drawn(Candidate candidate, long point, long total, int node, int nodes) {}

  /**
   * The weight of all operators together, each counted once.
   *
   * @throws MalformedValue if the candidates are not in their order
   */
  public static long totalWeight(List<Candidate> candidates) {
    return Operators.of(candidates, Set.of()).total;
  }

  /** Operators with their weights and where their nodes are. */
  private static final class Operators {
    private final long[] weights;
    private final int[] first;
    private int count;
    private long total;

    private Operators(int nodes) {
      weights = new long[nodes];
      first = new int[nodes + 1];
    }

    static Operators of(List<Candidate> candidates, Set<String> barred) {
      Operators operators = new Operators(candidates.size());
      String last = "";
      Address lastNode = Address.ZERO;
      boolean barredNow = false;
      int at = 0;
      for (Candidate candidate : candidates) {
        int order = at == 0 ? -1 : last.compareTo(candidate.operator());
        if (order > 0 || (order == 0 && lastNode.compareTo(candidate.verifier()) >= 0)) {
          throw new MalformedValue(
              "candidates by operator and address, each once",
              last + " " + lastNode + ", " + candidate.operator() + " " + candidate.verifier());
        }
        if (order < 0) {
          barredNow = barred.contains(candidate.operator());
          operators.first[operators.count] = at;
          operators.count++;
        }
        int operator = operators.count - 1;
        long more = barredNow ? 0 : candidate.weight() - operators.weights[operator];
        if (more > 0) {
          operators.weights[operator] += more;
          operators.total += more;
        }
        last = candidate.operator();
        lastNode = candidate.verifier();
        at++;
      }
      operators.first[operators.count] = at;
      return operators;
    }

    /** The operator whose share holds the point; it has no weight from now on. */
    int take(long point) {
      long left = point;
      int operator = 0;
      while (left >= weights[operator]) {
        left -= weights[operator];
        operator++;
      }
      total -= weights[operator];
      weights[operator] = 0;
      return operator;
    }
  }
}
