package io.tandem.relay.control.stream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.tandem.platform.control.http.AllowedNetworks;

/** The ports of all carriers, on one thread. Open while this lives. */
public final class ControlPorts implements AutoCloseable {
    /** Octets of the longest message taken. */
    static final int MAX_MESSAGE = 256 * 1024;
    private static final int MAX_LINE = 4096;
    private static final int IDLE_SECONDS = 600;
    private static final long CLOSE_SECONDS = 2;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("relay-control-stream", true),
            NioIoHandler.newFactory());
    private final List<Channel> listeners = new ArrayList<>();
    private final Doorkeeper doorkeeper;

    private ControlPorts(StreamProperties properties) {
        doorkeeper = new Doorkeeper(AllowedNetworks.of(properties.allowed()));
    }

    /** @throws IllegalStateException naming the address that is not to be had; nothing stays open */
    public static ControlPorts open(StreamProperties properties, ControlWork work) {
        ControlPorts ports = new ControlPorts(properties);
        try {
            ports.listen("tcp", properties.tcp(), channel -> channel.pipeline().addLast(new NgFrames(MAX_MESSAGE), new TcpHandler(work)));
            ports.listen("http", properties.http(), channel -> channel.pipeline().addLast(new HttpServerCodec(),
                    new HttpObjectAggregator(MAX_MESSAGE), new HttpHandler(work)));
            ports.listen("cli", properties.cli(), channel -> channel.pipeline().addLast(new LineBasedFrameDecoder(MAX_LINE), new StringDecoder(),
                    new CliHandler(work)));
            return ports;
        } catch (RuntimeException e) {
            ports.close();
            throw e;
        }
    }

    private interface Setup {
        void on(SocketChannel channel);
    }

    private void listen(String what, String address, Setup setup) {
        if (address.isBlank()) return;
        ChannelHandler initializer = new ChannelInitializer<SocketChannel>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                channel.pipeline().addLast(doorkeeper, new IdleStateHandler(0, 0, IDLE_SECONDS, TimeUnit.SECONDS));
                setup.on(channel);
                channel.pipeline().addLast(new LastHandler());
            }
        };
        InetSocketAddress local = literal(what, address);
        var bound = new ServerBootstrap().group(group).channel(NioServerSocketChannel.class).childHandler(initializer)
                .childOption(ChannelOption.TCP_NODELAY, true).bind(local).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IllegalStateException("no listener on %s (TCP): %s; end what listens there or set tandem.rtp-relay.listen.%s"
                    .formatted(address, bound.cause().getMessage(), what), bound.cause());
        }
        listeners.add(bound.channel());
    }

    private static InetSocketAddress literal(String what, String text) {
        int colon = text.lastIndexOf(':');
        try {
            return new InetSocketAddress(InetAddress.ofLiteral(text.substring(0, colon).replaceAll("[\\[\\]]", "")),
                    Integer.parseInt(text.substring(colon + 1)));
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
            throw new IllegalArgumentException("tandem.rtp-relay.listen.%s '%s' is not address:port".formatted(what, text), e);
        }
    }

    /** Where a port listens, in the order tcp, http, cli without those switched off. */
    public List<InetSocketAddress> addresses() {
        return listeners.stream().map(channel -> (InetSocketAddress) channel.localAddress()).toList();
    }


    @Override
    public void close() {
        listeners.forEach(Channel::close);
        group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
