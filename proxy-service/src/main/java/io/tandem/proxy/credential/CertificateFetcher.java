package io.tandem.proxy.credential;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.tandem.net.peer.IpNetwork;
import io.tandem.proxy.dns.Dns;

/** Fetches certificates, and lists of those that were withdrawn, by HTTP on a thread of its own: from an address that the host's name has led to once and that
 * may be asked, without following redirections, within limits of size and time. Any thread. */
public final class CertificateFetcher implements Credentials, AutoCloseable {
    private static final int LONGEST_HEAD = 8192;

    private final MultiThreadIoEventLoopGroup thread = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("certificates", true),
            NioIoHandler.newFactory());
    private final FetchProperties rules;
    private final Dns dns;
    private final SslContext tls;
    private final Semaphore free;

    /** Reads the anchors. Blocks.
     * @throws IllegalArgumentException if they cannot be read */
    public CertificateFetcher(FetchProperties rules, Dns dns) {
        this.rules = rules;
        this.dns = dns;
        this.tls = tls(rules.anchors());
        this.free = new Semaphore(rules.atOnce());
    }

    private static SslContext tls(List<Path> anchors) {
        SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
        try {
            return (anchors.isEmpty() ? builder : builder.trustManager(CertificateTrust.certificates(anchors))).build();
        } catch (SSLException unusable) {
            throw new IllegalArgumentException("tandem.proxy.stir.fetch.anchors: " + unusable.getMessage(), unusable);
        }
    }

    @Override
    public CompletionStage<List<X509Certificate>> at(String url) {
        return fetch(url, "application/pem-certificate-chain, */*", rules.bytes(), CertificateFetcher::certificates);
    }

    private static List<X509Certificate> certificates(byte[] content, String place) throws CredentialException {
        try {
            List<X509Certificate> chain = CertificateTrust.parse(new ByteArrayInputStream(content));
            if (chain.isEmpty()) {
                throw CredentialException.unsupported(place + " gives no certificate");
            }
            return chain;
        } catch (CertificateException unreadable) {
            throw CredentialException.unsupported(place + " gives no certificate: " + unreadable.getMessage());
        }
    }

    /** A list of certificates that were withdrawn. The stage fails with {@link CredentialException}. */
    public CompletionStage<RevocationList> list(String url) {
        return fetch(url, "application/pkix-crl, */*", rules.listBytes(), RevocationList::parse);
    }

    /** Makes something of an answer's body. */
    @FunctionalInterface
    private interface Reader<T> {
        T read(byte[] content, String place) throws CredentialException;
    }

    private <T> CompletionStage<T> fetch(String url, String accepted, int mostBytes, Reader<T> reader) {
        CertificatePlace place;
        try {
            place = CertificatePlace.of(url, rules);
        } catch (CredentialException refused) {
            return CompletableFuture.failedFuture(refused);
        }
        if (!free.tryAcquire()) {
            return CompletableFuture.failedFuture(new CredentialException(CredentialException.Kind.BUSY, "too many certificates are being fetched, " + url
                    + " is left out"));
        }
        CompletableFuture<T> fetched = new CompletableFuture<>();
        fetched.orTimeout(rules.timeout().toMillis(), TimeUnit.MILLISECONDS);
        Wanted<T> wanted = new Wanted<>(place, accepted, mostBytes, reader, fetched);
        addresses(place.host()).whenComplete((found, failure) -> connect(wanted, failure == null ? found : List.of()));
        fetched.whenComplete((_, _) -> free.release());
        return fetched.exceptionallyCompose(failure -> failure instanceof CredentialException ? CompletableFuture.failedFuture(failure)
                : failed(url + " gives nothing within " + rules.timeout().toMillis() + " ms"));
    }

    /** What is asked for, and who waits for it. */
    private record Wanted<T>(CertificatePlace place, String accepted, int mostBytes, Reader<T> reader, CompletableFuture<T> fetched) {
        void complete(byte[] content) throws CredentialException {
            fetched.complete(reader.read(content, place.authority()));
        }
    }

    private static <T> CompletableFuture<T> failed(String why) {
        return CompletableFuture.failedFuture(CredentialException.unreachable(why));
    }

    private CompletionStage<List<InetAddress>> addresses(String host) {
        return IpNetwork.address(host).map(literal -> (CompletionStage<List<InetAddress>>) CompletableFuture.completedFuture(List.of(literal)))
                .orElseGet(() -> dns.addresses(host));
    }

    private void connect(Wanted<?> wanted, List<InetAddress> found) {
        CertificatePlace place = wanted.place();
        CompletableFuture<?> fetched = wanted.fetched();
        Optional<InetAddress> permitted = found.stream().filter(place::permits).findFirst();
        if (permitted.isEmpty() || fetched.isDone()) {
            fetched.completeExceptionally(CredentialException.unreachable(place.host() + " has no address that may be asked, of " + found));
            return;
        }
        ChannelFuture connecting = new Bootstrap().group(thread).channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) rules.timeout().toMillis()).handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        initialise(channel, wanted);
                    }
                }).connect(new InetSocketAddress(permitted.get(), place.port()));
        connecting.addListener((ChannelFutureListener) done -> {
            if (!done.isSuccess()) {
                fetched.completeExceptionally(CredentialException.unreachable(place.authority() + " cannot be reached: " + done.cause().getMessage()));
            }
        });
        fetched.whenComplete((_, _) -> connecting.channel().close());
    }

    private void initialise(Channel channel, Wanted<?> wanted) {
        CertificatePlace place = wanted.place();
        if (place.secure()) {
            channel.pipeline().addLast(tls.newHandler(channel.alloc(), place.host(), place.port())); // checks that the server has this name
        }
        channel.pipeline().addLast(new HttpClientCodec(LONGEST_HEAD, LONGEST_HEAD, LONGEST_HEAD), new HttpObjectAggregator(wanted.mostBytes(), true),
                new Exchange(wanted));
    }

    @Override
    public void close() {
        thread.shutdownGracefully();
    }

    /** One question and its answer. On the thread of the fetcher; the superclass releases the answer. */
    private static final class Exchange extends SimpleChannelInboundHandler<FullHttpResponse> {
        private final Wanted<?> wanted;
        private final CertificatePlace place;

        Exchange(Wanted<?> wanted) {
            this.wanted = wanted;
            this.place = wanted.place();
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            DefaultFullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, place.path());
            request.headers().set(HttpHeaderNames.HOST, place.authority()).set(HttpHeaderNames.ACCEPT, wanted.accepted())
                    .set(HttpHeaderNames.CONNECTION, "close");
            context.writeAndFlush(request); // waits for the handshake where there is one
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) throws CredentialException {
            if (!response.status().equals(HttpResponseStatus.OK)) {
                throw CredentialException.unreachable(place.authority() + " answers " + response.status());
            }
            wanted.complete(ByteBufUtil.getBytes(response.content()));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            wanted.fetched().completeExceptionally(cause instanceof CredentialException ? cause
                    : CredentialException.unreachable(place.authority() + " does not answer as it should: " + cause.getMessage()));
            context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            wanted.fetched().completeExceptionally(CredentialException.unreachable(place.authority() + " ends the connection without an answer"));
        }
    }
}
