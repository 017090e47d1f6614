package io.tandem.relay.control.stream;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.tandem.platform.control.http.AllowedNetworks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets in who may control the relay, and not more at once than it can bear. */
@Sharable
final class Doorkeeper extends ChannelInboundHandlerAdapter {
    private static final int MAX_CONNECTIONS = 256;
    private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);

    private final AllowedNetworks allowed;
    private final AtomicInteger open = new AtomicInteger();

    Doorkeeper(AllowedNetworks allowed) {
        this.allowed = allowed;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        boolean room = open.incrementAndGet() <= MAX_CONNECTIONS;
        if (room && ctx.channel().remoteAddress() instanceof InetSocketAddress remote && allowed.contains(remote.getAddress())) {
            ctx.fireChannelActive();
        } else {
            LOG.warn("control connection from {} refused: {}", ctx.channel().remoteAddress(), room ? "tandem.rtp-relay.listen.allowed lists who may"
                    : MAX_CONNECTIONS + " are open already");
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        open.decrementAndGet();
        ctx.fireChannelInactive();
    }
}
