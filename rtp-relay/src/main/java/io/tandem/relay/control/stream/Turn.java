package io.tandem.relay.control.stream;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.netty.channel.ChannelHandlerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commands of one connection in work: nothing more is read from it meanwhile, so what waits is bounded. The connection's event loop. */
final class Turn {
    private static final Logger LOG = LoggerFactory.getLogger(Turn.class);

    private int working;

    /** @param then told of the result on the connection's event loop; a failure is logged and ends the connection */
    <T> void take(ChannelHandlerContext ctx, CompletionStage<T> work, Consumer<T> then) {
        working++;
        ctx.channel().config().setAutoRead(false);
        work.whenComplete((result, failure) -> ctx.executor().execute(() -> {
            if (failure == null) {
                then.accept(result);
            } else {
                LOG.error("control command from {} failed", ctx.channel().remoteAddress(), failure);
                ctx.close();
            }
            if (--working == 0) ctx.channel().config().setAutoRead(true);
        }));
    }
}
