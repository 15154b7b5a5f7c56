package lilypad.mediator.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Optional;
import lilypad.chain.recorded.CannedRpc;
import lilypad.chain.recorded.RecordedChain;
import lilypad.chain.rpc.CallOutcome;
import lilypad.chain.rpc.JsonRpcChain;
import lilypad.chain.rpc.Reverted;
import lilypad.chain.rpc.RpcSettings;
import lilypad.mediator.ScriptedChain;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.RecordedTrace;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.abi.Selector;
import lilypad.protocol.deal.ContractProfile;
import lilypad.protocol.deal.VerdictRoute;
import org.junit.jupiter.api.Test;

class ServedContractsTest {

  private static final Address TOKEN = Address.fromHex("01".repeat(20));
  private static final Address PAYMENTS = Address.fromHex("02".repeat(20));
  private static final Address STORAGE = Address.fromHex("03".repeat(20));
  private static final Address MEDIATION = Address.fromHex("04".repeat(20));
  private static final Address GUARD = Address.fromHex("05".repeat(20));
  private static final Address SIGNER = Address.fromHex("06".repeat(20));

  private static final LilypadCall PLAIN = new LilypadCall.MediationAcceptResult(new DealId(""));
  private static final LilypadCall BOUND =
      new LilypadCall.GuardedAcceptResult(new DealId(""), Hash32.ZERO, BigInteger.ZERO);

  private static final Reverted NOBODY_DRAWN =
      new Reverted(Bytes.EMPTY, "execution reverted: mediator cannot be 0x0");
  private static final Reverted NO_SUCH_FUNCTION = new Reverted(Bytes.EMPTY, "execution reverted");
  private static final Reverted CLAIM_DIFFERS =
      new Reverted(
          Bytes.fromHex(Selector.of("ClaimDiffers(bytes32,bytes32)").digits() + "00".repeat(64)),
          "error");

  private final ScriptedChain chain = new ScriptedChain();

  private static ContractSettings settings(
      Optional<Address> guard, Optional<ContractProfile> profile) {
    return new ContractSettings(TOKEN, PAYMENTS, STORAGE, MEDIATION, guard, profile);
  }

  private static CallOutcome address(Address address) {
    return new CallOutcome.Succeeded(Bytes.fromHex("00".repeat(12) + address.bytes().digits()));
  }

  private ServedContracts identify(Optional<Address> guard, Optional<ContractProfile> profile) {
    return ServedContracts.identify(chain, settings(guard, profile), SIGNER);
  }

  private void ours() {
    chain.answering(MEDIATION, PLAIN, NOBODY_DRAWN);
    chain.answering(MEDIATION, BOUND, NOBODY_DRAWN);
  }

  private void lilypads() {
    chain.answering(MEDIATION, PLAIN, NOBODY_DRAWN);
    chain.answering(MEDIATION, BOUND, NO_SUCH_FUNCTION);
  }

  private void guard(Address storage, Address mediation) {
    chain.answering(GUARD, new LilypadCall.GuardedStorage(), address(storage));
    chain.answering(GUARD, new LilypadCall.GuardedMediation(), address(mediation));
    chain.answering(GUARD, BOUND, CLAIM_DIFFERS);
  }

  @Test
  void contractsThatKnowTheBoundVerdictAreOurs() {
    ours();
    assertThat(identify(Optional.empty(), Optional.empty()))
        .isEqualTo(new ServedContracts(ContractProfile.OURS, new VerdictRoute(MEDIATION, true)));
  }

  @Test
  void contractsThatLackItAreLilypads() {
    lilypads();
    assertThat(identify(Optional.empty(), Optional.empty()))
        .isEqualTo(
            new ServedContracts(ContractProfile.LILYPAD_V2, new VerdictRoute(MEDIATION, false)));
  }

  @Test
  void aGuardInFrontOfLilypadsTakesTheVerdicts() {
    lilypads();
    guard(STORAGE, MEDIATION);
    assertThat(identify(Optional.of(GUARD), Optional.empty()))
        .isEqualTo(new ServedContracts(ContractProfile.LILYPAD_V2, new VerdictRoute(GUARD, true)));
  }

  @Test
  void aGuardOfOtherContractsIsRefusedWithBothAddresses() {
    lilypads();
    guard(TOKEN, MEDIATION);
    assertThatThrownBy(() -> identify(Optional.of(GUARD), Optional.empty()))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining("storage")
        .hasMessageContaining(TOKEN.checksummed())
        .hasMessageContaining(STORAGE.checksummed());
    guard(STORAGE, TOKEN);
    assertThatThrownBy(() -> identify(Optional.of(GUARD), Optional.empty()))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining("mediation");
  }

  @Test
  void aContractThatGuardsNothingIsRefused() {
    lilypads();
    guard(STORAGE, MEDIATION);
    chain.answering(GUARD, BOUND, NO_SUCH_FUNCTION);
    assertThatThrownBy(() -> identify(Optional.of(GUARD), Optional.empty()))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining("does not guard verdicts");
    chain.answering(GUARD, new LilypadCall.GuardedStorage(), NO_SUCH_FUNCTION);
    assertThatThrownBy(() -> identify(Optional.of(GUARD), Optional.empty()))
        .hasMessageContaining("it names none");
  }

