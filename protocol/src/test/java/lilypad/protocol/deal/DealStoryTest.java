package lilypad.protocol.deal;

import static lilypad.protocol.deal.DisputedDeal.RIGHT;
import static lilypad.protocol.deal.DisputedDeal.WRONG;
import static lilypad.protocol.deal.DisputedDeal.block;
import static lilypad.protocol.deal.DisputedDeal.log;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.abi.PaymentDirection;
import lilypad.protocol.abi.PaymentReason;
import lilypad.protocol.abi.Pricing;
import lilypad.protocol.cid.TreeDifference;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.settle.SettlementReport;
import lilypad.protocol.story.DealStory;
import lilypad.protocol.story.RecordedFact;
import org.junit.jupiter.api.Test;

/** The golden stories are in {@code golden-stories/}, one file each. */
class DealStoryTest {

  private static final BlockRef CHECK = block(10, "a", 2_000);
  private static final long BEGIN = 1_700_000_000_000L;

  /** Each fact is recorded a second after the one before. */
  private static DealStory story(DisputedDeal deal) {
    List<RecordedFact> facts = new ArrayList<>();
    for (DealEvent fact : deal.facts) {
      facts.add(new RecordedFact(BEGIN + 1_000L * facts.size(), fact));
    }
    return DealStory.of(DisputedDeal.KEY, facts);
  }

