package lilypad.chain.chaos;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection of a client: JSON-RPC by POST, one request after another, or WebSocket. */
final class HttpFront extends SimpleChannelInboundHandler<FullHttpRequest> {

  private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);

  private final Exchanges exchanges;
  private final Executor threads;
  private final SocketRelay.Opening sockets;

  /** Requests that came while one was answered; like all state, of the connection's own thread. */
  private final Deque<FullHttpRequest> waiting = new ArrayDeque<>();

  private boolean busy;

  HttpFront(Exchanges exchanges, Executor threads, SocketRelay.Opening sockets) {
    this.exchanges = exchanges;
    this.threads = threads;
    this.sockets = sockets;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    if (busy) {
      waiting.add(request.retain());
    } else {
      busy = true;
      begin(context, request);
    }
  }

  private void begin(ChannelHandlerContext context, FullHttpRequest request) {
    if (request.headers().containsValue(HttpHeaderNames.UPGRADE, "websocket", true)) {
      sockets.open(context, request.retain());
      return;
    }
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    if (!request.method().equals(HttpMethod.POST)) {
      byte[] words = "expected POST".getBytes(StandardCharsets.UTF_8);
      whole(context, 405, Map.of("Allow", "POST"), words, keepAlive);
      return;
    }
    byte[] body = ByteBufUtil.getBytes(request.content());
    threads.execute(
        () -> {
          try {
            give(context, exchanges.over(body), keepAlive);
          } catch (InterruptedException e) {
            // The proxy is being closed, and the connection with it.
            Thread.currentThread().interrupt();
          } catch (RuntimeException e) {
            LOG.error("an exchange broke off", e);
            close(context);
          }
        });
  }

  private void give(ChannelHandlerContext context, Reply reply, boolean keepAlive) {
    switch (reply) {
      case Reply.Whole answer -> whole(context, 200, Map.of(), answer.body().toArray(), keepAlive);
      case Reply.Refused refused ->
          whole(
              context,
              refused.status(),
              refused.headers(),
              refused.text().getBytes(StandardCharsets.UTF_8),
              keepAlive);
      case Reply.Cut cut -> half(context, cut.body().toArray());
      case Reply.Gone gone -> close(context);
      case Reply.Nothing nothing -> close(context);
      case Reply.Silence silence -> {
        Future<?> unused =
            context
                .executor()
                .schedule(
                    () -> close(context), silence.patience().toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  private void whole(
      ChannelHandlerContext context,
      int status,
      Map<String, String> headers,
      byte[] body,
      boolean keepAlive) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.wrappedBuffer(body));
    describe(response.headers(), body.length, status == 200);
    headers.forEach((name, value) -> response.headers().set(name, value));
    if (!keepAlive) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    context
        .writeAndFlush(response)
        .addListener(
            written -> {
              if (keepAlive && written.isSuccess()) {
                next(context);
              } else {
                close(context);
              }
            });
  }

  private void next(ChannelHandlerContext context) {
    FullHttpRequest request = waiting.poll();
    if (request == null) {
      busy = false;
      return;
    }
    try {
      begin(context, request);
    } finally {
      request.release();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    waiting.forEach(FullHttpRequest::release);
    waiting.clear();
  }

  private static void describe(HttpHeaders headers, int length, boolean json) {
    headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
    headers.set(HttpHeaderNames.CONTENT_TYPE, json ? "application/json" : "text/html");
  }

  private static void half(ChannelHandlerContext context, byte[] body) {
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    describe(head.headers(), body.length, true);
    ChannelFuture unused = context.write(head);
    context
        .writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(body, 0, body.length / 2)))
        .addListener(ChannelFutureListener.CLOSE);
  }

  /** A client that went away needs no answer. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    close(context);
  }

  private static void close(ChannelHandlerContext context) {
    ChannelFuture unused = context.close();
  }
}