  @Test
  void aGuardInFrontOfContractsThatBindByThemselvesIsRefused() {
    ours();
    guard(STORAGE, MEDIATION);
    assertThatThrownBy(() -> identify(Optional.of(GUARD), Optional.empty()))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining(GUARD.checksummed());
  }

  @Test
  void aProfileThatTheContractsContradictIsRefused() {
    lilypads();
    assertThatThrownBy(() -> identify(Optional.empty(), Optional.of(ContractProfile.OURS)))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining("lilypad.mediator.chain.profile says ours")
        .hasMessageContaining("lilypad-v2");
    ours();
    assertThatThrownBy(() -> identify(Optional.empty(), Optional.of(ContractProfile.LILYPAD_V2)))
        .hasMessageContaining("says lilypad-v2");
    assertThat(identify(Optional.empty(), Optional.of(ContractProfile.OURS)).profile())
        .isEqualTo(ContractProfile.OURS);
  }

  @Test
  void aContractThatTakesNoVerdictsIsRefused() {
    chain.answering(MEDIATION, PLAIN, new CallOutcome.Succeeded(Bytes.EMPTY));
    assertThatThrownBy(() -> identify(Optional.empty(), Optional.empty()))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining("does not answer as a mediation contract");
    chain.answering(MEDIATION, PLAIN, NOBODY_DRAWN);
    chain.answering(MEDIATION, BOUND, new Reverted(Bytes.fromHex("deadbeef"), "strange"));
    assertThatThrownBy(() -> identify(Optional.empty(), Optional.empty()))
        .hasMessageContaining("strange");
  }

  @Test
  void lilypadsRecordedContractsAreRecognised() throws IOException {
    try (CannedRpc server = CannedRpc.serving(new RecordedChain());
        JsonRpcChain recorded = JsonRpcChain.connect(RpcSettings.of(server.url()))) {
      assertThat(ServedContracts.identify(recorded, recorded("mediation"), SIGNER).profile())
          .isEqualTo(ContractProfile.LILYPAD_V2);
      for (String wrong : new String[] {"token", "users"}) {
        assertThatThrownBy(() -> ServedContracts.identify(recorded, recorded(wrong), SIGNER))
            .as(wrong)
            .isInstanceOf(CannotGoOn.class)
            .hasMessageContaining("does not answer as a mediation contract");
      }
    }
  }

  @Test
  void theControllersAddressInPlaceOfTheMediationsIsRefused() {
    for (String words :
        new String[] {
          "Only mediation", "ControllerOwnable: Only the controller can call this method"
        }) {
      chain.answering(MEDIATION, PLAIN, new Reverted(Bytes.EMPTY, words));
      assertThatThrownBy(() -> identify(Optional.empty(), Optional.empty()))
          .isInstanceOf(CannotGoOn.class)
          .hasMessageContaining("takes no verdicts")
          .hasMessageContaining(words);
    }
  }

  private static ContractSettings recorded(String mediation) {
    return new ContractSettings(
        contract("token"),
        contract("payments"),
        contract("storage"),
        contract(mediation),
        Optional.empty(),
        Optional.empty());
  }

  private static Address contract(String name) {
    return Address.fromHex(RecordedTrace.get("addresses").required(name).asText());
  }

  private static ContractSettings read(String more) {
    return ContractSettings.read(
        ConfigFactory.parseString(more)
            .withFallback(
                ConfigFactory.parseString(
                    "contracts { token = \"%s\", payments = \"%s\", storage = \"%s\", mediation = \"%s\" }"
                        .formatted(TOKEN, PAYMENTS, STORAGE, MEDIATION)))
            .withFallback(
                ConfigFactory.parseResources("reference.conf")
                    .resolve()
                    .getConfig("lilypad.mediator.chain")));
  }

  @Test
  void addressesAreAllThatHasToBeConfigured() {
    assertThat(read("")).isEqualTo(settings(Optional.empty(), Optional.empty()));
    assertThat(read("").watched()).containsExactlyInAnyOrder(TOKEN, PAYMENTS, STORAGE, MEDIATION);
    ContractSettings guarded = read("profile = Lilypad-V2, contracts.guard = \"" + GUARD + "\"");
    assertThat(guarded)
        .isEqualTo(settings(Optional.of(GUARD), Optional.of(ContractProfile.LILYPAD_V2)));
    assertThat(guarded.byKey())
        .containsEntry("lilypad.mediator.chain.contracts.guard", GUARD)
        .hasSize(5);
    assertThat(guarded.watched()).doesNotContain(GUARD);
  }

  @Test
  void whatIsMissingOrMisspeltIsNamed() {
    assertThatThrownBy(() -> read("contracts.storage = \"\""))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("lilypad.mediator.chain.contracts.storage");
    assertThatThrownBy(() -> read("profile = theirs"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("expected auto, ours or lilypad-v2, got theirs");
    assertThatThrownBy(() -> read("contracts.guard = 0x12"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("lilypad.mediator.chain.contracts.guard");
  }
}