  private static void assertTold(String golden, DisputedDeal deal) throws IOException {
    DealStory story = story(deal);
    String text =
        Stream.concat(
                story.lines().stream().map(DealStory.Line::toString),
                story.money().stream().map(DealStory.Share::toString))
            .collect(Collectors.joining("\n", "", "\n"));
    String name = "/lilypad/golden-stories/" + golden + ".txt";
    try (InputStream file = Objects.requireNonNull(DealStoryTest.class.getResourceAsStream(name))) {
      assertThat(text).isEqualTo(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    }
    assertThat(story.deal()).contains(DisputedDeal.ID);
  }

  private static LilypadEvent paid(
      String who, long tokens, PaymentReason reason, PaymentDirection way) {
    return new LilypadEvent.Payment(
        DisputedDeal.ID, DisputedDeal.address(who), Wei.ofWhole(tokens), reason, way);
  }

  private static DisputedDeal paidIn() {
    BlockRef agreed = block(8, "a", 1_900);
    BlockRef claimed = block(9, "a", 1_950);
    return new DisputedDeal()
        .logs(
            agreed,
            List.of(
                log(
                    agreed,
                    0,
                    paid(
                        "creator", 30, PaymentReason.PAYMENT_COLLATERAL, PaymentDirection.PAID_IN)),
                log(
                    agreed,
                    1,
                    new LilypadEvent.DealStateChange(DisputedDeal.ID, AgreementState.DEAL_AGREED))))
        .logs(
            claimed,
            List.of(
                log(
                    claimed,
                    0,
                    paid(
                        "provider",
                        40,
                        PaymentReason.RESULTS_COLLATERAL,
                        PaymentDirection.PAID_IN)),
                log(
                    claimed,
                    1,
                    new LilypadEvent.DealStateChange(
                        DisputedDeal.ID, AgreementState.RESULTS_SUBMITTED))));
  }

  private static DisputedDeal panel(DisputedDeal deal) {
    return deal.checkedIn(CHECK)
        .read(CHECK)
        .described(Profile.DETERMINISTIC)
        .candidates("ann", "bob", "cid");
  }

  private static void settle(DisputedDeal deal, AgreementState end, LilypadEvent... payments) {
    Hash32 intent =
        deal.state.mediation().flatMap(Mediation::settlement).orElseThrow().intent().id();
    deal.head(11, 2_010);
    deal.hears(new SettlementReport.Broadcast(intent, DisputedDeal.hash("tx")));
    BlockRef mined = block(12, "a", 2_020);
    List<ChainLog> logs = new ArrayList<>();
    logs.add(log(mined, 0, new LilypadEvent.DealStateChange(DisputedDeal.ID, end)));
    for (LilypadEvent payment : payments) {
      logs.add(log(mined, logs.size(), payment));
    }
    deal.logs(mined, logs);
    deal.hears(new SettlementReport.Mined(intent, DisputedDeal.hash("tx"), mined.hash(), 12, true));
    deal.head(13, 2_030);
    deal.hears(new SettlementReport.Final(intent, DisputedDeal.hash("tx"), mined.hash(), 12, true));
  }

  @Test
  void anAcceptedDeal() throws IOException {
    DisputedDeal deal = paidIn();
    deal.rosterWeight = 3;
    panel(deal).abstains("ann", AbstentionReason.RUNTIME_FAILURE);
    deal.commits("bob", RIGHT);
    deal.commits("cid", RIGHT);
    deal.reveals("bob", RIGHT);
    deal.reveals("cid", RIGHT);
    settle(
        deal,
        AgreementState.MEDIATION_ACCEPTED,
        paid("provider", 10, PaymentReason.JOB_PAYMENT, PaymentDirection.PAID_OUT),
        paid("creator", 15, PaymentReason.PAYMENT_COLLATERAL, PaymentDirection.REFUNDED),
        paid("provider", 40, PaymentReason.RESULTS_COLLATERAL, PaymentDirection.REFUNDED),
        paid("mediator", 5, PaymentReason.MEDIATION_FEE, PaymentDirection.PAID_OUT));
    assertTold("accepted", deal);
  }

  @Test
  void aRejectedDealWithItsDifference() throws IOException {
    DisputedDeal deal = paidIn();
    deal.claim = WRONG.toString();
    panel(deal).all(RIGHT, "ann", "bob", "cid");
    deal.tell(
        new DealCommand.Compared(
            WRONG.toString(),
            new DealEvent.DifferenceFound(
                RIGHT.digest(),
                new TreeDifference.ByteAt("outputs/image.png", 300_000, 0x80, 0x7f))));
    settle(
        deal,
        AgreementState.MEDIATION_REJECTED,
        paid("provider", 40, PaymentReason.RESULTS_COLLATERAL, PaymentDirection.SLASHED),
        paid("creator", 30, PaymentReason.PAYMENT_COLLATERAL, PaymentDirection.REFUNDED));
    assertTold("rejected", deal);
  }

  @Test
  void aDealWhoseCheckMovedToAnotherBlock() throws IOException {
    DisputedDeal deal = panel(paidIn());
    deal.commits("ann", RIGHT);
    deal.tell(new DealCommand.RetractBlock(CHECK));
    BlockRef again = block(11, "b", 2_003);
    deal.checkedIn(again).read(again);
    deal.commits("bob", RIGHT);
    deal.commits("cid", WRONG);
    for (String operator : List.of("ann", "bob")) {
      deal.reveals(operator, RIGHT);
    }
    deal.reveals("cid", WRONG);
    deal.candidates("ann", "bob", "cid", "dan", "eve");
    deal.all(RIGHT, "dan", "eve");
    deal.tell(
        new DealCommand.Compared(
            RIGHT.toString(),
            new DealEvent.DifferenceUnknown(WRONG.digest(), Obstacle.RESULT_NOT_SERVED, "")));
    assertTold("reorganised", deal);
  }

  @Test
  void aDealThatNobodyCouldJudge() throws IOException {
    DisputedDeal deal = paidIn().checkedIn(CHECK).read(CHECK);
    Pricing cheaper =
        new Pricing(
            Wei.of(1), Wei.of(2), DisputedDeal.PRICING.resultsCollateralMultiple(), Wei.ZERO);
    deal.tell(
        new DealCommand.JobFound(
            DisputedDeal.ID.text(),
            DisputedDeal.MEMBERS,
            cheaper,
            DisputedDeal.job(Profile.DETERMINISTIC)));
    deal.described(Profile.UNKNOWN).candidates("ann", "bob", "cid");
    deal.commits("ann", RIGHT);
    deal.head(101, 2_060);
    deal.head(102, 2_090);
    deal.head(201, 2_280);
    BlockRef late = block(202, "a", 2_300);
    deal.logs(
        late,
        List.of(
            log(
                late,
                0,
                new LilypadEvent.DealStateChange(
                    DisputedDeal.ID, AgreementState.TIMEOUT_MEDIATE_RESULTS))));
    deal.head(204, 2_320);
    assertTold("inconclusive", deal);
  }

  @Test
  void whatStrangersWriteNeverReachesTheTerminalAsItIs() {
    String escape = "\u001b]0;owned\u0007\u009b31m\u202e\u2028line\nbreak";
    DisputedDeal deal = new DisputedDeal();
    deal.claim = escape + "x".repeat(5_000);
    deal.rosterWeight = 3;
    panel(deal);
    deal.tell(
        new DealCommand.Abstain(
            deal.member("ann").assignment(),
            1,
            deal.member("ann").verifier(),
            deal.member("ann").runtimeDigest(),
            AbstentionReason.INTERNAL,
            escape,
            Bytes.of(new byte[65])));
    deal.commits("bob", RIGHT);
    deal.commits("cid", RIGHT);
    deal.reveals("bob", RIGHT);
    deal.reveals("cid", RIGHT);
    deal.tell(
        new DealCommand.Compared(
            deal.claim,
            new DealEvent.DifferenceFound(
                RIGHT.digest(),
                new TreeDifference.OnlyIn(escape + "y".repeat(1_000), TreeDifference.Side.FIRST))));
    List<DealStory.Line> lines = story(deal).lines();
    assertThat(lines).hasSize(deal.facts.size());
    assertThat(lines)
        .allSatisfy(
            line -> {
              assertThat(line.text()).matches("[ -~]*");
              assertThat(line.text().length()).isLessThan(400);
            });
    assertThat(lines)
        .filteredOn(line -> line.text().contains("?]0;owned??31m??line?break"))
        .hasSize(3);
  }
}
