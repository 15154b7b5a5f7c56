package lilypad.protocol.abi;

import java.util.ArrayList;
import java.util.List;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;

/**
 * An event as a contract would emit it: the inverse of {@link LogDecoder}.
 *
 * @param topics topic 0 and the indexed parts
 * @param data the rest, ABI-encoded
 */
public record EncodedEvent(List<Hash32> topics, Bytes data) {

  public EncodedEvent {
    topics = List.copyOf(topics);
  }

  /** Encodes {@code event}. */
  public static EncodedEvent of(LilypadEvent event) {
    return switch (event) {
      case LilypadEvent.DealStateChange e ->
          plain(e, AbiPart.dealId(e.dealId()), AbiPart.enumeration(e.state()));
      case LilypadEvent.MediationRequested e ->
          plain(e, AbiPart.dealId(e.dealId()), AbiPart.address(e.mediator()));
      case LilypadEvent.Payment e ->
          plain(
              e,
              AbiPart.dealId(e.dealId()),
              AbiPart.address(e.payee()),
              AbiPart.wei(e.amount()),
              AbiPart.enumeration(e.reason()),
              AbiPart.enumeration(e.direction()));
      case LilypadEvent.JobAdded e ->
          plain(
              e,
              AbiPart.uint(e.id()),
              AbiPart.address(e.callingContract()),
              AbiPart.address(e.payee()),
              AbiPart.string(e.module()),
              AbiPart.list(e.inputs(), AbiPart::string));
      case LilypadEvent.ValidPowSubmitted e ->
          indexed(
              e,
              List.of(e.wallet()),
              AbiPart.string(e.nodeId()),
              AbiPart.uint(e.nonce()),
              AbiPart.uint(e.startedAt()),
              AbiPart.uint(e.completedAt()),
              AbiPart.bytes32(e.challenge()),
              AbiPart.uint(e.difficulty()));
      case LilypadEvent.GenerateChallenge e ->
          plain(e, AbiPart.bytes32(e.challenge()), AbiPart.uint(e.difficulty()));
      case LilypadEvent.NewPowRound e -> plain(e);
      case LilypadEvent.Transfer e -> indexed(e, List.of(e.from(), e.to()), AbiPart.wei(e.value()));
      case LilypadEvent.Approval e ->
          indexed(e, List.of(e.owner(), e.spender()), AbiPart.wei(e.value()));
      case LilypadEvent.Paused e -> plain(e, AbiPart.address(e.account()));
      case LilypadEvent.Unpaused e -> plain(e, AbiPart.address(e.account()));
      case LilypadEvent.OwnershipTransferred e ->
          indexed(e, List.of(e.previousOwner(), e.newOwner()));
      case LilypadEvent.Initialized e -> plain(e, AbiPart.uint(e.version()));
      case LilypadEvent.JobCreated e -> plain(e, AbiPart.uint(e.id()), AbiPart.string(e.message()));
      case LilypadEvent.JobCompleted e ->
          plain(e, AbiPart.uint(e.id()), AbiPart.string(e.dealId()), AbiPart.string(e.dataId()));
      case LilypadEvent.WatchmanAppointed e ->
          plain(
              e,
              AbiPart.dealId(e.dealId()),
              AbiPart.address(e.watchman()),
              AbiPart.address(e.controller()));
    };
  }

  private static EncodedEvent plain(LilypadEvent event, AbiPart... parts) {
    return indexed(event, List.of(), parts);
  }

  private static EncodedEvent indexed(LilypadEvent event, List<Address> indexed, AbiPart... parts) {
    List<Hash32> topics = new ArrayList<>();
    topics.add(EventSignature.of(event).topic());
    for (Address address : indexed) {
      topics.add(new Hash32(AbiPart.address(address).toBytes()));
    }
    return new EncodedEvent(topics, AbiPart.tuple(parts).toBytes());
  }
}
