package io.tandem.relay.control.stream;

import java.net.InetSocketAddress;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;

/** The ng protocol over TCP: messages with cookie, as over UDP. The connection's event loop. */
final class TcpHandler extends SimpleChannelInboundHandler<byte[]> {
    private final ControlWork work;
    private final Turn turn = new Turn();

    TcpHandler(ControlWork work) {
        this.work = work;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, byte[] message) {
        turn.take(ctx, work.ng(message, ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress()),
                reply -> reply.ifPresent(bytes -> ctx.writeAndFlush(Unpooled.wrappedBuffer(bytes))));
    }
}
