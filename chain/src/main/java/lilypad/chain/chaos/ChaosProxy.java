package lilypad.chain.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A proxy that stands before a node on loopback and deals faults; see {@code docs/chaos.md}. It
 * speaks JSON-RPC 2.0 over HTTP/1.1 and WebSocket at one port.
 */
public final class ChaosProxy implements AutoCloseable {

  private static final int LARGEST = 64 << 20;
  private static final long END_SECONDS = 5;

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("chaos", true), NioIoHandler.newFactory());
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("chaos-", 0).factory());
  private final Ledger ledger;
  private final Node node;
  private final Channel server;
  private final int port;

  private ChaosProxy(ChaosSettings settings, Consumer<DealtFault> told) throws IOException {
    ObjectMapper json = new ObjectMapper();
    this.ledger = new Ledger(told);
    this.node = new Node(settings, json);
    Exchanges exchanges =
        new Exchanges(
            new FaultPlan(settings.seed(), settings.profile(), settings.script()),
            node,
            ledger,
            json);
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
                            new HttpFront(
                                exchanges,
                                threads,
                                new SocketRelay.Opening(exchanges, node, json)));
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port()))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      end();
      throw new IOException(
          "port " + settings.port() + " of loopback: " + bound.cause().getMessage(), bound.cause());
    }
    this.server = bound.channel();
    this.port = ((InetSocketAddress) server.localAddress()).getPort();
  }

  /**
   * Starts a proxy.
   *
   * @param told is told each fault as it is dealt, one at a time, on the proxy's own threads
   * @throws IOException if the port cannot be bound
   */
  public static ChaosProxy start(ChaosSettings settings, Consumer<DealtFault> told)
      throws IOException {
    return new ChaosProxy(settings, told);
  }

  /** Where it stands for the node over HTTP. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Where it stands for the node over WebSocket. */
  public URI socketUrl() {
    return URI.create("ws://127.0.0.1:" + port);
  }

  /** What it dealt so far. */
  public FaultTally dealt() {
    return ledger.tally();
  }

  /** Ends all connections and waits until its threads are gone. */
  @Override
  public void close() {
    server.close().awaitUninterruptibly();
    end();
  }

  private void end() {
    threads.shutdownNow();
    node.close();
    loop.shutdownGracefully(0, END_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
