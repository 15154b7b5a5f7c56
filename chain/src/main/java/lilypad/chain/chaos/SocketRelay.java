package lilypad.chain.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket of a client with one of the node behind it. Requests keep their order on the way to
 * the node, answers and notifications on the way back; what delays one delays those behind it, as
 * on a slow line.
 */
final class SocketRelay extends SimpleChannelInboundHandler<WebSocketFrame>
    implements WebSocket.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(SocketRelay.class);
  private static final int LARGEST = 64 << 20;

  /** Opens relays for clients that ask for one. */
  record Opening(Exchanges exchanges, Node node, ObjectMapper json) {

    /** Takes over the request, and the connection if the node opens its own. */
    void open(ChannelHandlerContext context, FullHttpRequest request) {
      SocketRelay relay = new SocketRelay(context.channel(), exchanges, json);
      CompletableFuture<WebSocket> unused =
          node.connect(relay)
              .whenComplete(
                  (socket, fault) ->
                      context
                          .executor()
                          .execute(
                              () -> {
                                try {
                                  if (fault == null) {
                                    relay.begin(context, request, socket);
                                  } else {
                                    LOG.warn("no WebSocket of the node: {}", words(fault));
                                    refuse(context);
                                  }
                                } finally {
                                  request.release();
                                }
                              }));
    }

    private static String words(Throwable fault) {
      Throwable cause =
          fault instanceof CompletionException && fault.getCause() != null
              ? fault.getCause()
              : fault;
      return cause.getClass().getSimpleName();
    }

    private static void refuse(ChannelHandlerContext context) {
      context
          .writeAndFlush(
              new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.BAD_GATEWAY))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  /**
   * A request that the node has not answered.
   *
   * @param ids the client's, by ours
   */
  private record Pending(Course course, Map<Long, JsonNode> ids) {}

  private final Channel client;
  private final Exchanges exchanges;
  private final ObjectMapper json;
  private final ExecutorService toNode = inOrder("chaos-to-node");
  private final ExecutorService toClient = inOrder("chaos-to-client");
  private final Map<Long, Pending> pending = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong();
  private final StringBuilder part = new StringBuilder();
  private final CompletableFuture<WebSocket> opened = new CompletableFuture<>();
  private volatile boolean silent;

  private SocketRelay(Channel client, Exchanges exchanges, ObjectMapper json) {
    this.client = client;
    this.exchanges = exchanges;
    this.json = json;
  }

  private static ExecutorService inOrder(String name) {
    return Executors.newSingleThreadExecutor(Thread.ofVirtual().name(name).factory());
  }

  private void begin(ChannelHandlerContext context, FullHttpRequest request, WebSocket socket) {
    opened.complete(socket);
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshakerFactory(request.uri(), null, true, LARGEST)
            .newHandshaker(request);
    if (handshaker == null) {
      socket.abort();
      end();
      return;
    }
    context.pipeline().replace(context.name(), "frames", new WebSocketFrameAggregator(LARGEST));
    context.pipeline().addLast(this);
    handshaker
        .handshake(client, request)
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                end();
              }
            });
  }

  /** From the client. */
  @Override
  protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
    if (silent) {
      return;
    }
    switch (frame) {
      case TextWebSocketFrame text -> {
        String body = text.text();
        CompletableFuture<Void> unused =
            CompletableFuture.runAsync(() -> request(body), toNode).exceptionally(this::broken);
      }
      case PingWebSocketFrame ping -> write(new PongWebSocketFrame(ping.content().retain()));
      case CloseWebSocketFrame close -> end();
      default -> {}
    }
  }

  private Void broken(Throwable fault) {
    LOG.error("a relay broke off", fault);
    end();
    return null;
  }

  private void request(String body) {
    try {
      Optional<Asked> asked = Asked.read(json, body.getBytes(StandardCharsets.UTF_8));
      if (asked.isEmpty()) {
        send(body);
        return;
      }
      Course course = exchanges.course(asked.get());
      if (course.instead().isPresent()) {
        give(course.instead().get());
      } else {
        forward(course);
      }
    } catch (IOException e) {
      give(exchanges.unavailable(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void forward(Course course) {
    Map<Long, JsonNode> theirs = new ConcurrentHashMap<>();
    List<ObjectNode> calls = new ArrayList<>();
    for (ObjectNode call : course.forwarded().calls()) {
      ObjectNode copy = call.deepCopy();
      if (call.has("id")) {
        long own = ids.incrementAndGet();
        theirs.put(own, call.get("id"));
        copy.put("id", own);
      }
      calls.add(copy);
    }
    Pending waiting = new Pending(course, theirs);
    theirs.keySet().forEach(own -> pending.put(own, waiting));
    send(new Asked(calls, course.forwarded().batch()).body(json).toString());
  }

  private void send(String text) {
    try {
      WebSocket unused = opened.join().sendText(text, true).join();
    } catch (CompletionException e) {
      end();
    }
  }

  /** From the node. */
  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
    part.append(text);
    if (!last) {
      socket.request(1);
      return CompletableFuture.completedStage(text);
    }
    String message = part.toString();
    part.setLength(0);
    return CompletableFuture.runAsync(() -> message(message), toClient)
        .exceptionally(this::broken)
        .whenComplete((done, fault) -> socket.request(1));
  }

  private void message(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      JsonNode root = json.readTree(bytes);
      if (root.has("method")) {
        notification(bytes);
        return;
      }
      Optional<Pending> asked = take(root);
      if (asked.isEmpty()) {
        give(Reply.Whole.of(bytes));
      } else {
        give(
            exchanges.back(asked.get().course(), root.toString().getBytes(StandardCharsets.UTF_8)));
      }
    } catch (IOException e) {
      LOG.warn("the node sent what is no JSON over WebSocket");
      end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void notification(byte[] bytes) throws IOException, InterruptedException {
    Optional<Asked> told = Asked.read(json, bytes);
    if (told.isEmpty() || !told.get().isNotification()) {
      give(Reply.Whole.of(bytes));
      return;
    }
    Course course = exchanges.course(told.get());
    give(course.instead().isPresent() ? course.instead().get() : exchanges.back(course, bytes));
  }

  /** Finds what an answer belongs to, and gives it the client's ids back. */
  private Optional<Pending> take(JsonNode root) {
    Optional<Pending> found = Optional.empty();
    for (JsonNode answer : root.isArray() ? root : List.of(root)) {
      Pending asked = pending.remove(answer.path("id").asLong(-1));
      if (asked != null && answer instanceof ObjectNode object) {
        JsonNode theirs = asked.ids().get(answer.path("id").asLong());
        object.set("id", theirs);
        found = Optional.of(asked);
      }
    }
    return found;
  }

  private void give(Reply reply) {
    if (silent) {
      return;
    }
    switch (reply) {
      case Reply.Whole answer ->
          write(
              new TextWebSocketFrame(new String(answer.body().toArray(), StandardCharsets.UTF_8)));
      case Reply.Refused refused -> write(new TextWebSocketFrame(refused.inSocket().toString()));
      case Reply.Cut cut -> end();
      case Reply.Gone gone -> end();
      case Reply.Nothing nothing -> {}
      case Reply.Silence silence -> {
        silent = true;
        Future<?> unused =
            client
                .eventLoop()
                .schedule(this::end, silence.patience().toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  private void write(WebSocketFrame frame) {
    ChannelFuture unused = client.writeAndFlush(frame);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    toNode.shutdownNow();
    toClient.shutdownNow();
    CompletableFuture<Void> unused = opened.thenAccept(WebSocket::abort);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
    return CompletableFuture.runAsync(this::end);
  }

  @Override
  public void onError(WebSocket socket, Throwable fault) {
    end();
  }

  /** A client that went away needs no answer. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    end();
  }

  private void end() {
    ChannelFuture unused = client.close();
  }
}
