package lilypad.protocol.abi;

/** An enum whose constants stand in the order of a Solidity enum. */
public interface ChainIndexed {

  /** The number that stands for the constant on chain, from 0. */
  int index();
}
