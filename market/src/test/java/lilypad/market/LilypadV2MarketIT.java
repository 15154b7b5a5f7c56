package lilypad.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import lilypad.chain.send.AccountSender;
import lilypad.chain.send.CallReverted;
import lilypad.market.contracts.Balances;
import lilypad.market.contracts.EscrowDrain;
import lilypad.market.contracts.GuardDeployer;
import lilypad.market.offer.JobRequest;
import lilypad.market.offer.ModuleFolder;
import lilypad.market.provider.Claim;
import lilypad.market.provider.Conduct;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.LilypadCall;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole deals on the double of Lilypad v2's contracts, with the guard before them; the test is the
 * mediator.
 */
class LilypadV2MarketIT {

  @TempDir static Path folder;
  private static Devnet devnet;
  private static Marketplace market;
  private static Address guard;

  @BeforeAll
  static void open() throws IOException {
    devnet = Devnet.startLilypadV2(folder);
    market = devnet.openMarket();
    // Anybody may deploy it: the deployer has no power over it.
    AccountSender anybody =
        new AccountSender(devnet.chain(), devnet.accounts.solver().key(), devnet.sending);
    guard =
        new GuardDeployer(anybody)
            .deploy(devnet.contracts().storage(), devnet.contracts().mediation());
  }

  @AfterAll
  static void close() {
    market.close();
    devnet.close();
  }

  private static PlayedDeal checked(Conduct conduct) throws InterruptedException {
    JobRequest cowsay =
        new JobRequest(ModuleFolder.bundled("cowsay"), new TreeMap<>(Map.of("Message", "moo")));
    PlayedDeal played =
        market.play(
            DealScript.honest(cowsay, devnet.settings.terms(), devnet.accounts.mediator().address())
                .with(conduct));
    market.checkResult(played.id());
    return played;
  }

  private static AccountSender mediator() {
    return new AccountSender(devnet.chain(), devnet.accounts.mediator().key(), devnet.sending);
  }

  private static void say(Address to, LilypadCall verdict) {
    mediator().send(to, verdict.encode());
  }

  private static Hash32 hash(Claim claim) {
    return Keccak.hash(claim.dataId().toString().getBytes(StandardCharsets.UTF_8));
  }

  private static BigInteger checkedAt(PlayedDeal played) {
    return BigInteger.valueOf(market.ledger().agreement(played.id()).resultsCheckedAt());
  }

  private static AgreementState state(PlayedDeal played) {
    return market.ledger().agreement(played.id()).state();
  }

  @Test
  void anAcceptanceByTheDealsIdPaysProviderAndMediator() throws Exception {
    PlayedDeal played = checked(Conduct.HONEST);
    say(devnet.contracts().mediation(), new LilypadCall.MediationAcceptResult(played.id()));

    assertThat(state(played)).isEqualTo(AgreementState.MEDIATION_ACCEPTED);
    assertMoved(played.before(), -15, 10, 5, 0);
  }

  @Test
  void aRejectionByTheDealsIdCostsEvenTheJobCreatorThatWasRightItsFee() throws Exception {
    PlayedDeal played = checked(Conduct.INVENTED_RESULT);
    say(devnet.contracts().mediation(), new LilypadCall.MediationRejectResult(played.id()));

    assertThat(state(played)).isEqualTo(AgreementState.MEDIATION_REJECTED);
    assertMoved(played.before(), -5, -40, 5, 40);
  }

  @Test
  void bothVerdictsPassTheGuardOnWhatWasJudged() throws Exception {
    PlayedDeal honest = checked(Conduct.HONEST);
    say(
        guard,
        new LilypadCall.GuardedAcceptResult(honest.id(), hash(honest.claim()), checkedAt(honest)));
    assertThat(state(honest)).isEqualTo(AgreementState.MEDIATION_ACCEPTED);
    assertMoved(honest.before(), -15, 10, 5, 0);

    PlayedDeal forged = checked(Conduct.INVENTED_RESULT);
    say(
        guard,
        new LilypadCall.GuardedRejectResult(forged.id(), hash(forged.claim()), checkedAt(forged)));
    assertThat(state(forged)).isEqualTo(AgreementState.MEDIATION_REJECTED);
    assertMoved(forged.before(), -5, -40, 5, 40);
  }

