package io.tandem.sip.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.stream.admission.Admission;
import io.tandem.sip.stream.admission.Crowd;
import io.tandem.sip.stream.admission.Lifetime;
import io.tandem.sip.stream.tls.CertificateStore;
import io.tandem.sip.stream.tls.ServerTls;
import io.tandem.sip.stream.websocket.WebSocketUpgrade;
import io.tandem.sip.transport.Protocol;
import org.jspecify.annotations.Nullable;

/** One listening socket and the connections that came to it or went out from it. */
final class Listener implements StreamListener {

    private final StreamTransport transport;
    private final Protocol protocol;
    private final StreamReceiver receiver;
    private final ListenOptions options;
    private final Channel channel;
    private final PeerAddress local;
    private final Map<PeerAddress, Connection> byRemote = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();

    Listener(StreamTransport transport, Protocol protocol, InetSocketAddress address, StreamReceiver receiver, ListenOptions options) {
        this.transport = transport;
        this.protocol = protocol;
        this.receiver = receiver;
        this.options = options;
        ChannelFuture bound = transport.sockets().server(address).childHandler(new ChannelInitializer<SocketChannel>() {
            @Override
            protected void initChannel(SocketChannel accepted) {
                accept(accepted);
            }
        }).bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            String what = "cannot listen on %s %s: %s".formatted(protocol, address, bound.cause().getMessage());
            throw new UncheckedIOException(what, new IOException(bound.cause()));
        }
        this.channel = bound.channel();
        this.local = PeerAddress.of((InetSocketAddress) channel.localAddress());
    }

    /** Begins to accept: everything else stands. */
    @Override
    public int connections() {
        return connections.get();
    }

    /** @param more connections than before */
    void registered(int more) {
        connections.addAndGet(more);
    }

    void open() {
        channel.config().setAutoRead(true);
    }

    @Override
    public Protocol protocol() {
        return protocol;
    }

    @Override
    public PeerAddress local() {
        return local;
    }

    StreamReceiver receiver() {
        return receiver;
    }

    ListenOptions options() {
        return options;
    }

    StreamLimits limits() {
        return transport.limits();
    }

    Lifetime.Times times() {
        return transport.times();
    }

    StreamCounters counters() {
        return transport.counters();
    }

    boolean inLoop() {
        return transport.inLoop();
    }

    @Override
    public @Nullable StreamConnection connection(long id) {
        StreamConnection connection = transport.connection(id);
        return connection != null && connection.listener() == this ? connection : null;
    }

    @Override
    public @Nullable StreamConnection connectionTo(PeerAddress remote) {
        return byRemote.get(remote);
    }

    private void accept(SocketChannel accepted) {
        InetSocketAddress address = accepted.remoteAddress();
        if (address == null) { // gone again
            accepted.close();
            return;
        }
        StreamThread thread = transport.threadOf(accepted.eventLoop());
        Arrival arrival = new Arrival(accepted, thread, PeerAddress.of(address));
        long now = System.nanoTime();
        Admission.Verdict verdict = transport.admission().admit(arrival.remote(), now);
        if (verdict == Admission.Verdict.ADMITTED) {
            begin(accepted, thread, arrival.remote());
        } else if (verdict == Admission.Verdict.TOO_MANY && thread.crowd().waits(arrival, now)) {
            accepted.config().setAutoRead(false);
        } else {
            arrival.refuse(verdict);
        }
    }

    /** A connection for which there is no room yet. */
    private final class Arrival implements Crowd.Newcomer {

        private final SocketChannel accepted;
        private final StreamThread thread;
        private final PeerAddress remote;

        Arrival(SocketChannel accepted, StreamThread thread, PeerAddress remote) {
            this.accepted = accepted;
            this.thread = thread;
            this.remote = remote;
        }

        @Override
        public PeerAddress remote() {
            return remote;
        }

        @Override
        public boolean isThere() {
            if (!channel.isOpen()) { // nobody listens any more
                accepted.close();
            }
            return accepted.isActive();
        }

        @Override
        public Admission.Verdict enter() {
            Admission.Verdict verdict = transport.admission().admit(remote);
            if (verdict == Admission.Verdict.ADMITTED) {
                begin(accepted, thread, remote);
                accepted.config().setAutoRead(true);
            }
            return verdict;
        }

        @Override
        public void refuse(Admission.Verdict why) {
            counters().count(refusal(why));
            accepted.close();
        }
    }

    private void begin(SocketChannel accepted, StreamThread thread, PeerAddress remote) {
        counters().accepted.increment();
        Connection connection = transport.register(id -> new Connection(this, thread, remote, id, false));
        byRemote.put(remote, connection);
        ChannelPipeline pipeline = accepted.pipeline();
        options.certificates().filter(_ -> isTls()).ifPresent(store -> pipeline.addLast(new ServerTls(store, limits().maxHeaderBytes())));
        if (protocol == Protocol.WS || protocol == Protocol.WSS) {
            pipeline.addLast(new WebSocketUpgrade(options.webSocket(), limits().maxHeaderBytes() + limits().maxBodyBytes()));
        }
        pipeline.addLast(new ChannelEvents(connection));
    }

    private static StreamEnd refusal(Admission.Verdict verdict) {
        return switch (verdict) {
            case TOO_MANY -> StreamEnd.REFUSED_TOTAL;
            case TOO_MANY_OF_ADDRESS -> StreamEnd.REFUSED_ADDRESS;
            case TOO_FAST -> StreamEnd.REFUSED_RATE;
            case ADMITTED -> throw new IllegalArgumentException("not refused");
        };
    }

    private boolean isTls() {
        return protocol == Protocol.TLS || protocol == Protocol.WSS;
    }

    @Override
    public StreamConnection connect(PeerAddress remote, String serverName) {
        Connection present = byRemote.get(remote);
        if (present != null) {
            return present;
        }
        if (protocol != Protocol.TCP && protocol != Protocol.TLS) {
            throw new UnsupportedOperationException("clients of " + protocol + " connect to us, not we to them");
        }
        StreamThread thread = transport.nextThread();
        Connection connection = transport.register(id -> new Connection(this, thread, remote, id, true));
        transport.admission().count(remote);
        byRemote.put(remote, connection);
        ChannelInitializer<SocketChannel> initializer = new ChannelInitializer<>() {
            @Override
            protected void initChannel(SocketChannel opened) {
                options.certificates().filter(_ -> isTls()).ifPresent(store -> opened.pipeline().addLast(clientTls(store, opened, remote, serverName)));
                opened.pipeline().addLast(new ChannelEvents(connection));
            }
        };
        Bootstrap bootstrap = transport.sockets().client(thread.executor()).handler(initializer);
        thread.executor().execute(() -> bootstrap.connect(remote, new InetSocketAddress(local.getAddress(), 0)).addListener(done -> {
            if (!done.isSuccess()) {
                connection.end(StreamEnd.UNREACHABLE, String.valueOf(done.cause().getMessage()));
            }
        }));
        return connection;
    }

    private SslHandler clientTls(CertificateStore store, SocketChannel opened, PeerAddress remote, String serverName) {
        SslContext context = store.client(!serverName.isEmpty());
        String name = serverName.isEmpty() ? remote.getAddress().getHostAddress() : serverName;
        SslHandler handler = context.newHandler(opened.alloc(), name, remote.getPort());
        handler.setHandshakeTimeoutMillis(limits().handshakeTimeout().toMillis());
        return handler;
    }

    void forget(Connection connection) {
        byRemote.remove(connection.remote(), connection);
        transport.forget(connection);
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
        transport.endAll(this);
    }
}
