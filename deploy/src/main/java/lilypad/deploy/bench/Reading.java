package lilypad.deploy.bench;

import java.net.URI;
import java.util.Locale;

/** A way of reading a range of logs from a node. */
interface Reading {

  /** Reads a range of {@link CannedLogs} and counts what was in it. */
  void read(int range, Tally tally) throws Exception;

  /** Those that are compared. */
  enum Way {
    /** Our transport, decoder and events. */
    OURS,
    /** web3j's transport, objects and ABI decoder. */
    WEB3J,
    /** The bytes alone, through the HTTP client that ours uses. */
    DRAIN;

    Reading open(URI node) {
      return switch (this) {
        case OURS -> new OurReading(node);
        case WEB3J -> new Web3jReading(node);
        case DRAIN -> new DrainReading(node);
      };
    }

    /** As an argument of a process. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Way of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }
}
