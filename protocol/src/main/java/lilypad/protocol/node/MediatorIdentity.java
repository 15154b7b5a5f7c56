package lilypad.protocol.node;

import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.sign.SigningDomain;
import lilypad.protocol.wire.node.Challenge;

/**
 * Which mediator, on which chain, for which contracts: what everything that a node signs is bound
 * to.
 *
 * @param mediator the address that the mediator signs its verdicts with
 * @param chainId the chain's id (EIP-155)
 * @param verifyingContract what the EIP-712 domain names: the deployment's storage contract
 */
public record MediatorIdentity(Address mediator, long chainId, Address verifyingContract) {

  /**
   * @throws MalformedValue if {@code chainId} is not positive
   */
  public MediatorIdentity {
    if (chainId <= 0) {
      throw new MalformedValue("a positive chain id", Long.toString(chainId));
    }
  }

  /** The domain of everything that is signed for this mediator. */
  public SigningDomain domain() {
    return new SigningDomain(chainId, verifyingContract);
  }

  /** The mediator that a challenge names. */
  public static MediatorIdentity of(Challenge wire) {
    return new MediatorIdentity(
        Wire.address(wire.getMediator(), "mediator"),
        wire.getChainId(),
        Wire.address(wire.getVerifyingContract(), "verifying_contract"));
  }

  /** The nonce that a challenge asks to sign. */
  public static Hash32 nonceOf(Challenge wire) {
    return Wire.hash(wire.getNonce(), "nonce");
  }

  /** The channel that a challenge says it is for; the node compares it with its own. */
  public static Hash32 channelOf(Challenge wire) {
    return Wire.hash(wire.getChannel(), "channel");
  }

  /** The message that asks a node to sign {@code nonce} for this mediator on this channel. */
  public Challenge challenge(Hash32 nonce, Hash32 channel) {
    return Challenge.newBuilder()
        .setNonce(Wire.bytes(nonce))
        .setMediator(Wire.bytes(mediator))
        .setChainId(chainId)
        .setVerifyingContract(Wire.bytes(verifyingContract))
        .setChannel(Wire.bytes(channel))
        .build();
  }
}
