package lilypad.protocol.abi;

import java.util.List;
import java.util.function.Function;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Wei;

/**
 * Reads what {@code eth_call} returns for Lilypad's view functions. Every method throws {@link
 * MalformedAbi} if the data is not the canonical encoding; no data at all (an address without code)
 * is such a case.
 */
public final class CallReturns {

  private CallReturns() {}

  /** {@code getAgreement(string)} of storage. */
  public static Agreement agreement(Bytes data) {
    return read(data, 14, Agreement::read);
  }

  /** {@code getDeal(string)} of storage; see {@link ChainDeal#exists()}. */
  public static ChainDeal deal(Bytes data) {
    return read(data, 1, ChainDeal::read);
  }

  /** {@code getResult(string)} of storage; see {@link ChainResult#exists()}. */
  public static ChainResult result(Bytes data) {
    return read(data, 1, ChainResult::read);
  }

  /**
   * One address: {@code getMediator(string)} of the mediation contract ({@link Address#ZERO} while
   * nothing is drawn), the getters of contract addresses, {@code owner()}.
   */
  public static Address address(Bytes data) {
    return read(data, 1, AbiReader::address);
  }

  /**
   * One amount: {@code getJobCost}, {@code getResultsCollateral}, {@code balanceOf}, {@code
   * escrowBalanceOf}.
   */
  public static Wei amount(Bytes data) {
    return read(data, 1, AbiReader::wei);
  }

  /** One bool: {@code paused()} of the token. */
  public static boolean bool(Bytes data) {
    return read(data, 1, AbiReader::bool);
  }

  /** {@code showUsersInList(uint8)} of users. */
  public static List<Address> addresses(Bytes data) {
    return read(data, 1, in -> in.list(AbiReader::address));
  }

  /** {@code getUser(address)} of users. */
  public static ChainUser user(Bytes data) {
    return read(data, 1, ChainUser::read);
  }

  private static <T> T read(Bytes data, int headWords, Function<AbiReader, T> body) {
    return AbiReader.read(data.toArray(), 0, headWords, body);
  }
}
