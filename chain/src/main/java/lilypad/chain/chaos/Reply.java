package lilypad.chain.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import lilypad.protocol.Bytes;

/** What a client gets, in terms that HTTP and WebSocket share. */
sealed interface Reply {

  /** A whole answer, JSON or not. */
  record Whole(Bytes body) implements Reply {

    static Whole of(byte[] body) {
      return new Whole(Bytes.of(body));
    }
  }

  /**
   * No answer to the question.
   *
   * @param status of HTTP
   * @param headers of HTTP
   * @param text the body in HTTP
   * @param inSocket what stands for it where there is no status
   */
  record Refused(int status, Map<String, String> headers, String text, JsonNode inSocket)
      implements Reply {

    public Refused {
      headers = Map.copyOf(headers);
    }
  }

  /** The first half of an answer, then the end of the connection. */
  record Cut(Bytes body) implements Reply {}

  /** The end of the connection, without a byte of an answer. */
  record Gone() implements Reply {}

  /** Nothing for so long, then the end of the connection. */
  record Silence(Duration patience) implements Reply {}

  /** Nothing, and all goes on: what a notification is that does not come. */
  record Nothing() implements Reply {}
}
