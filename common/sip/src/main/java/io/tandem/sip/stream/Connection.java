package io.tandem.sip.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.stream.admission.DeadlineWheel;
import io.tandem.sip.stream.admission.Lifetime;
import io.tandem.sip.stream.admission.Lifetime.Phase;
import io.tandem.sip.stream.frame.FrameBatch;
import io.tandem.sip.stream.http.HttpCalls;
import io.tandem.sip.stream.websocket.WebSocketEvent;
import io.tandem.sip.transport.Protocol;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** One connection. Netty thread, where nothing else is said. */
final class Connection implements StreamConnection {

    private static final int MAX_WAITING = 64;
    /** Of those that were accepted; never filled. */
    private static final Queue<byte[]> NOTHING = new ArrayDeque<>(1);
    private static final ByteBuf CRLF = line("\r\n");
    private static final ByteBuf PING = line("\r\n\r\n");

    private final Listener listener;
    private final StreamThread thread;
    private final PeerAddress remote;
    private final long id;
    private final boolean outgoing;
    private final Intake intake;
    private final Lifetime lifetime = new Lifetime(System.nanoTime());
    private final DeadlineWheel.Entry deadline = new Deadline();
    /** Messages for a connection that is being opened. */
    private final Queue<byte[]> waiting;
    private @Nullable ChannelHandlerContext context;
    private Phase state;
    private volatile boolean open = true;
    /** Has the receiver heard of it, or sent over it? Then it is told the end. */
    private boolean known;
    private boolean greeted;
    private boolean dirty;
    private long bytesIn;
    private long bytesOut;

    Connection(Listener listener, StreamThread thread, PeerAddress remote, long id, boolean outgoing) {
        this.listener = listener;
        this.thread = thread;
        this.remote = remote;
        this.id = id;
        this.outgoing = outgoing;
        this.waiting = outgoing ? new ArrayDeque<>() : NOTHING;
        this.intake = new Intake(this, thread, listener.limits());
        this.state = outgoing ? Phase.CONNECTING : isPlain() ? Phase.OPEN : Phase.HANDSHAKE;
    }

    private static ByteBuf line(String text) {
        return Unpooled.unreleasableBuffer(Unpooled.copiedBuffer(text, US_ASCII).asReadOnly());
    }

    private boolean isPlain() {
        return listener.protocol() == Protocol.TCP;
    }

    boolean isWebSocket() {
        return listener.protocol() == Protocol.WS || listener.protocol() == Protocol.WSS;
    }

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

    long openedNanos() {
        return lifetime.openedNanos();
    }

    ConnectionInfo info(long nowNanos) {
        return new ConnectionInfo(id, protocol(), local(), remote, Duration.ofNanos(nowNanos - lifetime.openedNanos()),
                Duration.ofNanos(nowNanos - lifetime.lastReadNanos()), bytesIn, bytesOut, outgoing);
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

    /** The channel exists: accepted, or being opened. */
    void attached(ChannelHandlerContext ctx) {
        context = ctx;
        if (!outgoing) {
            thread.arrived(this);
            watch(lifetime.openedNanos());
        }
    }

    /** TCP is connected. */
    void connected() {
        if (outgoing && state == Phase.CONNECTING) {
            state = isPlain() ? Phase.OPEN : Phase.HANDSHAKE;
            watch(System.nanoTime());
            opened();
        }
    }

    /** Every handshake is done: messages may pass. */
    void shakenHands() {
        state = Phase.OPEN;
        watch(System.nanoTime());
        opened();
    }

    private void opened() {
        if (state != Phase.OPEN || !outgoing) {
            return;
        }
        listener.counters().connected.increment();
        for (byte[] message = waiting.poll(); message != null; message = waiting.poll()) {
            write(message, 0, message.length);
        }
        flush();
    }

    /** Something has come that is no message. */
    void heard() {
        lifetime.heard(System.nanoTime());
    }

    /** Plain bytes, or one WebSocket message; read by the intake, released by the caller. */
    void received(ByteBuf bytes) {
        if (state == Phase.OPEN) {
            heard();
            bytesIn += bytes.readableBytes();
            if (isWebSocket()) {
                intake.message(bytes);
            } else {
                intake.bytes(bytes);
            }
        }
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
        watch(nowNanos);
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
        if (ctx == null || state != Phase.OPEN) {
            first.release();
            return;
        }
        state = Phase.HTTP;
        greeted = true;
        thread.removeSilent(this);
        listener.options().http().ifPresent(endpoint ->
                ctx.pipeline().addBefore(ctx.name(), "http", new HttpCalls(endpoint, remote, this::called)));
        ctx.pipeline().fireChannelRead(first);
        ctx.pipeline().fireChannelReadComplete();
    }

    private void called() {
        heard();
        listener.counters().httpCalls.increment();
    }

    void read(boolean on) {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.channel().config().setAutoRead(on);
        }
    }

