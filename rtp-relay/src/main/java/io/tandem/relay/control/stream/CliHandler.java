package io.tandem.relay.control.stream;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;

/** A line command a connection; the end of the answer is the end of the connection. The connection's event loop. */
final class CliHandler extends SimpleChannelInboundHandler<String> {
    private final ControlWork work;
    private final Turn turn = new Turn();
    private boolean asked;

    CliHandler(ControlWork work) {
        this.work = work;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, String line) {
        if (asked) return;
        asked = true;
        turn.take(ctx, work.cli(line), answer -> ctx.writeAndFlush(Unpooled.copiedBuffer(answer, StandardCharsets.UTF_8))
                .addListener(ChannelFutureListener.CLOSE));
    }
}
