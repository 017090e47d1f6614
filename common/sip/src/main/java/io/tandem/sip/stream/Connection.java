package io.tandem.sip.stream;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

import javax.net.ssl.SSLException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.stream.admission.DeadlineWheel;
import io.tandem.sip.stream.frame.FrameBatch;
import io.tandem.sip.stream.http.HttpCalls;
import io.tandem.sip.stream.websocket.WebSocketEvent;
import io.tandem.sip.transport.Protocol;
import org.jspecify.annotations.Nullable;

/** One connection: the last handler of its channel. Netty thread, where nothing else is said. */
final class Connection extends ChannelInboundHandlerAdapter implements StreamConnection {

    private enum State {
        CONNECTING, HANDSHAKE, OPEN, HTTP, ENDED
    }

    private static final int MAX_WAITING = 64;
    private static final long HTTP_IDLE_NANOS = Duration.ofSeconds(60).toNanos();
    private static final ByteBuf CRLF = line("\r\n");
    private static final ByteBuf PING = line("\r\n\r\n");

    private final Listener listener;
    private final StreamThread thread;
    private final PeerAddress remote;
    private final long id;
    private final boolean outgoing;
    private final Intake intake;
    private final long openedNanos = System.nanoTime();
    private final DeadlineWheel.Entry deadline = new Deadline();
    private @Nullable Queue<byte[]> waiting;
    private @Nullable ChannelHandlerContext context;
    private State state;
    private volatile boolean open = true;
    /** Has the receiver heard of it, or sent over it? Then it is told the end. */
    private boolean known;
    private boolean greeted;
    private boolean dirty;
    private long lastReadNanos = openedNanos;
    private long lastPingNanos = openedNanos;
    private int pingsUnanswered;
    private long bytesIn;
    private long bytesOut;

    Connection(Listener listener, StreamThread thread, PeerAddress remote, long id, boolean outgoing) {
        this.listener = listener;
        this.thread = thread;
        this.remote = remote;
        this.id = id;
        this.outgoing = outgoing;
        this.intake = new Intake(this, thread, listener.limits());
        this.state = outgoing ? State.CONNECTING : isPlain() ? State.OPEN : State.HANDSHAKE;
    }

    private static ByteBuf line(String text) {
        return Unpooled.unreleasableBuffer(Unpooled.copiedBuffer(text, java.nio.charset.StandardCharsets.US_ASCII).asReadOnly());
    }

    private boolean isPlain() {
        return listener.protocol() == Protocol.TCP;
    }

    private boolean isWebSocket() {
        return listener.protocol() == Protocol.WS || listener.protocol() == Protocol.WSS;
    }

    // --- what others ask, any thread ---

    @Override
    public long id() {
        return id;
    }

    @Override
    public Protocol protocol() {
        return listener.protocol();
    }

    @Override
    public PeerAddress local() {
        return listener.local();
    }

    @Override
    public PeerAddress remote() {
        return remote;
    }

    @Override
    public Listener listener() {
        return listener;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    StreamReceiver receiver() {
        return listener.receiver();
    }

    ConnectionInfo info(long nowNanos) {
        return new ConnectionInfo(id, protocol(), local(), remote, Duration.ofNanos(nowNanos - openedNanos), Duration.ofNanos(nowNanos - lastReadNanos),
                bytesIn, bytesOut, outgoing);
    }

    /** Event loop thread. */
    @Override
    public boolean send(byte[] data, int offset, int length) {
        if (!open) {
            return false;
        }
        if (!thread.outbox().add(this, FrameBatch.Kind.MESSAGE, data, offset, length, "")) {
            listener.counters().undelivered.increment();
        }
        return true;
    }

    @Override
    public void close(String why) {
        byte[] nothing = {};
        if (!listener.inLoop() || !thread.outbox().add(this, FrameBatch.Kind.CLOSED, nothing, 0, 0, why)) {
            thread.executor().execute(() -> end(StreamEnd.BY_US, why));
        }
    }

    // --- opening ---

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        if (!outgoing) {
            thread.addSilent(this);
            thread.deadlines().set(deadline, deadline(openedNanos));
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (outgoing && state == State.CONNECTING) {
            state = isPlain() ? State.OPEN : State.HANDSHAKE;
            thread.deadlines().set(deadline, deadline(System.nanoTime()));
            opened();
        }
        ctx.fireChannelActive();
    }

    private void shakenHands() {
        state = State.OPEN;
        thread.deadlines().set(deadline, deadline(System.nanoTime()));
        opened();
    }

    private void opened() {
        if (state != State.OPEN || !outgoing) {
            return;
        }
        listener.counters().connected.increment();
        Queue<byte[]> messages = waiting;
        waiting = null;
        while (messages != null && !messages.isEmpty()) {
            byte[] message = messages.remove();
            write(message, 0, message.length);
        }
        flush();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        switch (event) {
            case SslHandshakeCompletionEvent tls when tls.isSuccess() -> {
                listener.counters().handshakes.increment();
                if (!isWebSocket()) {
                    shakenHands();
                }
            }
            case SslHandshakeCompletionEvent tls -> end(outgoing ? StreamEnd.UNREACHABLE : StreamEnd.TLS_FAILED, "TLS: " + tls.cause().getMessage());
            case WebSocketEvent.Upgraded _ -> shakenHands();
            case WebSocketEvent.KeepAlive _ -> {
                heard(System.nanoTime(), 0);
                listener.counters().keepAlivesIn.increment();
            }
            case WebSocketEvent.Refused refused -> end(StreamEnd.UPGRADE_REFUSED, refused.why());
            case WebSocketEvent.Closed _ -> end(StreamEnd.BY_PEER, "WebSocket close");
            default -> ctx.fireUserEventTriggered(event);
        }
    }

    // --- in ---

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message; // the handlers before hand on nothing else
        try {
            if (state == State.OPEN) {
                heard(System.nanoTime(), bytes.readableBytes());
                if (isWebSocket()) {
                    intake.message(bytes);
                } else {
                    intake.bytes(bytes);
                }
            }
        } finally {
            bytes.release();
        }
    }

