package lilypad.deploy.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lilypad.deploy.devnet.Devnet;
import lilypad.deploy.devnet.MediatorSite;
import lilypad.market.PlayedDeal;
import lilypad.protocol.Address;
import lilypad.protocol.abi.AgreementState;

/**
 * Two services with signers of their own on one market: whoever the chain draws judges, the other
 * keeps quiet. Deals are played until each was drawn.
 */
record TwoMediators() implements Scenario {

  /** Sixteen draws that all fall on one of two: one in 32768. */
  private static final int MOST_DEALS = 16;

  @Override
  public Optional<String> expectedVerdict() {
    return Optional.of("ACCEPT");
  }

  @Override
  public void play(Dispute dispute) throws InterruptedException {
    Devnet devnet = dispute.devnet();
    List<Address> both = devnet.sites().stream().map(site -> site.signer().address()).toList();
    Set<MediatorSite> drawn = new HashSet<>();
    for (int deals = 0; deals < MOST_DEALS && drawn.size() < both.size(); deals++) {
      PlayedDeal deal = dispute.play(dispute.script().among(both));
      List<Long> nonces = devnet.sites().stream().map(dispute.chain()::nonce).toList();
      dispute.check();
      Address judge = dispute.chain().drawn(deal.id()).orElse(Address.ZERO);
      int index = both.indexOf(judge);
      MediatorSite site = devnet.sites().get(index);
      dispute.tell(site.name() + " was drawn");
      dispute.lookAt(site);
      drawn.add(site);
      dispute.awaitEnding(AgreementState.MEDIATION_ACCEPTED);
      dispute.awaitVerdictOnRecord();
      dispute.expectVerdict();
      dispute.expectNonce(nonces.get(index) + 1);
      dispute.expectMoney(Scenario.accepted(devnet.settings()));
      expectQuiet(dispute, devnet.sites().get(1 - index), deal, nonces.get(1 - index));
    }
    dispute.expect().equal("the mediators that were drawn", both.size(), drawn.size());
  }

  private static void expectQuiet(
      Dispute dispute, MediatorSite other, PlayedDeal deal, long nonce) {
    JsonNode record =
        dispute
            .waiting()
            .forValue(
                "the deal's end in the record of " + other.name(),
                () ->
                    other
                        .api()
                        .deal(deal.id())
                        .filter(r -> r.path("chainState").asText().equals("MEDIATION_ACCEPTED")));
    dispute
        .expect()
        .equal("the mediations of " + other.name(), 0, record.path("mediations").asInt());
    dispute
        .expect()
        .equal("the transactions of " + other.name(), nonce, dispute.chain().nonce(other));
  }
}
