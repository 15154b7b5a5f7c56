package lilypad.market.contracts;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import lilypad.chain.send.AccountSender;
import lilypad.protocol.Address;
import lilypad.protocol.DealId;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.abi.Members;
import lilypad.protocol.abi.Pricing;
import lilypad.protocol.abi.Timeout;
import lilypad.protocol.abi.Timeouts;

/**
 * How a party takes its escrow out of an open deal on Lilypad v2's contracts, which keep escrow per
 * address (D23) and refund a lone job creator the collateral that was agreed for the provider
 * (D11): it agrees alone on a sham deal with a collateral as large as all that it has in escrow,
 * and lets that deal time out. Until its escrow is filled again, every verdict on the open deal
 * reverts. Our own contracts pay nothing out; see {@code docs/contracts.md}.
 */
public final class EscrowDrain {

  private final AccountSender party;
  private final Ledger ledger;
  private final Duration poll;

  /**
   * @param party whose escrow it is
   * @param ledger reads its contracts
   * @param poll time between two looks at the chain's clock
   */
  public EscrowDrain(AccountSender party, Ledger ledger, Duration poll) {
    this.party = party;
    this.ledger = ledger;
    this.poll = poll;
  }

  /**
   * Takes out all that the party has in escrow.
   *
   * @param sham an id that no deal has yet
   * @param other named as the sham deal's other members, and never asked
   * @return what came out
   * @throws lilypad.chain.send.CallReverted if the contracts refuse
   * @throws InterruptedException if the thread was interrupted while the sham deal timed out
   */
  public Wei drain(DealId sham, Address other) throws InterruptedException {
    Wei all = ledger.balances(List.of(party.address())).of(party.address()).escrow();
    Timeout atOnce = new Timeout(BigInteger.ZERO, Wei.ZERO);
    send(
        ledger.contracts().controller(),
        new LilypadCall.Agree(
            sham,
            new Members(other, party.address(), other, List.of(other)),
            new Timeouts(atOnce, new Timeout(BigInteger.ZERO, all), atOnce, atOnce),
            new Pricing(Wei.ZERO, Wei.ZERO, BigInteger.ZERO, Wei.ZERO)));
    awaitTimeOut(sham);
    send(ledger.contracts().controller(), new LilypadCall.TimeoutAgree(sham));
    return all;
  }

  /** Puts so much of the party's tokens into its escrow. */
  public void fill(Wei amount) {
    send(ledger.contracts().token(), new LilypadCall.PayEscrow(amount));
  }

  /** A time-out of no seconds is over in the first block of a later second. */
  private void awaitTimeOut(DealId sham) throws InterruptedException {
    long created = ledger.agreement(sham).dealCreatedAt();
    while (ledger.chain().heads().latest().timestamp() <= created) {
      Thread.sleep(poll);
    }
  }

  private void send(Address to, LilypadCall call) {
    party.send(to, call.encode());
  }
}