    private void heard(long nowNanos, int bytes) {
        lastReadNanos = nowNanos;
        pingsUnanswered = 0;
        bytesIn += bytes;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        flush();
        ctx.fireChannelReadComplete();
    }

    /** Given by the intake: a message is on its way to the receiver. */
    void taken() {
        listener.counters().messagesIn.increment();
        known = true;
        if (!greeted) {
            greeted = true;
            thread.removeSilent(this);
        }
    }

    /** Given by the intake: a message has begun and must end in time. */
    void begun(long nowNanos) {
        thread.deadlines().set(deadline, deadline(nowNanos));
    }

    /** Given by the intake: the stream cannot be read any further. */
    void broken(StreamEnd why, FrameBatch<Connection> batch, int offset, int length, String fault) {
        known = true;
        batch.add(this, FrameBatch.Kind.BROKEN, offset, Math.min(length, 2048), fault);
        end(why, fault);
    }

    /** Given by the intake. */
    void keptAlive(boolean answer) {
        listener.counters().keepAlivesIn.increment();
        if (answer) {
            writeBytes(CRLF.duplicate());
        }
    }

    /** May these be the first bytes of HTTP, and does somebody serve it here? */
    boolean servesHttp() {
        return !greeted && isPlain() && listener.options().http().isPresent();
    }

    void toHttp(ByteBuf first) {
        ChannelHandlerContext ctx = context;
        if (ctx == null || state != State.OPEN) {
            first.release();
            return;
        }
        state = State.HTTP;
        greeted = true;
        thread.removeSilent(this);
        listener.options().http().ifPresent(endpoint ->
                ctx.pipeline().addBefore(ctx.name(), "http", new HttpCalls(endpoint, remote, listener.counters().httpCalls::increment)));
        ctx.pipeline().fireChannelRead(first);
        ctx.pipeline().fireChannelReadComplete();
    }

