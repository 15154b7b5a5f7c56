package lilypad.mediator.contracts;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator must see of the contracts. */
final class ContractLog {

  private static final Logger LOG = LoggerFactory.getLogger("lilypad.operator.contracts");

  /** Said once, at start. */
  void found(ServedContracts set) {
    LOG.info(
        "the contracts are {}: verdicts go to {}{}",
        set.profile().key(),
        set.route().to().checksummed(),
        set.route().bound()
            ? " and name claim and check"
            : " and name the deal only: they wait until the check is final");
  }
}
