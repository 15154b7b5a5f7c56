package lilypad.deploy.devnet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.NoSuchElementException;
import java.util.Scanner;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import lilypad.protocol.CannotGoOn;

/**
 * Ports of loopback for services that are started again on the same one. The system hands ports of
 * its ephemeral range (RFC 6056) to whoever binds 0 or connects, also while a service is down;
 * these lie below it, and no two services of this program get the same.
 */
final class LoopbackPorts {

  /** Where Linux keeps its range; others have RFC 6335's, 49152 to 65535, above ours. */
  private static final Path EPHEMERAL = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

  private static final int FIRST = 20_000;
  private static final int USUAL_END = 32_768;
  private static final int FEWEST = 1_000;
  private static final int TRIES = 200;

  private static final Set<Integer> GIVEN = new HashSet<>();

  private LoopbackPorts() {}

  /**
   * A port that nobody listens on now.
   *
   * @throws CannotGoOn if none of many is free
   */
  static synchronized int next() {
    int end = end();
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, end);
      if (isFree(port) && GIVEN.add(port)) {
        return port;
      }
    }
    throw new CannotGoOn(
        "No free port of loopback was found between " + FIRST + " and " + end,
        "See what listens there, and end what is not needed");
  }

  private static int end() {
    // Only the first read of such a file tells anything, so it has to take all of it.
    try (Scanner range = new Scanner(Files.newBufferedReader(EPHEMERAL))) {
      int ephemeral = range.nextInt();
      // A range that leaves nothing below it: ours lie within it then, and are as good as any.
      return ephemeral < FIRST + FEWEST ? USUAL_END : Math.min(ephemeral, USUAL_END);
    } catch (IOException | NoSuchElementException e) {
      return USUAL_END;
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
