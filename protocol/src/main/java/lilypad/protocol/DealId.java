package lilypad.protocol;

import java.nio.charset.StandardCharsets;

/**
 * The id of a deal as the chain tells it. Lilypad makes it a CIDv0, but the contracts take any text
 * (defect D21), so it is hostile input: never put it into a path, a query or a line of output as it
 * is; use {@link DealKey} to name things and {@link #shown} to show it.
 */
public record DealId(String text) implements Comparable<DealId> {

  private static final int SHOWN = 64;

  /** Keccak-256 over the UTF-8 bytes, as Solidity's {@code keccak256(bytes(dealId))}. */
  public Hash32 hash() {
    return Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Fit for a log or a terminal: at most 64 characters, anything but letters, digits, {@code -_.}
   * replaced by {@code ?}.
   */
  public String shown() {
    String cut = text.length() <= SHOWN ? text : text.substring(0, SHOWN);
    return cut.replaceAll("[^A-Za-z0-9._-]", "?");
  }

  @Override
  public int compareTo(DealId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return shown();
  }
}
