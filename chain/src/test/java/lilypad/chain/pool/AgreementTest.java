package lilypad.chain.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lilypad.chain.rpc.Evidence;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.Heads;
import lilypad.chain.rpc.NoAgreement;
import lilypad.chain.rpc.ReadOutcome;
import lilypad.chain.rpc.Reverted;
import lilypad.chain.rpc.RpcUnavailable;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import org.junit.jupiter.api.Test;

class AgreementTest {

  private static final Address CONTRACT =
      Address.fromHex("00000000000000000000000000000000000000c0");
  private static final Bytes DATA = Bytes.of((byte) 9);
  private static final ReadOutcome OTHER = new ReadOutcome.Answered(Bytes.of((byte) 66));

  private final ScriptedNode a = new ScriptedNode("a");
  private final ScriptedNode b = new ScriptedNode("b");
  private final ScriptedNode c = new ScriptedNode("c");

  private static ReadOutcome call(Pool pool) {
    return pool.chain.call(CONTRACT, DATA, Hash32.ZERO);
  }

  private static TransactionReceipt receipt(long gas) {
    return new TransactionReceipt(
        Hash32.ZERO, true, Hash32.ZERO, 50, gas, Wei.of(1), Optional.empty(), List.of());
  }

  @Test
  void twoThatAgreeAreEnoughAndNoThirdIsAsked() {
    Pool pool = Pool.of(Pool.agreeing(2), a, b, c);
    assertThat(call(pool)).isEqualTo(a.called);
    assertThat(List.of(a.asked("call"), b.asked("call"), c.asked("call"))).containsExactly(1, 1, 0);
  }

  @Test
  void theMajorityIsBelievedAndWhoContradictsItIsQuarantinedWithTheProof() {
    Pool pool = Pool.of(Pool.agreeing(2), a, b, c);
    ReadOutcome right = a.called;
    a.called = OTHER;

    assertThat(call(pool)).isEqualTo(right);

    assertThat(pool.status(a).state()).isEqualTo(EndpointState.QUARANTINED);
    Evidence evidence = pool.events(PoolEvent.Quarantined.class).getFirst().evidence();
    assertThat(evidence.method()).isEqualTo("eth_call");
    assertThat(evidence.parameters()).contains(CONTRACT.toString(), DATA.toString());
    assertThat(evidence.expected()).isEqualTo(right.toString());
    assertThat(evidence.actual()).isEqualTo(OTHER.toString());
  }

  @Test
  void withoutEnoughEqualAnswersNothingIsDecidedAndNobodyIsBlamed() {
    Pool pool = Pool.of(Pool.agreeing(2), a, b, c);
    a.called = OTHER;
    b.called = new Reverted(Bytes.EMPTY, "no");

    assertThatThrownBy(() -> call(pool))
        .isInstanceOfSatisfying(
            NoAgreement.class,
            none -> {
              assertThat(none.needed()).isEqualTo(2);
              assertThat(none.found()).isEqualTo(1);
              assertThat(none).hasMessageContaining("eth_call");
            });
    assertThat(pool.events(PoolEvent.Quarantined.class)).isEmpty();
  }

  @Test
  void twoPairsThatContradictEachOtherDecideNothing() {
    ScriptedNode d = new ScriptedNode("d");
    Pool pool = Pool.of(Pool.agreeing(2), a, b, c, d);
    b.called = OTHER;
    d.called = OTHER;
    assertThatThrownBy(() -> call(pool)).isInstanceOf(NoAgreement.class);
    assertThat(pool.events(PoolEvent.Quarantined.class)).isEmpty();
  }

  @Test
  void whoDoesNotKnowTheBlockHasNoVoteAndWhoIsDownNeither() {
    Pool pool = Pool.of(Pool.agreeing(2), a, b, c);
    a.called = new ReadOutcome.UnknownBlock(Hash32.ZERO);
    assertThat(call(pool)).isEqualTo(b.called);

    b.down();
    assertThatThrownBy(() -> call(pool)).isInstanceOf(NoAgreement.class);

    c.called = a.called;
    assertThat(call(pool)).as("nobody says what is there").isEqualTo(a.called);
  }

  @Test
  void aRevertInOtherWordsIsTheSameRevert() {
    Pool pool = Pool.of(Pool.agreeing(2), a, b);
    a.called = new Reverted(DATA, "no deal");
    b.called = new Reverted(Bytes.EMPTY, "execution reverted");
    assertThat(call(pool)).isEqualTo(a.called);
  }

  @Test
  void readsThatBelongTogetherAreAgreedOnTogether() {
    Pool pool = Pool.of(Pool.agreeing(2), a, b, c);
    ReadOutcome right = b.called;
    a.called = OTHER;
    List<Bytes> datas = List.of(DATA, Bytes.EMPTY);

    assertThat(pool.chain.calls(CONTRACT, datas, Hash32.ZERO)).containsExactly(right, right);
    assertThat(pool.status(a).state()).isEqualTo(EndpointState.QUARANTINED);

    b.called = new ReadOutcome.UnknownBlock(Hash32.ZERO);
    assertThatThrownBy(() -> pool.chain.calls(CONTRACT, datas, Hash32.ZERO))
        .as("who does not know the block has no vote")
        .isInstanceOf(NoAgreement.class);
  }

  @Test
  void noEndpointAloneAdvancesFinality() {
    Pool pool = Pool.of(Pool.agreeing(2), a, b, c);
    a.safe = 100;
    a.finalized = 100;
    b.safe = 95;
    b.finalized = 85;

    Heads heads = pool.chain.heads();

    assertThat(heads.latest()).isEqualTo(a.at(100));
    assertThat(heads.safe()).contains(b.at(95));
    assertThat(heads.finalized()).contains(b.at(85));
  }