  @Test
  void aClaimThatAReorganisationPutsInPlaceOfTheJudgedOneIsNotSlashed() throws Exception {
    PlayedDeal played = checked(Conduct.INVENTED_RESULT);
    LilypadCall judged =
        new LilypadCall.GuardedRejectResult(played.id(), hash(played.claim()), checkedAt(played));
    Claim honest = market.provider().claim(played.id(), played.honestOutput(), Conduct.HONEST);

    devnet.anvil().setBlockSeconds(0);
    long head = devnet.chain().heads().latest().number();
    devnet.anvil().reorg((int) (head - played.claimed().blockNumber() + 1));
    devnet.anvil().setBlockSeconds(1);
    assertThat(state(played)).isEqualTo(AgreementState.DEAL_AGREED);
    market.addResult(played.id(), honest);
    market.checkResult(played.id());

    assertThatThrownBy(() -> say(guard, judged))
        .isInstanceOfSatisfying(
            CallReverted.class,
            refused ->
                assertThat(refused.reverted().data())
                    .isEqualTo(claimDiffers(hash(played.claim()), hash(honest))));
    assertThat(state(played)).isEqualTo(AgreementState.RESULTS_CHECKED);
    say(guard, new LilypadCall.GuardedAcceptResult(played.id(), hash(honest), checkedAt(played)));
    assertMoved(played.before(), -15, 10, 5, 0);
  }

  /** D23: escrow that another deal took out comes back, and the verdict that reverted settles. */
  @Test
  void aVerdictOnAnEmptiedEscrowSettlesWhenTheEscrowIsBack() throws Exception {
    PlayedDeal played = checked(Conduct.INVENTED_RESULT);
    LilypadCall verdict = new LilypadCall.MediationRejectResult(played.id());
    AccountSender provider =
        new AccountSender(devnet.chain(), devnet.accounts.provider().key(), devnet.sending);
    EscrowDrain drain = new EscrowDrain(provider, market.ledger(), devnet.settings.poll());
    Wei drained = drain.drain(new DealId("sham"), devnet.accounts.admin().address());
    assertThat(drained).isEqualTo(Wei.ofWhole(40));

    assertThatThrownBy(() -> say(devnet.contracts().mediation(), verdict))
        .isInstanceOf(CallReverted.class)
        .hasMessageContaining("LilypadToken: not enough funds in escrow");
    assertThat(state(played)).isEqualTo(AgreementState.RESULTS_CHECKED);
    drain.fill(drained);
    say(devnet.contracts().mediation(), verdict);

    assertThat(state(played)).isEqualTo(AgreementState.MEDIATION_REJECTED);
    assertMoved(played.before(), -5, -40, 5, 40);
  }

  @Test
  void aWatchmanIsRefusedInSoManyWordsBeforeAnybodyAgrees() {
    JobRequest cowsay =
        new JobRequest(ModuleFolder.bundled("cowsay"), new TreeMap<>(Map.of("Message", "moo")));
    Address mediator = devnet.accounts.mediator().address();
    Balances before = market.balances();
    long sent = devnet.chain().nonce(devnet.accounts.provider().address());

    assertThatThrownBy(
            () ->
                market.play(
                    DealScript.honest(cowsay, devnet.settings.terms(), mediator)
                        .watchedBy(mediator)))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining("know no watchman")
        .hasMessageContaining("/api/v1/warnings");
    assertThat(devnet.chain().nonce(devnet.accounts.provider().address())).isEqualTo(sent);
    assertMoved(before, 0, 0, 0, 0);
  }

  @Test
  void contractsOfTwoMarketsMakeNoGuard() {
    Consumer<Address> deploy =
        storage -> new GuardDeployer(mediator()).deploy(storage, devnet.contracts().mediation());

    assertThatThrownBy(() -> deploy.accept(devnet.contracts().token()))
        .isInstanceOfSatisfying(
            CallReverted.class,
            refused ->
                assertThat(refused.reverted().data().slice(0, 4))
                    .isEqualTo(selectorOf("NotOneMarket(address,address)")));
  }

  private static Bytes claimDiffers(Hash32 expected, Hash32 actual) {
    return Bytes.fromHex(
        selectorOf("ClaimDiffers(bytes32,bytes32)").digits()
            + expected.bytes().digits()
            + actual.bytes().digits());
  }

  private static Bytes selectorOf(String signature) {
    return Keccak.hash(signature.getBytes(StandardCharsets.UTF_8)).bytes().slice(0, 4);
  }

  private static void assertMoved(
      Balances before, long creator, long provider, long mediator, long treasury) {
    MoneyAssert.assertMoved(
        devnet.accounts, before, market.balances(), creator, provider, mediator, treasury);
  }
}
