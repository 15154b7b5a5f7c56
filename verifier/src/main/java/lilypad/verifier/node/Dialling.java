package lilypad.verifier.node;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import lilypad.protocol.Hash32;
import lilypad.protocol.node.ChannelBinding;

/**
 * Makes connections to the mediator: under TLS, or in plain text to a loopback address, which the
 * settings have checked.
 */
final class Dialling {

  private static final int MAX_MESSAGE = 1 << 20;
  private static final long KEEP_ALIVE_SECONDS = 10;

  private final NodeSettings settings;
  private final Optional<SslContext> tls;

  private Dialling(NodeSettings settings, Optional<SslContext> tls) {
    this.settings = settings;
    this.tls = tls;
  }

  /**
   * Reads the certificates to trust.
   *
   * @throws IOException if they cannot be read
   */
  static Dialling prepare(NodeSettings settings) throws IOException {
    if (settings.trust().isEmpty()) {
      return new Dialling(settings, Optional.empty());
    }
    Path trust = settings.trust().get();
    if (!Files.isReadable(trust)) {
      throw new IOException("cannot read the certificates to trust in " + trust);
    }
    try {
      return new Dialling(
          settings, Optional.of(GrpcSslContexts.forClient().trustManager(trust.toFile()).build()));
    } catch (IllegalArgumentException e) {
      throw new IOException("expected X.509 certificates in PEM: " + trust, e);
    }
  }

  /** A new connection; nothing is sent yet. */
  MediatorLink.Dialled dial() {
    Binding binding = new Binding(settings.port());
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(settings.host(), settings.port())
            .maxInboundMessageSize(MAX_MESSAGE)
            .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .intercept(binding);
    if (tls.isPresent()) {
      builder.sslContext(tls.get());
    } else {
      builder.usePlaintext();
    }
    return new Connection(builder.build(), binding, tls.isPresent());
  }

  private record Connection(ManagedChannel channel, Binding bound, boolean secured)
      implements MediatorLink.Dialled {

    @Override
    public Optional<Hash32> binding() {
      return secured ? bound.ofCertificate() : Optional.of(bound.ofLoopback());
    }

    @Override
    public void close() {
      channel.shutdownNow();
    }
  }

  /** Remembers the call, because only the call knows the TLS session it runs in. */
  private static final class Binding implements ClientInterceptor {

    private final int port;
    private volatile Optional<ClientCall<?, ?>> call = Optional.empty();

    Binding(int port) {
      this.port = port;
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      ClientCall<Q, A> opened = next.newCall(method, options);
      call = Optional.of(opened);
      return opened;
    }

    Hash32 ofLoopback() {
      return ChannelBinding.ofLoopback(port);
    }

    Optional<Hash32> ofCertificate() {
      return call.map(opened -> opened.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION))
          .flatMap(Binding::certificate);
    }

    private static Optional<Hash32> certificate(SSLSession session) {
      try {
        return Optional.of(
            ChannelBinding.ofCertificate(session.getPeerCertificates()[0].getEncoded()));
      } catch (SSLPeerUnverifiedException | CertificateEncodingException e) {
        return Optional.empty();
      }
    }
  }
}
