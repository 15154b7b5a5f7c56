package lilypad.persistence.audit;

import java.nio.ByteBuffer;
import java.util.Arrays;
import lilypad.protocol.Hash32;

/**
 * A set of hashes of which only the first bytes are kept, without an object for each: a check of
 * millions of events must not need more memory for each of them.
 */
final class PrintSet {

  private static final int FIRST = 1 << 10;

  private final int words;
  private long[] table;
  private int size;

  /**
   * An empty one.
   *
   * @param words eight bytes each that are kept of a hash, 1 to 4
   */
  PrintSet(int words) {
    this.words = words;
    this.table = new long[FIRST * words];
  }

  /** Adds a hash. */
  void add(Hash32 hash) {
    if (2 * (size + 1) > table.length / words) {
      grow();
    }
    long[] print = print(hash);
    int at = slot(table, print);
    if (isFree(table, at)) {
      System.arraycopy(print, 0, table, at, words);
      size++;
    }
  }

  boolean contains(Hash32 hash) {
    return !isFree(table, slot(table, print(hash)));
  }

  /** The first word of a print is never zero: that is a free place. */
  private long[] print(Hash32 hash) {
    ByteBuffer bytes = ByteBuffer.wrap(hash.bytes().toArray());
    long[] print = new long[words];
    for (int i = 0; i < words; i++) {
      print[i] = bytes.getLong();
    }
    print[0] = print[0] == 0 ? 1 : print[0];
    return print;
  }

  private boolean isFree(long[] in, int at) {
    return in[at] == 0;
  }

  /** Where a print stands, or the free place where it would. */
  private int slot(long[] in, long[] print) {
    int places = in.length / words;
    int place = (int) Long.remainderUnsigned(print[0], places);
    while (in[place * words] != 0
        && !Arrays.equals(in, place * words, place * words + words, print, 0, words)) {
      place = place + 1 == places ? 0 : place + 1;
    }
    return place * words;
  }

  private void grow() {
    long[] wider = new long[Math.multiplyExact(2, table.length)];
    for (int from = 0; from < table.length; from += words) {
      if (table[from] != 0) {
        long[] print = Arrays.copyOfRange(table, from, from + words);
        System.arraycopy(print, 0, wider, slot(wider, print), words);
      }
    }
    table = wider;
  }
}
