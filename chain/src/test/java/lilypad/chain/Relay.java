package lilypad.chain;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A second way to a server of loopback, which a test cuts and mends. */
public final class Relay implements AutoCloseable {

  private final int target;
  private final int port;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private ServerSocket server;

  /** A way to {@code target}'s port. */
  public Relay(URI target) throws IOException {
    this.target = target.getPort();
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.port = server.getLocalPort();
    listen(server);
  }

  /** The URL here. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  private void listen(ServerSocket listening) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (true) {
                  Socket near = listening.accept();
                  Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                  open.add(near);
                  open.add(far);
                  if (listening.isClosed()) {
                    // It was cut while this connection was on its way into the set.
                    near.close();
                    far.close();
                  }
                  pump(near, far);
                  pump(far, near);
                }
              } catch (IOException e) {
                // Cut.
                return;
              }
            });
  }

  private void pump(Socket from, Socket to) {
    Thread.ofVirtual()
        .start(
            () -> {
              try (from;
                  to;
                  InputStream in = from.getInputStream();
                  OutputStream out = to.getOutputStream()) {
                in.transferTo(out);
              } catch (IOException e) {
                // One side has gone, and takes the other one with it.
                return;
              } finally {
                open.remove(from);
                open.remove(to);
              }
            });
  }

  /** Ends every connection and takes no new one. */
  public void cut() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  /** Takes connections again, at the same port. */
  public void mend() throws IOException {
    server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    listen(server);
  }

  @Override
  public void close() throws IOException {
    cut();
  }
}
