package lilypad.protocol.abi;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import lilypad.protocol.Hash32;

/** The events of Lilypad's contracts by signature, each with its layout. */
@SuppressWarnings("ImmutableEnumChecker") // values and pure functions, without annotations
public enum EventSignature {
  DEAL_STATE_CHANGE(
      "DealStateChange(string,uint8)",
      1,
      2,
      (topics, in) ->
          new LilypadEvent.DealStateChange(in.dealId(), in.enumeration(AgreementState.values()))),
  MEDIATION_REQUESTED(
      "MediationRequested(string,address)",
      1,
      2,
      (topics, in) -> new LilypadEvent.MediationRequested(in.dealId(), in.address())),
  PAYMENT(
      "Payment(string,address,uint256,uint8,uint8)",
      1,
      5,
      (topics, in) ->
          new LilypadEvent.Payment(
              in.dealId(),
              in.address(),
              in.wei(),
              in.enumeration(PaymentReason.values()),
              in.enumeration(PaymentDirection.values()))),
  JOB_ADDED(
      "JobAdded(uint256,address,address,string,string[])",
      1,
      5,
      (topics, in) ->
          new LilypadEvent.JobAdded(
              in.uint256(), in.address(), in.address(), in.string(), in.list(AbiReader::string))),
  VALID_POW_SUBMITTED(
      "ValidPOWSubmitted(address,string,uint256,uint256,uint256,bytes32,uint256)",
      2,
      6,
      (topics, in) ->
          new LilypadEvent.ValidPowSubmitted(
              topics.address(),
              in.string(),
              in.uint256(),
              in.uint256(),
              in.uint256(),
              in.bytes32(),
              in.uint256())),
  GENERATE_CHALLENGE(
      "GenerateChallenge(bytes32,uint256)",
      1,
      2,
      (topics, in) -> new LilypadEvent.GenerateChallenge(in.bytes32(), in.uint256())),
  NEW_POW_ROUND("NewPowRound()", 1, 0, (topics, in) -> new LilypadEvent.NewPowRound()),
  TRANSFER(
      "Transfer(address,address,uint256)",
      3,
      1,
      (topics, in) -> new LilypadEvent.Transfer(topics.address(), topics.address(), in.wei())),
  APPROVAL(
      "Approval(address,address,uint256)",
      3,
      1,
      (topics, in) -> new LilypadEvent.Approval(topics.address(), topics.address(), in.wei())),
  PAUSED("Paused(address)", 1, 1, (topics, in) -> new LilypadEvent.Paused(in.address())),
  UNPAUSED("Unpaused(address)", 1, 1, (topics, in) -> new LilypadEvent.Unpaused(in.address())),
  OWNERSHIP_TRANSFERRED(
      "OwnershipTransferred(address,address)",
      3,
      0,
      (topics, in) -> new LilypadEvent.OwnershipTransferred(topics.address(), topics.address())),
  INITIALIZED(
      "Initialized(uint8)",
      1,
      1,
      (topics, in) -> new LilypadEvent.Initialized(in.uint(8, "a version"))),
  JOB_CREATED(
      "JobCreated(uint256,string)",
      1,
      2,
      (topics, in) -> new LilypadEvent.JobCreated(in.uint256(), in.string())),
  JOB_COMPLETED(
      "JobCompleted(uint256,string,string)",
      1,
      3,
      (topics, in) -> new LilypadEvent.JobCompleted(in.uint256(), in.string(), in.string())),
  WATCHMAN_APPOINTED(
      "WatchmanAppointed(string,address,address)",
      1,
      3,
      (topics, in) -> new LilypadEvent.WatchmanAppointed(in.dealId(), in.address(), in.address()));

  private static final Map<Hash32, EventSignature> BY_TOPIC =
      Arrays.stream(values()).collect(Collectors.toMap(EventSignature::topic, Function.identity()));

  private final String text;
  private final Hash32 topic;
  private final int topics;
  private final int headWords;
  private final BiFunction<AbiReader, AbiReader, LilypadEvent> layout;

  EventSignature(
      String text,
      int topics,
      int headWords,
      BiFunction<AbiReader, AbiReader, LilypadEvent> layout) {
    this.text = text;
    this.topic = Selector.topic(text);
    this.topics = topics;
    this.headWords = headWords;
    this.layout = layout;
  }

  /** The signature whose hash is {@code topic}, if it is one of these. */
  public static Optional<EventSignature> of(Hash32 topic) {
    return Optional.ofNullable(BY_TOPIC.get(topic));
  }

  /** The signature of an event. */
  public static EventSignature of(LilypadEvent event) {
    return switch (event) {
      case LilypadEvent.DealStateChange e -> DEAL_STATE_CHANGE;
      case LilypadEvent.MediationRequested e -> MEDIATION_REQUESTED;
      case LilypadEvent.Payment e -> PAYMENT;
      case LilypadEvent.JobAdded e -> JOB_ADDED;
      case LilypadEvent.ValidPowSubmitted e -> VALID_POW_SUBMITTED;
      case LilypadEvent.GenerateChallenge e -> GENERATE_CHALLENGE;
      case LilypadEvent.NewPowRound e -> NEW_POW_ROUND;
      case LilypadEvent.Transfer e -> TRANSFER;
      case LilypadEvent.Approval e -> APPROVAL;
      case LilypadEvent.Paused e -> PAUSED;
      case LilypadEvent.Unpaused e -> UNPAUSED;
      case LilypadEvent.OwnershipTransferred e -> OWNERSHIP_TRANSFERRED;
      case LilypadEvent.Initialized e -> INITIALIZED;
      case LilypadEvent.JobCreated e -> JOB_CREATED;
      case LilypadEvent.JobCompleted e -> JOB_COMPLETED;
      case LilypadEvent.WatchmanAppointed e -> WATCHMAN_APPOINTED;
    };
  }

  /** As Solidity writes it, without names. */
  public String text() {
    return text;
  }

  /** Topic 0 of its logs. */
  public Hash32 topic() {
    return topic;
  }

  /** How many topics its logs have, topic 0 included. */
  public int topics() {
    return topics;
  }

  LilypadEvent decode(byte[] indexed, byte[] data) {
    return AbiReader.read(
        indexed,
        0,
        topics - 1,
        fromTopics ->
            AbiReader.read(data, 0, headWords, fromData -> layout.apply(fromTopics, fromData)));
  }
}
