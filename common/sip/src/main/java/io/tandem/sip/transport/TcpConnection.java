package io.tandem.sip.transport;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.SipMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One TCP connection: frames what comes, hands it to the event loop, ends itself when the peer does not speak SIP, stalls or reads too slowly.
 * Runs on the connection's Netty thread; {@link #send} may be called from any. */
final class TcpConnection extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(TcpConnection.class);

    private final TcpSipTransport transport;
    private final Flow flow;
    private final TcpLimits limits;
    private final StreamFraming framing;
    private final AtomicInteger undelivered = new AtomicInteger();
    private volatile @Nullable ChannelHandlerContext context;
    private ByteBuf collected = Unpooled.EMPTY_BUFFER;
    private @Nullable Future<?> deadline;
    private boolean ended;
    private volatile boolean paused;

    TcpConnection(TcpSipTransport transport, InetSocketAddress remote, long id) {
        this.transport = transport;
        this.limits = transport.limits();
        this.flow = new Flow(Protocol.TCP, transport.localAddress(), remote, id);
        this.framing = new StreamFraming(limits.maxHeaderBytes(), limits.maxBodyBytes());
    }

    Flow flow() {
        return flow;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        collected = ctx.alloc().buffer(2048);
        armDeadline(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message; // the first handler of the pipeline is given buffers
        try {
            if (!ended) {
                collected.writeBytes(bytes);
                takeMessages(ctx);
            }
        } finally {
            bytes.release();
        }
    }

    private void takeMessages(ChannelHandlerContext ctx) {
        boolean progress = false;
        while (!ended) {
            StreamFraming.Found found = framing.next(collected);
            if (found == StreamFraming.Found.NOTHING) {
                break;
            }
            progress = true;
            take(ctx, found);
        }
        collected.discardSomeReadBytes();
        if (progress && !ended) {
            disarmDeadline();
        }
        if (collected.isReadable() && deadline == null) {
            armDeadline(ctx);
        }
    }

    private void take(ChannelHandlerContext ctx, StreamFraming.Found found) {
        switch (found) {
            case NOTHING -> { }
            case LINE_END -> collected.skipBytes(framing.length());
            case PING -> {
                collected.skipBytes(framing.length());
                transport.counters().keepAlives.increment();
                ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {'\r', '\n'}));
            }
            case MESSAGE -> {
                byte[] bytes = ByteBufUtil.getBytes(collected, collected.readerIndex(), framing.length());
                collected.skipBytes(framing.length());
                deliver(bytes);
            }
            case BROKEN -> {
                transport.counters().malformed.increment();
                cut(framing.fault());
            }
        }
    }

    private void deliver(byte[] bytes) {
        if (undelivered.incrementAndGet() >= limits.maxUndelivered()) {
            paused = true;
            read(false);
        }
        try {
            SipMessage message = SipMessage.parse(bytes, 0, bytes.length);
            transport.counters().received.increment();
            transport.onLoop(() -> delivered(() -> transport.receiver().onMessage(message, flow)));
        } catch (MalformedMessageException e) {
            transport.counters().malformed.increment();
            transport.onLoop(() -> delivered(() -> transport.receiver().onMalformed(bytes, flow, e)));
        }
    }

    /** Event loop thread. */
    private void delivered(Runnable delivery) {
        try {
            delivery.run();
        } finally {
            if (undelivered.decrementAndGet() <= limits.maxUndelivered() / 2 && paused) {
                paused = false;
                read(true);
            }
        }
    }

    private void read(boolean on) {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.channel().config().setAutoRead(on);
        }
    }

    /** Any thread. The message has been written out before this returns. */
    void send(SipMessage message) {
        ChannelHandlerContext ctx = context;
        if (ctx == null || !ctx.channel().isActive()) {
            throw new UnreachableFlowException(flow, "the connection is closed");
        }
        ByteBuf bytes = Unpooled.wrappedBuffer(message.toBytes());
        transport.counters().sent.increment();
        ctx.channel().writeAndFlush(bytes).addListener(done -> {
            if (!done.isSuccess()) {
                transport.undelivered(message, flow, done.cause());
            }
        });
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!ctx.channel().isWritable()) {
            cut("peer left more than " + limits.maxUnsentBytes() + " bytes unread");
        }
    }

    private void armDeadline(ChannelHandlerContext ctx) {
        disarmDeadline();
        deadline = ctx.executor().schedule(() -> cut("no whole message within " + limits.messageTimeout()),
                limits.messageTimeout().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void disarmDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        cut("idle for " + limits.idleTimeout()); // the only events are those of the idle handler
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("{} {}: connection failed", flow.protocol(), flow.remote(), cause);
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ended = true;
        disarmDeadline();
        transport.closed(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        collected.release();
        collected = Unpooled.EMPTY_BUFFER;
    }

    /** Ends the connection for a reason of ours. */
    private void cut(String why) {
        ChannelHandlerContext ctx = context;
        if (ended || ctx == null) {
            return;
        }
        ended = true;
        transport.counters().cutConnections.increment();
        LOG.info("{} connection of {} to {} cut: {}", flow.protocol(), flow.remote(), flow.local(), why);
        ctx.close();
    }

    /** Ends the connection quietly. Any thread. */
    void close() {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.close();
        }
    }
}
