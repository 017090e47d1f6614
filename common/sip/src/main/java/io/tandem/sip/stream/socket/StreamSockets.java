package io.tandem.sip.stream.socket;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.util.concurrent.DefaultThreadFactory;

/** Netty threads and sockets with the options that SIP wants: native epoll where it loads, java.nio elsewhere. */
public final class StreamSockets {

    private static final boolean NATIVE = !"nio".equals(System.getProperty("tandem.net.engine")) && Epoll.isAvailable();
    private static final int BACKLOG = 4096;
    private static final int IPPROTO_IPV6 = 41;
    private static final IntegerUnixChannelOption IPV6_V6ONLY = new IntegerUnixChannelOption("IPV6_V6ONLY", IPPROTO_IPV6, 26);
    /** A peer that has vanished is noticed within about two minutes of silence, or half a minute after something was sent to him. */
    private static final int KEEP_IDLE_SECONDS = 60;
    private static final int KEEP_INTERVAL_SECONDS = 20;
    private static final int KEEP_COUNT = 3;
    private static final int UNACKNOWLEDGED_MILLIS = 30_000;

    private final Duration connectTimeout;
    private final int maxUnsentBytes;
    private final EventLoopGroup group;
    private final ByteBufAllocator allocator;

    /** Starts the threads. */
    public StreamSockets(Duration connectTimeout, int maxUnsentBytes, int threads) {
        this.connectTimeout = connectTimeout;
        this.maxUnsentBytes = maxUnsentBytes;
        this.group = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("sip-stream", true),
                NATIVE ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        this.allocator = new PooledByteBufAllocator(true, 1, threads, 8192, 7, 256, 64, false);
    }

    /** The threads. */
    public EventLoopGroup group() {
        return group;
    }

    /** Accepts nothing until reading is switched on. */
    public ServerBootstrap server(InetSocketAddress address) {
        ServerBootstrap server = new ServerBootstrap().group(group).channelFactory(() -> serverSocket(address.getAddress() instanceof Inet6Address))
                .option(ChannelOption.SO_REUSEADDR, true).option(ChannelOption.SO_BACKLOG, BACKLOG).option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true).childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOCATOR, allocator).childOption(ChannelOption.RECVBUF_ALLOCATOR, receiveBuffers())
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark());
        if (NATIVE) {
            server.childOption(EpollChannelOption.TCP_KEEPIDLE, KEEP_IDLE_SECONDS).childOption(EpollChannelOption.TCP_KEEPINTVL, KEEP_INTERVAL_SECONDS)
                    .childOption(EpollChannelOption.TCP_KEEPCNT, KEEP_COUNT).childOption(EpollChannelOption.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MILLIS);
        }
        if (NATIVE && address.getAddress() instanceof Inet6Address) {
            server.option(IPV6_V6ONLY, 1);
        }
        return server;
    }

    /** Of the address's own family: a wildcard of the other may have the same port. */
    private static ServerChannel serverSocket(boolean ipv6) {
        if (NATIVE) {
            return new EpollServerSocketChannel(ipv6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET);
        }
        return new NioServerSocketChannel(SelectorProvider.provider(), ipv6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET);
    }

    /** Connects on one of the threads. */
    public Bootstrap client(EventLoop executor) {
        Bootstrap client = new Bootstrap().group(executor).channel(NATIVE ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) connectTimeout.toMillis())
                .option(ChannelOption.TCP_NODELAY, true).option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.ALLOCATOR, allocator).option(ChannelOption.RECVBUF_ALLOCATOR, receiveBuffers())
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark());
        if (NATIVE) {
            client.option(EpollChannelOption.TCP_KEEPIDLE, KEEP_IDLE_SECONDS).option(EpollChannelOption.TCP_KEEPINTVL, KEEP_INTERVAL_SECONDS)
                    .option(EpollChannelOption.TCP_KEEPCNT, KEEP_COUNT).option(EpollChannelOption.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MILLIS);
        }
        return client;
    }

    private static AdaptiveRecvByteBufAllocator receiveBuffers() {
        AdaptiveRecvByteBufAllocator buffers = new AdaptiveRecvByteBufAllocator(512, 4096, 65_536);
        buffers.maxMessagesPerRead(4);
        return buffers;
    }

    private WriteBufferWaterMark waterMark() {
        return new WriteBufferWaterMark(maxUnsentBytes / 2, maxUnsentBytes);
    }

    /** Ends the threads, and every connection that is left. */
    public void shutDown() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}