    void resume() {
        if (state == Phase.OPEN) {
            intake.resume();
            flush();
        }
    }

    /** Writes a message; it leaves with the next flush. */
    void write(byte[] data, int offset, int length) {
        ChannelHandlerContext ctx = context;
        if (state == Phase.OPEN && ctx != null) {
            known = true;
            listener.counters().messagesOut.increment();
            writeBytes(ctx.alloc().buffer(length).writeBytes(data, offset, length));
        } else if (outgoing && state != Phase.ENDED && waiting.size() < MAX_WAITING) {
            waiting.add(Arrays.copyOfRange(data, offset, offset + length));
        } else {
            undelivered(data, offset, length, state == Phase.ENDED ? "the connection is closed" : "the connection is not open yet");
        }
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

    private final class Deadline extends DeadlineWheel.Entry {
        @Override
        protected long reached(long nowNanos) {
            return look(nowNanos);
        }
    }

    private void watch(long nowNanos) {
        long next = look(nowNanos);
        if (next != Long.MAX_VALUE) {
            thread.deadlines().set(deadline, next);
        }
    }

    /** Ends the connection or pings if its time has come. @return when to look again */
    private long look(long nowNanos) {
        boolean pings = isWebSocket() || listener.limits().crlfPings();
        Lifetime.View view = new Lifetime.View(state, !greeted && !outgoing, intake.unfinishedSince(), pings, isWebSocket());
        Lifetime.Due due = lifetime.due(nowNanos, view, listener.times());
        if (due == Lifetime.Due.PING) {
            ping(nowNanos);
            due = lifetime.due(nowNanos, view, listener.times());
        }
        StreamEnd why = switch (due) {
            case NOTHING, PING -> null;
            case HANDSHAKE -> StreamEnd.HANDSHAKE_TIMEOUT;
            case FIRST_MESSAGE -> StreamEnd.SILENT;
            case MESSAGE_END -> StreamEnd.SLOW_WRITER;
            case IDLE, ANSWER -> StreamEnd.IDLE;
        };
        if (why != null) {
            end(why, due == Lifetime.Due.ANSWER ? "pings not answered" : "its time is over");
        }
        return state == Phase.ENDED ? Long.MAX_VALUE : lifetime.nextNanos();
    }

    private void ping(long nowNanos) {
        lifetime.pinged(nowNanos);
        listener.counters().keepAlivesOut.increment();
        ChannelHandlerContext ctx = context;
        if (isWebSocket() && ctx != null) {
            ctx.writeAndFlush(WebSocketEvent.Ping.INSTANCE, ctx.voidPromise());
        } else {
            writeBytes(PING.duplicate());
            flush();
        }
    }

    /** Ends the connection for this reason; only the first one counts. */
    void end(StreamEnd why, String detail) {
        if (state == Phase.ENDED) {
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

    /** The same where the channel has ended by itself. */
    void finish(StreamEnd why, String detail) {
        if (state == Phase.ENDED) {
            return;
        }
        state = Phase.ENDED;
        open = false;
        listener.forget(this);
        listener.counters().count(why);
        thread.log(this, why, detail);
        thread.deadlines().remove(deadline);
        thread.left(this);
        intake.clear();
        for (byte[] message = waiting.poll(); message != null; message = waiting.poll()) {
            undelivered(message, 0, message.length, detail);
        }
        if (known) {
            thread.closed(this);
        }
    }

    /** Has it been opened by us and not stood yet? */
    boolean isOpening() {
        return outgoing && state != Phase.OPEN;
    }

    @Override
    public String toString() {
        return "%s connection of %s at %s".formatted(protocol(), remote, local());
    }
}
