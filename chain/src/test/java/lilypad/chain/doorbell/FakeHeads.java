package lilypad.chain.doorbell;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import lilypad.protocol.Hash32;

/** A node's WebSocket, written out by hand so that it can misbehave below the frames. */
final class FakeHeads implements AutoCloseable {

  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final String CONFIRMED = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0xabc\"}";

  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  /** Every request for an upgrade, as it came. */
  final List<String> requests = new CopyOnWriteArrayList<>();

  /** What it was asked, and pings. */
  final List<String> heard = new CopyOnWriteArrayList<>();

  /** Whether it answers a handshake; whether it answers pings; what it answers to subscribing. */
  volatile boolean upgrades = true;

  volatile boolean pongs = true;
  volatile String confirmation = CONFIRMED;

  FakeHeads() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  URI url() {
    return URI.create("ws://user:secret@127.0.0.1:" + server.getLocalPort() + "/v3/KEY");
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      String request = head(in);
      sockets.add(socket);
      requests.add(request);
      if (!upgrades) {
        in.read();
        return;
      }
      String key = request.replaceAll("(?is).*sec-websocket-key: *(\\S+).*", "$1");
      socket
          .getOutputStream()
          .write(
              ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      + "Sec-WebSocket-Accept: "
                      + accepted(key)
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      while (true) {
        frame(socket, in);
      }
    } catch (IOException e) {
      sockets.remove(socket);
    }
  }

  private static String head(DataInputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      head.write(in.readByte());
    }
    return head.toString(StandardCharsets.US_ASCII);
  }

  private static String accepted(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest(
                  (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                      .getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void frame(Socket socket, DataInputStream in) throws IOException {
    int kind = in.readByte() & 0xf;
    int length = in.readByte() & 0x7f;
    if (length == 126) {
      length = in.readUnsignedShort();
    }
    byte[] mask = in.readNBytes(4);
    byte[] data = in.readNBytes(length);
    for (int i = 0; i < data.length; i++) {
      data[i] ^= mask[i % 4];
    }
    if (kind == TEXT) {
      heard.add(new String(data, StandardCharsets.UTF_8));
      write(socket, TEXT, confirmation.getBytes(StandardCharsets.UTF_8));
    } else if (kind == PING) {
      heard.add("ping");
      if (pongs) {
        write(socket, PONG, data);
      }
    }
  }

  private static synchronized void write(Socket socket, int kind, byte[] data) throws IOException {
    OutputStream out = socket.getOutputStream();
    ByteBuffer frame = ByteBuffer.allocate(data.length + 10).put((byte) (0x80 | kind));
    if (data.length < 126) {
      frame.put((byte) data.length);
    } else if (data.length < 1 << 16) {
      frame.put((byte) 126).putShort((short) data.length);
    } else {
      frame.put((byte) 127).putLong(data.length);
    }
    frame.put(data);
    out.write(frame.array(), 0, frame.position());
    out.flush();
  }

  private void all(int kind, byte[] data) {
    sockets.removeIf(socket -> !written(socket, kind, data));
  }

  private static boolean written(Socket socket, int kind, byte[] data) {
    try {
      write(socket, kind, data);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  void send(String text) {
    all(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  void sendBinary() {
    all(BINARY, new byte[] {1, 2, 3});
  }

  void head(long number, Hash32 hash) {
    send(
        "{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":{\"subscription\":\"0xabc\","
            + "\"result\":{\"number\":\"0x"
            + Long.toHexString(number)
            + "\",\"hash\":\""
            + hash
            + "\"}}}");
  }

  /** Says goodbye as the protocol wants it. */
  void sayGoodbye() {
    all(CLOSE, new byte[] {3, (byte) 0xe9});
  }

  /** Ends all connections without a word. */
  void cut() {
    List<Socket> all = List.copyOf(sockets);
    sockets.clear();
    for (Socket socket : all) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }
}
