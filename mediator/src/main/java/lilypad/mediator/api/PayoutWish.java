package lilypad.mediator.api;

import java.math.BigInteger;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import lilypad.protocol.Address;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.Wei;

/**
 * What is asked of a payout, out of a query such as {@code minimum=1000&node=0x...}.
 *
 * @param verifiers whose; all if it is empty
 * @param least in the token's smallest unit
 */
record PayoutWish(Set<Address> verifiers, Wei least) {

  PayoutWish {
    verifiers = Set.copyOf(verifiers);
  }

  /**
   * Reads a query.
   *
   * @throws MalformedValue if it says something else than this
   */
  static PayoutWish of(URI asked) {
    Set<Address> verifiers = new HashSet<>();
    Wei least = Wei.ZERO;
    String query = asked.getRawQuery() == null ? "" : asked.getRawQuery();
    for (String part : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      int equals = part.indexOf('=');
      String value = part.substring(equals + 1);
      switch (part.substring(0, Math.max(0, equals))) {
        case "node" -> verifiers.add(Address.fromHex(value));
        case "minimum" -> least = amount(value);
        default -> throw new MalformedValue("node=ADDRESS and minimum=AMOUNT", part);
      }
    }
    return new PayoutWish(verifiers, least);
  }

  private static Wei amount(String text) {
    try {
      return new Wei(new BigInteger(text));
    } catch (NumberFormatException e) {
      throw new MalformedValue("whole smallest units of the token", text, e);
    }
  }
}
