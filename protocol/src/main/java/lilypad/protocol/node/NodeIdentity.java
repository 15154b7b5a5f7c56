package lilypad.protocol.node;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.wire.node.Hello;

/**
 * Who a node says it is and what it can do: the wire's {@code Hello}, checked.
 *
 * @param verifier the address of the node's key
 * @param operator who runs the node, as the roster names them
 * @param runtimeDigest the runtime that the node runs jobs on
 * @param executors the names of the executors the node has
 * @param blockServer where the node serves its results' blocks, if it does
 * @param slots how many jobs the node runs at a time
 */
public record NodeIdentity(
    Address verifier,
    String operator,
    Hash32 runtimeDigest,
    List<String> executors,
    Optional<URI> blockServer,
    int slots) {

  /** The version of the protocol that {@code node.proto} describes. */
  public static final int PROTOCOL_VERSION = 1;

  private static final int MAX_OPERATOR = 200;
  private static final int MAX_EXECUTORS = 16;

  /**
   * @throws MalformedValue naming what is wrong
   */
  public NodeIdentity {
    if (operator.isBlank()
        || operator.length() > MAX_OPERATOR
        || operator.chars().anyMatch(Character::isISOControl)) {
      throw new MalformedValue(
          "an operator of 1 to " + MAX_OPERATOR + " printable characters", operator);
    }
    if (executors.size() > MAX_EXECUTORS) {
      throw new MalformedValue(
          "at most " + MAX_EXECUTORS + " executors", Integer.toString(executors.size()));
    }
    if (slots < 1) {
      throw new MalformedValue("at least one slot", Integer.toString(slots));
    }
    executors = List.copyOf(executors);
  }

  /**
   * Checks a message; its protocol version is the caller's to check.
   *
   * @throws MalformedValue naming the field that is wrong
   */
  public static NodeIdentity fromWire(Hello wire) {
    return new NodeIdentity(
        Wire.address(wire.getVerifier(), "verifier"),
        wire.getOperator(),
        Wire.hash(wire.getRuntimeDigest(), "runtime_digest"),
        wire.getExecutorsList(),
        wire.getBlockServer().isEmpty()
            ? Optional.empty()
            : Optional.of(Wire.uri(wire.getBlockServer(), "block_server")),
        wire.getSlots());
  }

  /** The message that says this, in {@link #PROTOCOL_VERSION}. */
  public Hello toWire() {
    return Hello.newBuilder()
        .setProtocolVersion(PROTOCOL_VERSION)
        .setVerifier(Wire.bytes(verifier))
        .setOperator(operator)
        .setRuntimeDigest(Wire.bytes(runtimeDigest))
        .addAllExecutors(executors)
        .setBlockServer(blockServer.map(URI::toString).orElse(""))
        .setSlots(slots)
        .build();
  }
}
