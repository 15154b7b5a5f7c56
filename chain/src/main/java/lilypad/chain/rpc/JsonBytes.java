package lilypad.chain.rpc;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over JSON in UTF-8 (RFC 8259) that hands out texts as places in the bytes. It reads the
 * frame and plain texts by itself, which is all that a log consists of; numbers, literals, escapes
 * and whatever is skipped whole go through Jackson's streaming parser, so that the rules are its
 * rules.
 */
final class JsonBytes {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SHOWN = 400;

  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long EACH = 0x0101_0101_0101_0101L;
  private static final long HIGH = EACH << 7;

  private final byte[] body;
  private int at;
  private byte[] source;
  private int from;
  private int to;
  private boolean isText;

  JsonBytes(byte[] body) {
    this.body = body;
    this.source = body;
  }

  /** The first byte of the next token; 0 at the end. */
  byte peek() {
    while (at < body.length) {
      byte next = body[at];
      if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
        return next;
      }
      at++;
    }
    return 0;
  }

  /** Goes into an object or array; false if it is empty, and then past it. */
  boolean enter(char close) {
    peek();
    at++;
    if (peek() == close) {
      at++;
      return false;
    }
    return true;
  }

  /** Goes to the next member or element; false if there is none, and then past the end. */
  boolean another(char close) {
    byte next = peek();
    at++;
    if (next == ',') {
      return true;
    }
    if (next == close) {
      return false;
    }
    throw malformed(at - 1, null);
  }

  /** Reads a member's name, up to its value. */
  void name() {
    if (peek() != '"') {
      throw malformed(at, null);
    }
    text();
    if (peek() != ':') {
      throw malformed(at, null);
    }
    at++;
  }

  /** Whether the text read last is this one. */
  boolean is(byte[] text) {
    return isText
        && to - from == text.length
        && Arrays.equals(source, from, to, text, 0, to - from);
  }

  /** Reads a text; any other value becomes one that is no text, see {@link #isPrefixed}. */
  void text() {
    if (peek() != '"') {
      int start = at;
      skip();
      known(body, start, at, false);
      return;
    }
    int i = plainUntil(at + 1);
    if (i < body.length && body[i] == '"') {
      known(body, at + 1, i, true);
      at = i + 1;
    } else {
      // An escape, a character outside ASCII, or a fault.
      byte[] unescaped = parsed(JsonParser::getText).getBytes(StandardCharsets.UTF_8);
      known(unescaped, 0, unescaped.length, true);
    }
  }

  /** Where, from {@code i} on, a text ends or something in it asks for a closer look. */
  private int plainUntil(int i) {
    while (i + Long.BYTES <= body.length) {
      long odd = odd((long) EIGHT.get(body, i));
      if (odd != 0) {
        return i + Long.numberOfTrailingZeros(odd) / Byte.SIZE;
      }
      i += Long.BYTES;
    }
    while (i < body.length && body[i] >= ' ' && body[i] != '"' && body[i] != '\\') {
      i++;
    }
    return i;
  }

  /**
   * Of eight bytes, the first in the lowest place: none if all are plain; else the lowest bit that
   * is set belongs to the first that is not.
   */
  private static long odd(long eight) {
    long control = (eight - (EACH * ' ')) & ~eight;
    return (eight | control | zeros(eight ^ (EACH * '"')) | zeros(eight ^ (EACH * '\\'))) & HIGH;
  }

  /** Has the high bit of the lowest byte set that is zero, and of none below it. */
  private static long zeros(long eight) {
    return (eight - EACH) & ~eight;
  }

  /**
   * Reads what is a text of that length unless something within it ends it before or is escaped:
   * whoever finds something odd in it must go {@link #back}.
   */
  boolean guess(int length) {
    boolean opened = peek() == '"';
    int end = at + 1 + length;
    if (!opened || end >= body.length || body[end] != '"') {
      return false;
    }
    known(body, at + 1, end, true);
    at = end + 1;
    return true;
  }

  /** Stands before the guessed text again. */
  void back() {
    at = from - 1;
  }

  private void known(byte[] source, int from, int to, boolean isText) {
    this.source = source;
    this.from = from;
    this.to = to;
    this.isText = isText;
  }

  /** Where the text read last is. */
  byte[] source() {
    return source;
  }

  /** The text's first byte in {@link #source}. */
  int from() {
    return from;
  }

  /** The byte behind the text in {@link #source}. */
  int to() {
    return to;
  }

  /** Whether a text was read and starts with 0x. */
  boolean isPrefixed() {
    return isText && to - from >= 2 && source[from] == '0' && source[from + 1] == 'x';
  }

  /** What {@link #text} found, for a message. */
  String shownText() {
    return shown(source, from, to);
  }

  /** Passes over a literal (null, true, false) if that comes next. */
  boolean isNext(String literal) {
    peek();
    int end = at + literal.length();
    if (end > body.length || (end < body.length && !endsScalar(body[end]))) {
      return false;
    }
    for (int i = at; i < end; i++) {
      if (body[i] != literal.charAt(i - at)) {
        return false;
      }
    }
    at = end;
    return true;
  }

  /** Where a value ends that is neither a text nor in brackets. */
  private int scalarEnd() {
    int end = at;
    while (end < body.length && !endsScalar(body[end])) {
      end++;
    }
    return end;
  }

  private static boolean endsScalar(byte next) {
    return next == ',' || next == '}' || next == ']' || (next <= ' ' && next >= 0);
  }

  /** Reads a value whole. */
  JsonNode tree() {
    return parsed(JsonParser::readValueAsTree);
  }

  /** Passes over a value. */
  void skip() {
    if (peek() == '"') {
      text();
    } else {
      parsed(JsonParser::skipChildren);
    }
  }

  private interface Read<T> {
    T from(JsonParser parser) throws IOException;
  }

  /** Reads the next value with Jackson and goes past it. */
  private <T> T parsed(Read<T> read) {
    byte first = peek();
    int start = at;
    boolean isScalar = first != '{' && first != '[' && first != '"';
    int length = (isScalar ? scalarEnd() : body.length) - start;
    try (JsonParser parser = JSON.createParser(body, start, length)) {
      if (parser.nextToken() == null) {
        throw malformed(start, null);
      }
      T value = read.from(parser);
      parser.finishToken();
      at = isScalar ? start + length : start + (int) parser.currentLocation().getByteOffset();
      return value;
    } catch (IOException e) {
      throw malformed(start, e);
    }
  }

  private RpcMalformed malformed(int where, @Nullable IOException cause) {
    String expected = "a JSON answer, also from byte " + where;
    String actual = shown(body, Math.min(where, body.length), body.length);
    return cause == null
        ? new RpcMalformed(expected, actual)
        : new RpcMalformed(expected, actual, cause);
  }

  /** What comes next, for a message. */
  String found() {
    return shown(body, at, body.length);
  }

  /** The body's beginning, for a message. */
  @Override
  public String toString() {
    return shown(body, 0, body.length);
  }

  private static String shown(byte[] source, int from, int to) {
    return new String(source, from, Math.min(to - from, SHOWN), StandardCharsets.UTF_8);
  }
}