  @Test
  void withoutTagsTheHeadCountsOnlyAsFarAsEnoughEndpointsHaveIt() {
    for (ScriptedNode node : List.of(a, b, c)) {
      node.safe = -1;
      node.finalized = -1;
    }
    a.head = 200;
    b.head = 102;
    Pool pool = Pool.of(Pool.agreeing(2), a, b, c);

    Heads heads = pool.chain.heads();

    assertThat(heads.latest()).isEqualTo(a.at(102));
    assertThat(heads.safe()).isEmpty();
  }

  @Test
  void finalityStaysWhereItWasWhileTooFewAnswer() {
    Pool pool = Pool.of(Pool.agreeing(2), a, b);
    pool.chain.heads();
    b.down();
    a.head = 110;
    a.safe = 108;
    a.finalized = 107;

    Heads heads = pool.chain.heads();

    assertThat(heads.latest()).isEqualTo(a.at(110));
    assertThat(heads.safe()).contains(a.at(90));
    assertThat(heads.finalized()).contains(a.at(80));
  }

  @Test
  void whereTooFewAnswerFromTheBeginningThereAreNoHeads() {
    b.down();
    Pool pool = Pool.of(Pool.agreeing(2), a, b);
    assertThatThrownBy(() -> pool.chain.heads()).isInstanceOf(NoAgreement.class);
  }

  @Test
  void aFinalBlockThatOneAloneTellsEndsThePassAndTheLiar() {
    a.fork = "lie";
    a.forkedFrom = 50;
    Pool pool = Pool.of(Pool.agreeing(2), a, b, c);
    EvmChain session = pool.chain.session();
    session.heads();

    assertThatThrownBy(() -> session.block(60)).hasMessageContaining("proved wrong");

    assertThat(pool.status(a).state()).isEqualTo(EndpointState.QUARANTINED);
    Evidence evidence = pool.events(PoolEvent.Quarantined.class).getFirst().evidence();
    assertThat(evidence.actual()).contains(a.at(60).hash().toString());
    assertThat(evidence.expected()).contains(b.at(60).hash().toString());
    session.heads();
    assertThat(session.block(60)).contains(b.at(60));
  }

  @Test
  void anotherSafeBlockEndsThePassButProvesNothing() {
    a.fork = "sibling";
    a.forkedFrom = 85;
    Pool pool = Pool.of(Pool.agreeing(2), a, b, c);
    EvmChain session = pool.chain.session();
    session.heads();

    assertThatThrownBy(() -> session.block(86))
        .isInstanceOf(RpcUnavailable.class)
        .hasMessageContaining("not the one that the others have");
    assertThat(pool.events(PoolEvent.Quarantined.class)).isEmpty();
  }

  @Test
  void blocksAboveSafetyAreOneEndpointsOwn() {
    Pool pool = Pool.of(Pool.agreeing(2), a, b);
    a.fork = "mine";
    a.forkedFrom = 95;
    EvmChain session = pool.chain.session();
    session.heads();
    Optional<BlockRef> block = session.block(99);
    assertThat(block).contains(a.at(99));
    assertThat(b.asked("block")).as("its genesis alone").isEqualTo(1);
  }

  @Test
  void aReceiptNeedsTwoAndOneAloneDelays() {
    Pool pool = Pool.of(Pool.agreeing(2), a, b, c);
    assertThat(pool.chain.receipt(Hash32.ZERO)).isEmpty();
    c.receipt = Optional.of(receipt(1));
    assertThatThrownBy(() -> pool.chain.receipt(Hash32.ZERO)).isInstanceOf(NoAgreement.class);
    b.receipt = Optional.of(receipt(2));
    assertThatThrownBy(() -> pool.chain.receipt(Hash32.ZERO)).isInstanceOf(NoAgreement.class);
    a.receipt = b.receipt;
    assertThat(pool.chain.receipt(Hash32.ZERO)).isEqualTo(a.receipt);
    assertThat(pool.events(PoolEvent.Quarantined.class)).as("a reorg may explain it").isEmpty();
  }

  @Test
  void thatThereIsNoReceiptNeedsTwoAsWell() {
    Pool pool = Pool.of(Pool.agreeing(2), a, b, c);
    for (ScriptedNode node : List.of(b, c)) {
      node.faultOf = Map.of("receipt", new RpcUnavailable(node.url, "busy"));
    }
    assertThatThrownBy(() -> pool.chain.receipt(Hash32.ZERO))
        .as("whoever believes one that hides it signs another nonce")
        .isInstanceOf(NoAgreement.class);
  }

  @Test
  void aNonceIsOneThatEnoughReach() {
    Pool pool = Pool.of(Pool.agreeing(2), a, b);
    b.nonce = 9;
    assertThat(pool.chain.nonce(CONTRACT)).isEqualTo(3);
    assertThatThrownBy(() -> pool.chain.nonce(CONTRACT, 50)).isInstanceOf(NoAgreement.class);
    b.down();
    assertThatThrownBy(() -> pool.chain.nonce(CONTRACT)).isInstanceOf(NoAgreement.class);
  }

  @Test
  void oneLeftIsNotEnoughWhereTwoMustAgree() {
    Pool pool = Pool.of(Pool.agreeing(2), a, b, c);
    Evidence evidence = new Evidence("eth_getLogs", "5", "3 logs", "none");
    pool.chain.quarantine(b.url, evidence);
    pool.chain.quarantine(c.url, evidence);
    pool.pass(Duration.ofDays(1));
    assertThatThrownBy(() -> call(pool)).isInstanceOf(NoAgreement.class);
  }
}
