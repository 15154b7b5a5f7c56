package lilypad.chain.chaos;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Locale;

/**
 * A fault that a client met.
 *
 * @param number counts the faults of a proxy from 1
 * @param method of the exchange; {@code batch} for one of several methods
 * @param exchange counts the exchanges of that method from 1
 * @param kind what went wrong
 * @param detail in words
 */
public record DealtFault(long number, String method, long exchange, FaultKind kind, String detail) {

  /** One line for people. */
  public String line() {
    return String.format(
        Locale.ROOT, "%5d  %-18s %s #%d: %s", number, kind.text(), method, exchange, detail);
  }

  /** One line of JSON. */
  public String json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("number", number)
        .put("method", method)
        .put("exchange", exchange)
        .put("fault", kind.text())
        .put("lie", kind.lie())
        .put("detail", detail)
        .toString();
  }
}
