package lilypad.deploy.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Scanner;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LoopbackPortsTest {

  @Test
  void noTwoServicesGetTheSame() {
    Set<Integer> ports = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      assertThat(ports.add(LoopbackPorts.next())).isTrue();
    }
  }

  @Test
  void whatTheSystemHandsOutIsNotGiven_whereLinuxSaysSoAndItsRangeLeavesRoom() throws IOException {
    Path range = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    assumeTrue(Files.isReadable(range), "this system does not tell its ephemeral range there");
    int first;
    try (Scanner numbers = new Scanner(Files.newBufferedReader(range))) {
      first = numbers.nextInt();
    }
    assumeTrue(first >= 21_000, "its ephemeral range leaves no room below it");

    assertThat(LoopbackPorts.next()).isLessThan(first);
  }
}
