package lilypad.market;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Who plays which part on a devnet.
 *
 * @param admin account 0: deploys the contracts, owns them, is the treasury
 * @param solver account 1
 * @param mediator account 2
 * @param provider account 3
 * @param creator account 4
 * @param secondMediator account 5: the signer of a second mediator, or one that nobody runs
 * @param verifiers accounts 6 and up; they sign results and need no coins
 */
public record WorkerAccounts(
    DevnetAccount admin,
    DevnetAccount solver,
    DevnetAccount mediator,
    DevnetAccount provider,
    DevnetAccount creator,
    DevnetAccount secondMediator,
    List<DevnetAccount> verifiers) {

  private static final int FIRST_VERIFIER = 6;

  public WorkerAccounts {
    verifiers = List.copyOf(verifiers);
  }

  /**
   * The accounts of a devnet with so many verifiers.
   *
   * @throws IllegalArgumentException if {@code verifiers} is negative
   */
  public static WorkerAccounts devnet(int verifiers) {
    if (verifiers < 0) {
      throw new IllegalArgumentException("expected at least 0 verifiers, got " + verifiers);
    }
    return new WorkerAccounts(
        DevnetAccount.at(0),
        DevnetAccount.at(1),
        DevnetAccount.at(2),
        DevnetAccount.at(3),
        DevnetAccount.at(4),
        DevnetAccount.at(5),
        IntStream.range(FIRST_VERIFIER, FIRST_VERIFIER + verifiers)
            .mapToObj(DevnetAccount::at)
            .toList());
  }
}
