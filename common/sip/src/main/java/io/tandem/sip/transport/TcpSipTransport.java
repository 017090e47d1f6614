package io.tandem.sip.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.tandem.net.EventLoop;
import io.tandem.sip.message.SipMessage;

/** SIP over TCP at one address (RFC 3261 §18): listens, connects from its IP address, reuses connections whoever opened them (RFC 5923, RFC 5626).
 * One Netty thread does the reading and writing; messages are delivered on the event loop. */
public final class TcpSipTransport implements SipTransport, AutoCloseable {

    private static final boolean NATIVE = !"nio".equals(System.getProperty("tandem.net.engine")) && Epoll.isAvailable();
    /** Unique in the process; starts at a random place so that an identifier from before a restart names no connection. */
    private static final AtomicLong IDS = new AtomicLong(System.nanoTime() >>> 8 & 0xFFFF_FFFFFFFFL | 1);

    private final EventLoop loop;
    private final MessageReceiver receiver;
    private final TcpLimits limits;
    private final TransportCounters counters = new TransportCounters();
    private final EventLoopGroup group;
    private final Channel listener;
    private final InetSocketAddress local;
    private final Map<Long, TcpConnection> byId = new ConcurrentHashMap<>();
    private final Map<InetSocketAddress, TcpConnection> byRemote = new ConcurrentHashMap<>();
    private final Map<InetSocketAddress, ChannelFuture> connecting = new ConcurrentHashMap<>();

    /** Listens at exactly this address; port 0 lets the system choose.
     * @throws UncheckedIOException if the address cannot be bound */
    public TcpSipTransport(EventLoop loop, InetSocketAddress local, MessageReceiver receiver, TcpLimits limits) {
        this.loop = loop;
        this.receiver = receiver;
        this.limits = limits;
        IoHandlerFactory io = NATIVE ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("sip-tcp", true), io);
        try {
            this.listener = listen(local);
        } catch (UncheckedIOException e) {
            shutDown();
            throw e;
        }
        this.local = (InetSocketAddress) listener.localAddress();
        listener.config().setAutoRead(true);
    }

    /** Accepts nothing until the constructor has finished. */
    private Channel listen(InetSocketAddress address) {
        Class<? extends ServerChannel> type = NATIVE ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        ChannelFuture bound = new ServerBootstrap().group(group).channel(type)
                .option(ChannelOption.SO_REUSEADDR, true).option(ChannelOption.SO_BACKLOG, 1024).option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true).childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark())
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept(channel);
                    }
                }).bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new UncheckedIOException("cannot listen on TCP %s: %s".formatted(address, bound.cause().getMessage()), new IOException(bound.cause()));
        }
        return bound.channel();
    }

    private WriteBufferWaterMark waterMark() {
        return new WriteBufferWaterMark(limits.maxUnsentBytes() / 2, limits.maxUnsentBytes());
    }

    /** The address it listens at, with the port the system chose if 0 was asked for. */
    public InetSocketAddress localAddress() {
        return local;
    }

    public TransportCounters counters() {
        return counters;
    }

    /** Connections that are open now. */
    public int connections() {
        return byId.size();
    }

    /** The flow of an open connection with this peer, whoever opened it; the newest if there are several. */
    public Optional<Flow> connectionTo(InetSocketAddress remote) {
        return Optional.ofNullable(byRemote.get(remote)).map(TcpConnection::flow);
    }

    @Override
    public void send(SipMessage message, Flow flow) {
        if (flow.connectionId() != Flow.ANY_CONNECTION) {
            TcpConnection connection = byId.get(flow.connectionId());
            if (connection == null) {
                throw new UnreachableFlowException(flow, "the connection is closed");
            }
            connection.send(message);
            return;
        }
        TcpConnection connection = byRemote.get(flow.remote());
        if (connection != null) {
            connection.send(message);
        } else {
            connectAndSend(message, flow);
        }
    }

    /** The message is copied: the caller may go on editing his while the connection is being opened. */
    private void connectAndSend(SipMessage message, Flow flow) {
        SipMessage copy = message.copy();
        connecting.computeIfAbsent(flow.remote(), this::connect).addListener(done -> {
            TcpConnection connection = byRemote.get(flow.remote());
            if (connection == null) {
                undelivered(copy, flow, done.isSuccess() ? new IOException("connection closed at once") : done.cause());
                return;
            }
            try {
                connection.send(copy);
            } catch (UnreachableFlowException e) {
                undelivered(copy, flow, e);
            }
        });
    }

    private ChannelFuture connect(InetSocketAddress remote) {
        ChannelFuture future = new Bootstrap().group(group).channel(NATIVE ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) limits.connectTimeout().toMillis())
                .option(ChannelOption.TCP_NODELAY, true).option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark())
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        // set up by connected(): a connection that does not come about has no flow
                    }
                }).connect(remote, new InetSocketAddress(local.getAddress(), 0));
        future.addListener(done -> {
            if (done.isSuccess()) {
                setUp(future.channel(), remote);
            }
            connecting.remove(remote);
        });
        return future;
    }

    private void accept(SocketChannel channel) {
        if (byId.size() >= limits.maxConnections()) {
            counters.refusedConnections.increment();
            channel.close();
            return;
        }
        setUp(channel, channel.remoteAddress());
    }

    private void setUp(Channel channel, InetSocketAddress remote) {
        TcpConnection connection = new TcpConnection(this, remote, IDS.incrementAndGet());
        byId.put(connection.flow().connectionId(), connection);
        byRemote.put(remote, connection);
        channel.pipeline().addLast(new IdleStateHandler(limits.idleTimeout().toMillis(), 0, 0, TimeUnit.MILLISECONDS), connection);
    }

    TcpLimits limits() {
        return limits;
    }

    MessageReceiver receiver() {
        return receiver;
    }

    void onLoop(Runnable task) {
        loop.execute(task);
    }

    void closed(TcpConnection connection) {
        if (byId.remove(connection.flow().connectionId()) != null) {
            byRemote.remove(connection.flow().remote(), connection);
            loop.execute(() -> receiver.onClosed(connection.flow()));
        }
    }

    void undelivered(SipMessage message, Flow flow, Throwable cause) {
        Exception exception = cause instanceof Exception e ? e : new IOException(cause);
        loop.execute(() -> receiver.onUndelivered(message, flow, exception));
    }

    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        byId.values().forEach(TcpConnection::close);
        shutDown();
    }

    private void shutDown() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}