    void read(boolean on) {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.channel().config().setAutoRead(on);
        }
    }

    void resume() {
        if (state == State.OPEN) {
            intake.resume();
            flush();
        }
    }

    // --- out ---

    /** Writes a message; it leaves with the next flush. */
    void write(byte[] data, int offset, int length) {
        ChannelHandlerContext ctx = context;
        if (state == State.OPEN && ctx != null) {
            known = true;
            listener.counters().messagesOut.increment();
            writeBytes(ctx.alloc().buffer(length).writeBytes(data, offset, length));
        } else if (outgoing && state != State.ENDED && waitingMessages().size() < MAX_WAITING) {
            waitingMessages().add(java.util.Arrays.copyOfRange(data, offset, offset + length));
        } else {
            undelivered(data, offset, length, state == State.ENDED ? "the connection is closed" : "the connection is not open yet");
        }
    }

    private Queue<byte[]> waitingMessages() {
        Queue<byte[]> messages = waiting;
        if (messages == null) {
            messages = new ArrayDeque<>();
            waiting = messages;
        }
        return messages;
    }

    private void undelivered(byte[] data, int offset, int length, String why) {
        listener.counters().undelivered.increment();
        thread.incoming(1, length).addCopy(this, FrameBatch.Kind.UNDELIVERED, data, offset, length, why);
    }

    private void writeBytes(ByteBuf bytes) {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            bytes.release();
            return;
        }
        bytesOut += bytes.readableBytes();
        dirty = true;
        ctx.write(bytes, ctx.voidPromise());
    }

    void flush() {
        ChannelHandlerContext ctx = context;
        if (dirty && ctx != null) {
            dirty = false;
            ctx.flush();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!ctx.channel().isWritable()) {
            end(StreamEnd.SLOW_READER, "more than " + listener.limits().maxUnsentBytes() + " bytes unsent");
        }
    }

    // --- deadlines ---

    private final class Deadline extends DeadlineWheel.Entry {
        @Override
        protected long reached(long nowNanos) {
            return state == State.ENDED ? Long.MAX_VALUE : deadline(nowNanos);
        }
    }

    /** Ends the connection or pings if its time has come. @return when to look again */
    private long deadline(long nowNanos) {
        StreamLimits limits = listener.limits();
        return switch (state) {
            case CONNECTING, ENDED -> Long.MAX_VALUE;
            case HANDSHAKE -> due(nowNanos, openedNanos + limits.handshakeTimeout().toNanos(), StreamEnd.HANDSHAKE_TIMEOUT);
            case HTTP -> due(nowNanos, lastReadNanos + HTTP_IDLE_NANOS, StreamEnd.IDLE);
            case OPEN -> {
                long next = due(nowNanos, lastReadNanos + limits.idleTimeout().toNanos(), StreamEnd.IDLE);
                if (!greeted && !outgoing) {
                    next = Math.min(next, due(nowNanos, openedNanos + limits.messageTimeout().toNanos(), StreamEnd.SILENT));
                }
                if (intake.isUnfinished()) {
                    next = Math.min(next, due(nowNanos, intake.begunNanos() + limits.messageTimeout().toNanos(), StreamEnd.SLOW_WRITER));
                }
                yield pings() ? Math.min(next, ping(nowNanos)) : next;
            }
        };
    }

    private long due(long nowNanos, long atNanos, StreamEnd why) {
        if (nowNanos - atNanos < 0) {
            return atNanos;
        }
        end(why, "its time is over");
        return Long.MAX_VALUE;
    }

    private boolean pings() {
        return listener.limits().keepAlive().isPositive() && (isWebSocket() || listener.limits().crlfPings());
    }

    /** A WebSocket that answers two pings in a row with nothing at all is dead; RFC 6455 makes answers a duty, RFC 5626 only for who offered them. */
    private long ping(long nowNanos) {
        long every = listener.limits().keepAlive().toNanos();
        long at = Math.max(lastReadNanos, lastPingNanos) + every;
        if (nowNanos - at < 0) {
            return at;
        }
        if (isWebSocket() && pingsUnanswered >= 2) {
            end(StreamEnd.IDLE, "pings not answered");
            return Long.MAX_VALUE;
        }
        lastPingNanos = nowNanos;
        pingsUnanswered++;
        listener.counters().keepAlivesOut.increment();
        if (isWebSocket() && context != null) {
            context.writeAndFlush(WebSocketEvent.Ping.INSTANCE, context.voidPromise());
        } else {
            writeBytes(PING.duplicate());
            flush();
        }
        return nowNanos + every;
    }

    // --- the end ---

    /** Ends the connection for this reason; only the first one counts. */
    void end(StreamEnd why, String detail) {
        if (state == State.ENDED) {
            return;
        }
        flush();
        finish(why, detail);
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            Channel channel = ctx.channel();
            if (why == StreamEnd.SLOW_READER) {
                channel.config().setOption(ChannelOption.SO_LINGER, 0); // what it does not read is not kept
            }
            ctx.close();
        }
    }

    private void finish(StreamEnd why, String detail) {
        if (state == State.ENDED) {
            return;
        }
        state = State.ENDED;
        open = false;
        listener.forget(this);
        listener.counters().count(why);
        thread.log(this, why, detail);
        thread.deadlines().remove(deadline);
        thread.removeSilent(this);
        intake.clear();
        Queue<byte[]> messages = waiting;
        waiting = null;
        while (messages != null && !messages.isEmpty()) {
            byte[] message = messages.remove();
            undelivered(message, 0, message.length, detail);
        }
        if (known) {
            thread.closed(this);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        finish(StreamEnd.BY_PEER, "closed");
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Throwable root = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        StreamEnd why = switch (root) {
            case SSLException _ -> StreamEnd.TLS_FAILED;
            case IOException _ -> StreamEnd.BY_PEER;
            case TooLongFrameException _ -> StreamEnd.TOO_LARGE;
            default -> isWebSocket() ? StreamEnd.WEBSOCKET_FAULT : StreamEnd.NOT_SIP;
        };
        end(outgoing && state != State.OPEN ? StreamEnd.UNREACHABLE : why, root.toString());
    }

    @Override
    public String toString() {
        return "%s connection of %s at %s".formatted(protocol(), remote, local());
    }
}
