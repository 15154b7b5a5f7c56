package lilypad.chain.rpc;

/**
 * A question to a node that got no usable answer. What the chain itself says (a revert, an unknown
 * block, a transaction not mined yet) is never a fault but a value.
 */
public abstract sealed class RpcFault extends RuntimeException
    permits RpcUnavailable, RpcRefused, RpcMalformed, RpcDisproved, WrongChain, NoAgreement {

  RpcFault(String message) {
    super(message);
  }

  RpcFault(String message, Throwable cause) {
    super(message, cause);
  }
}
