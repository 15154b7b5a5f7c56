package lilypad.mediator.contracts;

import java.math.BigInteger;
import java.util.Optional;
import lilypad.chain.rpc.CallOutcome;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.Reverted;
import lilypad.protocol.Address;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.CallReturns;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.abi.MalformedAbi;
import lilypad.protocol.deal.ContractProfile;
import lilypad.protocol.deal.VerdictRoute;
import lilypad.protocol.settle.Refusal;

/**
 * Which contracts these are, and where verdicts go: found out by asking the contracts, so that
 * addresses are all a mediator has to be told.
 *
 * <p>Asked is what a verdict on a deal that nobody knows would do. A mediation contract says that
 * no mediator was drawn; any other contract says something else. One that has the bound call says
 * the same to it, and one that lacks it reverts without a word. Nothing is sent.
 */
public record ServedContracts(ContractProfile profile, VerdictRoute route) {

  /**
   * Asks the contracts.
   *
   * @param signer who would send a verdict
   * @throws CannotGoOn if they are not what is configured, or no contracts for verdicts at all
   */
  public static ServedContracts identify(
      EvmChain chain, ContractSettings settings, Address signer) {
    Inquiry inquiry = new Inquiry(chain, settings, signer);
    ContractProfile profile = inquiry.profile();
    settings
        .profile()
        .filter(wanted -> wanted != profile)
        .ifPresent(
            wanted -> {
              throw inquiry.contradiction(wanted, profile);
            });
    settings.guard().ifPresent(guard -> inquiry.requireGuard(guard, profile));
    ServedContracts found =
        new ServedContracts(profile, profile.route(settings.mediation(), settings.guard()));
    new ContractLog().found(found);
    return found;
  }

  /** The questions, each about a deal that nobody could have prepared. */
  private static final class Inquiry {

    private final EvmChain chain;
    private final ContractSettings settings;
    private final Address signer;
    private final DealId nobodys;

    Inquiry(EvmChain chain, ContractSettings settings, Address signer) {
      this.chain = chain;
      this.settings = settings;
      this.signer = signer;
      this.nobodys = new DealId("no-deal-" + chain.heads().latest().hash());
    }

    ContractProfile profile() {
      Address mediation = settings.mediation();
      CallOutcome plain = ask(mediation, new LilypadCall.MediationAcceptResult(nobodys));
      switch (refusal(plain)) {
        case NOT_DRAWN -> {}
        case WRONG_CONTRACT ->
            throw new CannotGoOn(
                "The contract at "
                    + mediation.checksummed()
                    + " belongs to the market but takes no verdicts: "
                    + shown(plain),
                "Set "
                    + ContractSettings.MEDIATION
                    + " to the address of the mediation contract, not to that of controller,"
                    + " storage or payments");
        case DECIDED,
            CLAIM_DIFFERS,
            CHECK_DIFFERS,
            NOT_OURS,
            CHECK_CLOSED,
            NOT_WATCHMAN,
            FEE_SHORT,
            ESCROW_SHORT,
            TOKENS_SHORT,
            TOKEN_PAUSED,
            REVERTED,
            ABANDONED,
            UNKNOWN ->
            throw unlike(mediation, plain);
      }
      CallOutcome bound = ask(mediation, guarded());
      if (refusal(bound) == Refusal.NOT_DRAWN) {
        return ContractProfile.OURS;
      }
      if (bound instanceof Reverted reverted && reverted.data().size() == 0) {
        return ContractProfile.LILYPAD_V2;
      }
      throw unlike(mediation, bound);
    }

    private static CannotGoOn unlike(Address mediation, CallOutcome outcome) {
      return new CannotGoOn(
          "The contract at "
              + mediation.checksummed()
              + " does not answer as a mediation contract: a verdict on an unknown deal "
              + shown(outcome),
          "Set " + ContractSettings.MEDIATION + " to the address of the mediation contract");
    }

    CannotGoOn contradiction(ContractProfile wanted, ContractProfile found) {
      return new CannotGoOn(
          ContractSettings.PROFILE
              + " says "
              + wanted.key()
              + ", and the mediation contract at "
              + settings.mediation().checksummed()
              + " is one of "
              + found.key(),
          "Correct the addresses below lilypad.mediator.chain.contracts, or leave "
              + ContractSettings.PROFILE
              + " at auto");
    }

    void requireGuard(Address guard, ContractProfile profile) {
      if (profile == ContractProfile.OURS) {
        throw new CannotGoOn(
            "A guard is configured at "
                + guard.checksummed()
                + ", and the mediation contract binds verdicts by itself and takes them from"
                + " nobody but the mediator",
            "Leave " + ContractSettings.GUARD + " empty");
      }
      requireLink(guard, "storage", new LilypadCall.GuardedStorage(), settings.storage());
      requireLink(guard, "mediation", new LilypadCall.GuardedMediation(), settings.mediation());
      CallOutcome bound = ask(guard, guarded());
      if (!(bound instanceof Reverted reverted) || reverted.data().size() == 0) {
        throw new CannotGoOn(
            "The contract at "
                + guard.checksummed()
                + " does not guard verdicts: one on an unknown deal "
                + shown(bound),
            "Set " + ContractSettings.GUARD + " to the address of a guard, or leave it empty");
      }
    }

    private void requireLink(Address guard, String what, LilypadCall getter, Address expected) {
      Optional<Address> actual = answered(guard, getter);
      if (!actual.equals(Optional.of(expected))) {
        throw new CannotGoOn(
            "The guard at "
                + guard.checksummed()
                + " stands in front of the "
                + what
                + " contract "
                + actual.map(Address::checksummed).orElse("(it names none)")
                + ", and "
                + expected.checksummed()
                + " is configured",
            "Set " + ContractSettings.GUARD + " to a guard that was deployed for these contracts");
      }
    }

    private Optional<Address> answered(Address contract, LilypadCall getter) {
      if (!(ask(contract, getter) instanceof CallOutcome.Succeeded succeeded)) {
        return Optional.empty();
      }
      try {
        return Optional.of(CallReturns.address(succeeded.output()));
      } catch (MalformedAbi e) {
        return Optional.empty();
      }
    }

    private LilypadCall guarded() {
      return new LilypadCall.GuardedAcceptResult(nobodys, Hash32.ZERO, BigInteger.ZERO);
    }

    private CallOutcome ask(Address contract, LilypadCall call) {
      return chain.simulate(signer, contract, call.encode(), Wei.ZERO);
    }

    private static Refusal refusal(CallOutcome outcome) {
      return switch (outcome) {
        case CallOutcome.Succeeded succeeded -> Refusal.UNKNOWN;
        case Reverted reverted -> Refusal.of(reverted.data(), reverted.reason());
      };
    }

    private static String shown(CallOutcome outcome) {
      return switch (outcome) {
        case CallOutcome.Succeeded succeeded -> "succeeds";
        case Reverted reverted -> "reverts with \"" + reverted.reason() + "\"";
      };
    }
  }
}
