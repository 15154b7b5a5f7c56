package lilypad.market.canary;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.ChainDeal;
import lilypad.protocol.abi.ChainResult;
import lilypad.protocol.deal.ContractProfile;
import lilypad.protocol.money.Holding;
import lilypad.protocol.money.MoneyRules;
import lilypad.protocol.money.Outcome;

/** What a deal that has ended cost its job creator, by the contracts' rules. */
final class CreatorsCost {

  private CreatorsCost() {}

  /**
   * In the token's smallest unit; nothing if it gained. Whose contracts they are is not known here:
   * where Lilypad's cost more than ours, it is what theirs cost.
   *
   * @param deal what was agreed to
   * @param state how it ended
   * @param result what was claimed, if anything was
   * @param mediator who judged it, or anybody if nobody did
   */
  static Wei of(
      ChainDeal deal, AgreementState state, Optional<ChainResult> result, Address mediator) {
    BigInteger instructions = result.map(ChainResult::instructionCount).orElse(BigInteger.ZERO);
    Outcome outcome = Outcome.checked(state, instructions, mediator);
    Address creator = deal.members().jobCreator();
    return Arrays.stream(ContractProfile.values())
        .flatMap(profile -> MoneyRules.implied(profile, deal, outcome).stream())
        .map(moved -> moved.holdings().getOrDefault(creator, Holding.UNCHANGED))
        .map(holding -> holding.balance().add(holding.escrow()).negate())
        .map(paid -> new Wei(paid.max(BigInteger.ZERO)))
        .reduce(Wei.ZERO, (one, other) -> one.compareTo(other) > 0 ? one : other);
  }
}
