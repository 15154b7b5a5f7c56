package lilypad.protocol.rules;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import lilypad.protocol.Hash32;

/**
 * How sure each of several answers is, given all of them: {@code Cr(r) = W(r) / (1 + sum of W(h))}
 * over all groups h of equal answers, where {@code W} is the product of the odds of those who gave
 * the answer and the 1 stands for "all are wrong" (Sarmenta, CCGrid 2001; iExec PoCo white paper,
 * equation 2). Reckoned in whole numbers: neither the order of the answers nor the machine matters.
 * Assumes that answers err independently; an operator's answers are to be counted once.
 *
 * @param weights of the groups, times 2^{@code scale}
 * @param total the sum of the weights and 1, times 2^{@code scale}
 * @param scale places behind the point, binary
 */
public record Posterior(SortedMap<Hash32, BigInteger> weights, BigInteger total, int scale) {

  private static final BigInteger WHOLE = BigInteger.valueOf(Probability.WHOLE);

  public Posterior {
    weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
  }

  /**
   * One answer.
   *
   * @param root what is answered; equal roots are one group
   * @param odds that it is right, of the one who gave it
   */
  public record Answer(Hash32 root, Odds odds) {}

  /** A product of odds in the making: whole numbers of a machine word as far as they go. */
  private static final class Product {
    private BigInteger large = BigInteger.ONE;
    private long small = 1;
    private int factors;

    void times(long parts) {
      if (Math.multiplyHigh(small, parts) != 0 || small * parts < 0) {
        large = large();
        small = 1;
      }
      small *= parts;
      factors++;
    }

    private BigInteger large() {
      return large.multiply(BigInteger.valueOf(small));
    }
  }

  /** The posterior of some answers. */
  public static Posterior of(List<Answer> answers) {
    SortedMap<Hash32, Product> products = new TreeMap<>();
    int largest = 0;
    for (Answer answer : answers) {
      Product product = products.computeIfAbsent(answer.root(), root -> new Product());
      product.times(answer.odds().parts());
      largest = Math.max(largest, product.factors);
    }
    int scale = Odds.PLACES * largest;
    BigInteger total = BigInteger.ONE.shiftLeft(scale);
    SortedMap<Hash32, BigInteger> weights = new TreeMap<>();
    for (var entry : products.entrySet()) {
      Product product = entry.getValue();
      BigInteger weight = product.large().shiftLeft(Odds.PLACES * (largest - product.factors));
      weights.put(entry.getKey(), weight);
      total = total.add(weight);
    }
    return new Posterior(weights, total, scale);
  }

  /** How sure an answer is, rounded down; 0 if nobody gave it. */
  public Probability of(Hash32 root) {
    return Probability.down(weight(root), total);
  }

  /** The product of the odds of those who gave an answer, to four places, rounded down. */
  public BigDecimal product(Hash32 root) {
    return new BigDecimal(weight(root))
        .divide(new BigDecimal(BigInteger.ONE.shiftLeft(scale)), 4, RoundingMode.FLOOR);
  }

  /** Whether an answer is at least as sure as it has to be: Cr >= 1 - {@code error}, exactly. */
  public boolean reaches(Hash32 root, Probability error) {
    BigInteger needed = BigInteger.valueOf(error.complement().billionths());
    return weight(root).multiply(WHOLE).compareTo(total.multiply(needed)) >= 0;
  }

  /**
   * iExec's test of a consensus, {@code g*T > total*(T-1)}: Cr > 1 - 1/T (PoCo contracts; the white
   * paper has >=).
   *
   * @param trust T: 0 and 1 ask for nothing
   */
  public boolean exceeds(Hash32 root, long trust) {
    BigInteger t = BigInteger.valueOf(Math.max(1, trust));
    return weight(root).multiply(t).compareTo(total.multiply(t.subtract(BigInteger.ONE))) > 0;
  }

  /** The answer that is surer than every other; empty if none is. */
  public Optional<Hash32> leader() {
    Optional<Hash32> leader = Optional.empty();
    BigInteger most = BigInteger.ZERO;
    for (var group : weights.entrySet()) {
      int more = group.getValue().compareTo(most);
      if (more > 0) {
        most = group.getValue();
        leader = Optional.of(group.getKey());
      } else if (more == 0) {
        leader = Optional.empty();
      }
    }
    return leader;
  }

  private BigInteger weight(Hash32 root) {
    return weights.getOrDefault(root, BigInteger.ZERO);
  }
}
