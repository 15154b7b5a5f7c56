package lilypad.deploy.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelGroupFuture;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** A WebSocket on a free port of loopback that confirms subscriptions and announces new heads. */
final class HeadsFront implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LARGEST = 1 << 16;
  private static final long END_SECONDS = 5;

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("bench-heads", true), NioIoHandler.newFactory());
  private final ChannelGroup subscribed = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Channel server;

  HeadsFront() throws IOException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new HttpServerCodec(),
                            new HttpObjectAggregator(LARGEST),
                            new WebSocketServerProtocolHandler(
                                "/", null, false, LARGEST, false, true),
                            new Subscriptions());
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      end();
      throw new IOException("no port of loopback: " + bound.cause().getMessage(), bound.cause());
    }
    this.server = bound.channel();
  }

  /** Whatever is asked is a subscription. */
  private final class Subscriptions extends SimpleChannelInboundHandler<TextWebSocketFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame asked)
        throws IOException {
      String id = JSON.readTree(asked.text()).required("id").toString();
      // To a client that goes away nothing needs to be told.
      ChannelFuture unused =
          context.writeAndFlush(
              new TextWebSocketFrame("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":\"0x1\"}"));
      subscribed.add(context.channel());
    }
  }

  int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /** Tells all subscribers of a head. */
  void announce(String header) {
    ChannelGroupFuture unused =
        subscribed.writeAndFlush(
            new TextWebSocketFrame(
                "{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":{\"subscription\":\"0x1\","
                    + "\"result\":"
                    + header
                    + "}}"));
  }

  @Override
  public void close() {
    server.close().awaitUninterruptibly();
    end();
  }

  private void end() {
    loop.shutdownGracefully(0, END_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
