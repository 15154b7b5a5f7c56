package lilypad.protocol.story;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.rules.Odds;
import lilypad.protocol.rules.Probability;

/** Values as people read them. Text of strangers comes out fit for a terminal and a log. */
public final class Plain {

  private static final int TOKEN_DECIMALS = 18;
  private static final int SHOWN_DIGITS = 10;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Plain() {}

  /**
   * One line of at most {@code most} characters, followed by three dots if there was more. Whatever
   * a terminal might act on or a reader not see (controls, escapes, direction marks, combining
   * marks, line ends, characters that stand for nothing) becomes {@code ?}.
   */
  public static String text(String strange, int most) {
    StringBuilder out = new StringBuilder();
    int taken = 0;
    for (int i = 0; i < strange.length(); taken++) {
      if (taken == most) {
        return out.append("...").toString();
      }
      int point = strange.codePointAt(i);
      out.appendCodePoint(isPlain(point) ? point : '?');
      i += Character.charCount(point);
    }
    return out.toString();
  }

  private static boolean isPlain(int point) {
    return point == ' '
        || switch (Character.getType(point)) {
          case Character.UPPERCASE_LETTER,
              Character.LOWERCASE_LETTER,
              Character.TITLECASE_LETTER,
              Character.MODIFIER_LETTER,
              Character.OTHER_LETTER,
              Character.DECIMAL_DIGIT_NUMBER,
              Character.LETTER_NUMBER,
              Character.OTHER_NUMBER,
              Character.CONNECTOR_PUNCTUATION,
              Character.DASH_PUNCTUATION,
              Character.START_PUNCTUATION,
              Character.END_PUNCTUATION,
              Character.INITIAL_QUOTE_PUNCTUATION,
              Character.FINAL_QUOTE_PUNCTUATION,
              Character.OTHER_PUNCTUATION,
              Character.MATH_SYMBOL,
              Character.CURRENCY_SYMBOL,
              Character.MODIFIER_SYMBOL,
              Character.OTHER_SYMBOL ->
              true;
          default -> false;
        };
  }

  /** A moment in UTC to the second. */
  public static String time(long epochSeconds) {
    return epochSeconds < 0 || epochSeconds > Instant.MAX.getEpochSecond() / 100_000
        ? "second " + epochSeconds
        : TIME.format(Instant.ofEpochSecond(epochSeconds));
  }

  /** An amount of the token's smallest unit in whole tokens, exactly. */
  public static String tokens(BigInteger smallest) {
    BigDecimal tokens = new BigDecimal(smallest, TOKEN_DECIMALS).stripTrailingZeros();
    return tokens.toPlainString() + (tokens.compareTo(BigDecimal.ONE) == 0 ? " token" : " tokens");
  }

  /** Enough of an address to tell it from the others of a deal. */
  public static String address(Address address) {
    return address.checksummed().substring(0, SHOWN_DIGITS) + "..";
  }

  /** Enough of a hash to tell it from others. */
  public static String hash(Hash32 hash) {
    return hash.toString().substring(0, SHOWN_DIGITS) + "..";
  }

  /** Thousandths as a decimal fraction. */
  public static String fraction(int thousandths) {
    return BigDecimal.valueOf(thousandths, 3).toPlainString();
  }

  /**
   * A probability to three places, rounded down: what is short of a limit does not look like it.
   */
  public static String fraction(Probability probability) {
    return BigDecimal.valueOf(probability.billionths(), 9)
        .setScale(3, RoundingMode.FLOOR)
        .toPlainString();
  }

  /** Odds to four places, rounded down. */
  public static String odds(Odds odds) {
    return BigDecimal.valueOf(odds.parts())
        .divide(BigDecimal.valueOf(Odds.NONE.parts()), 4, RoundingMode.FLOOR)
        .toPlainString();
  }

  /** Millionths of an observation as a number, exactly: evidence ages. */
  public static String observations(long millionths) {
    return new BigDecimal(BigInteger.valueOf(millionths), 6).stripTrailingZeros().toPlainString();
  }
}
