package lilypad.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ServerUrlTest {

  @Test
  void aServersUrlIsTakenAsItIs() {
    for (String text :
        List.of(
            "http://127.0.0.1:8545",
            "https://user:word@node.example/v3/key?a=b",
            "http://[::1]:1")) {
      assertThat(ServerUrl.http(text)).hasToString(text);
    }
    assertThat(ServerUrl.origin("https://node.example:65535/"))
        .hasToString("https://node.example:65535/");
  }

  @Test
  void whatIsRefusedIsToldWithoutBeingRepeated() {
    for (String text :
        List.of(
            "SECRET",
            "",
            "wss://node/SECRET",
            "http:///SECRET",
            "http://no_host/SECRET",
            "http://h:70000/SECRET",
            "http://h/SECRET space",
            "http://h:port/SECRET")) {
      assertThatThrownBy(() -> ServerUrl.http(text))
          .as(text)
          .isInstanceOf(MalformedValue.class)
          .hasMessageContaining("a URL of http or https with a host")
          .hasMessageNotContaining("SECRET");
    }
  }

  @Test
  void anOriginHasNothingAfterItsPort() {
    for (String text :
        List.of("http://user:SECRET@h", "http://h/SECRET", "http://h?SECRET", "http://h/#SECRET")) {
      assertThatThrownBy(() -> ServerUrl.origin(text))
          .as(text)
          .isInstanceOf(MalformedValue.class)
          .hasMessageContaining("host and port alone")
          .hasMessageNotContaining("SECRET");
    }
  }
}
