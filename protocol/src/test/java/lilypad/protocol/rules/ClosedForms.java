package lilypad.protocol.rules;

/**
 * Formulas of other systems and of the literature that our rules are measured by; none of them
 * decides anything. In plain floating point.
 */
public final class ClosedForms {

  private ClosedForms() {}

  /**
   * BOINC's adaptive replication: how many jobs it takes on average until {@code n} replicated
   * results in a row were valid, if a host with v >= 10 valid ones is checked with probability 1/v.
   */
  static double boincJobsUntil(int n) {
    double jobs = Math.min(n, 10);
    for (int v = 10; v < n; v++) {
      jobs += v;
    }
    return jobs;
  }

  /** The share of wrong results that BOINC accepts of who waits for {@code n} and then cheats. */
  static double boincAcceptedWrong(int n) {
    return (n - 1) / (boincJobsUntil(n) + n);
  }

  /** What checking an honest host costs after some jobs: expected checks over jobs. */
  static double boincOverhead(int jobs) {
    double[] byValid = new double[jobs + 2];
    byValid[0] = 1;
    double checks = 0;
    for (int job = 0; job < jobs; job++) {
      for (int v = job; v >= 0; v--) {
        double p = v < 10 ? 1 : 1.0 / v;
        double checked = byValid[v] * p;
        checks += checked;
        byValid[v + 1] += checked;
        byValid[v] -= checked;
      }
    }
    return checks / jobs;
  }

  /** MODiCuM's theorem: the least probability of a check with which a provider stays honest. */
  static double modicumLower(
      double accepted,
      double detected,
      double cost,
      double cheatCost,
      double reward,
      double fine,
      double mediation) {
    return (1 - accepted) / detected
        + (cost - cheatCost) / (detected * (reward + fine + mediation));
  }

  /** MODiCuM's theorem: the greatest probability of a check that pays for the job's creator. */
  static double modicumUpper(
      double accepted,
      double accuracy,
      double checkCost,
      double reward,
      double fine,
      double mediation) {
    return accepted * (accuracy * (2 * fine + mediation + reward) - reward - fine) / checkCost;
  }

  /** How many samples of a job of which a share was computed find the rest (Du et al.). */
  static int samplesInside(double error, double computed, double guessed) {
    return (int) Math.ceil(Math.log(error) / Math.log(computed + (1 - computed) * guessed));
  }

  /** Sarmenta's m-first voting: the probability that a wrong result gets m votes first. */
  static double firstTo(int m, double f) {
    double error = 0;
    for (int j = m; j <= 2 * m - 1; j++) {
      error += binomial(2 * m - 1, j, f);
    }
    return error;
  }

  /** P(Bin(n, p) = k). */
  static double binomial(int n, int k, double p) {
    double log =
        IncompleteBeta.lnGamma(n + 1.0)
            - IncompleteBeta.lnGamma(k + 1.0)
            - IncompleteBeta.lnGamma(n - k + 1.0);
    return Math.exp(log + (k == 0 ? 0 : k * Math.log(p)) + (n == k ? 0 : (n - k) * Math.log1p(-p)));
  }

  /** The smallest k with P(Bin(n, p) > k) at most {@code tail}. */
  public static int binomialBound(int n, double p, double tail) {
    double above = 1;
    int k = -1;
    while (above > tail) {
      k++;
      above -= binomial(n, k, p);
    }
    return k;
  }

  /** Sarmenta: how many wrong results of a worker that cheats at rate s are accepted. */
  static double spotChecked(double q, int n, double f, double s) {
    double unseen = Math.pow(1 - q * s, n);
    return s * f * unseen / ((1 - f) + f * unseen);
  }

  /** Its bound over all rates. */
  static double spotCheckBound(double q, int n, double f) {
    return f / ((1 - f) * q * n * Math.E);
  }

  /** Sarmenta: the credibility of a worker after k passed checks, with blacklisting. */
  static double credibleIfBlacklisted(double f, int k) {
    return k == 0 ? 1 - f : 1 - f / ((1 - f) * k * Math.E);
  }

  /** Sarmenta: the same without blacklisting. */
  static double credible(double f, int k) {
    return k == 0 ? 1 - f : 1 - f / k;
  }

  /** Share of draws that a block's proposer of share h captures, if it can re-roll once. */
  static double reRolled(double captured, double h) {
    return captured + h * (1 - captured) * captured;
  }

  /** The probability that one of some time stamps draws the mediator wanted of n. */
  static double ground(int n, int stamps) {
    return 1 - Math.pow(1 - 1.0 / n, stamps);
  }
}
