package io.tandem.sip.stream;

import java.util.Arrays;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tandem.sip.stream.frame.FrameBatch;
import io.tandem.sip.stream.frame.StreamFraming;
import io.tandem.sip.stream.frame.StreamFraming.Found;

/** What one connection has brought: whole messages go into the inbox's batch, the rest waits here. Keeps no bytes while none are unfinished. */
final class Intake {

    private static final byte[] NONE = {};

    private final Connection connection;
    private final StreamThread thread;
    private final StreamFraming framing;
    private final int maxMessageBytes;
    private byte[] collected = NONE;
    private int length;
    private long begunNanos;
    private boolean paused;
    private boolean lineEndBefore;

    Intake(Connection connection, StreamThread thread, StreamLimits limits) {
        this.connection = connection;
        this.thread = thread;
        this.framing = new StreamFraming(limits.maxHeaderBytes(), limits.maxBodyBytes());
        this.maxMessageBytes = limits.maxHeaderBytes() + limits.maxBodyBytes();
    }

    /** When the message began that has not ended, for the peer's fault; {@link Long#MIN_VALUE} if there is none. */
    long unfinishedSince() {
        return length > 0 && !paused ? begunNanos : Long.MIN_VALUE;
    }

    void clear() {
        if (collected.length > 0) {
            collect(-collected.length);
            collected = NONE;
            length = 0;
        }
    }

    /** Bytes of a stream. */
    void bytes(ByteBuf bytes) {
        if (paused || length + bytes.readableBytes() < framing.wanted()) {
            keep(bytes);
            return;
        }
        while (takeMessages(bytes)) {
            continue; // the batch was full
        }
    }

    /** A whole WebSocket message. */
    void message(ByteBuf message) {
        int bytes = message.readableBytes();
        while (message.isReadable() && (message.getByte(message.readerIndex()) == '\r' || message.getByte(message.readerIndex()) == '\n')) {
            message.skipBytes(1);
        }
        if (!message.isReadable()) {
            connection.keptAlive(bytes >= 4);
            return;
        }
        FrameBatch<Connection> batch = thread.incoming(1, message.readableBytes());
        int at = batch.used();
        int end = batch.place(message, at);
        if (end - at > maxMessageBytes) {
            connection.broken(StreamEnd.TOO_LARGE, batch, at, end - at, "message of " + (end - at) + " bytes, limit " + maxMessageBytes);
            return;
        }
        batch.add(connection, FrameBatch.Kind.MESSAGE, at, end - at, "");
        connection.taken();
        if (thread.isCongested()) {
            pause();
        }
    }

    /** Frames what is here, with what was kept before. @return true if there may be more messages for another batch */
    private boolean takeMessages(ByteBuf bytes) {
        if (thread.isCongested()) {
            keep(bytes);
            pause();
            return false;
        }
        int total = length + bytes.readableBytes();
        FrameBatch<Connection> batch = thread.incoming(1, total);
        int at = batch.used();
        int end = batch.place(bytes, batch.place(collected, 0, length, at));
        boolean unfinishedBefore = length > 0;
        clear();
        if (total >= 4 && connection.servesHttp() && isHttp(batch.data(), at)) {
            connection.toHttp(Unpooled.copiedBuffer(batch.data(), at, total));
            return false;
        }
        int from = at;
        while (batch.hasRoom(1, 0) && connection.isOpen()) {
            Found found = framing.next(batch.data(), from, end);
            if (found == Found.NOTHING) {
                keep(batch, from, end, unfinishedBefore && from == at);
                return false;
            }
            if (found == Found.BROKEN || found == Found.TOO_LARGE) {
                connection.broken(found == Found.BROKEN ? StreamEnd.NOT_SIP : StreamEnd.TOO_LARGE, batch, from, end - from, framing.fault());
                return false;
            }
            take(batch, from, found);
            from += framing.length();
        }
        if (connection.isOpen()) {
            keep(batch, from, end, false);
        }
        return length > 0;
    }

    private void take(FrameBatch<Connection> batch, int from, Found found) {
        switch (found) {
            case MESSAGE -> {
                batch.add(connection, FrameBatch.Kind.MESSAGE, from, framing.length(), "");
                connection.taken();
            }
            case PING -> connection.keptAlive(true);
            case LINE_END -> connection.keptAlive(lineEndBefore); // the two halves of a ping may come apart
            case NOTHING, BROKEN, TOO_LARGE -> throw new IllegalStateException("not to be taken: " + found);
        }
        lineEndBefore = found == Found.LINE_END && !lineEndBefore;
    }

    private static boolean isHttp(byte[] data, int at) {
        int word = data[at] << 24 | data[at + 1] << 16 | data[at + 2] << 8 | data[at + 3];
        return switch (word) {
            case 'G' << 24 | 'E' << 16 | 'T' << 8 | ' ', 'P' << 24 | 'O' << 16 | 'S' << 8 | 'T', 'H' << 24 | 'E' << 16 | 'A' << 8 | 'D',
                 'P' << 24 | 'U' << 16 | 'T' << 8 | ' ', 'D' << 24 | 'E' << 16 | 'L' << 8 | 'E' -> true;
            default -> false;
        };
    }

    private void keep(ByteBuf bytes) {
        int more = bytes.readableBytes();
        if (more > 0 && ensure(length + more)) {
            bytes.readBytes(collected, length, more);
            length += more;
            if (length == more) { // nothing was unfinished before
                begunNanos = System.nanoTime();
            }
        }
    }

    private void keep(FrameBatch<Connection> batch, int from, int end, boolean begunBefore) {
        int rest = end - from;
        if (rest == 0 || !ensure(rest)) {
            return;
        }
        System.arraycopy(batch.data(), from, collected, 0, rest);
        length = rest;
        if (!begunBefore) {
            begunNanos = System.nanoTime();
            connection.begun(begunNanos);
        }
    }

    private boolean ensure(int bytes) {
        if (bytes <= collected.length) {
            return true;
        }
        int capacity = Math.max(bytes, Math.min(2 * collected.length, maxMessageBytes));
        if (!collect(capacity - collected.length)) {
            connection.end(StreamEnd.CROWDED_OUT, "too many bytes of unfinished messages, all connections together");
            return false;
        }
        collected = Arrays.copyOf(collected, capacity);
        return true;
    }

    private boolean collect(int bytes) {
        return thread.collect(connection, bytes);
    }

    private void pause() {
        if (!paused) {
            paused = true;
            connection.read(false);
            thread.pause(connection);
        }
    }

    /** The event loop has caught up. */
    void resume() {
        paused = false;
        begunNanos = System.nanoTime(); // the time that we did not read is not the peer's
        bytes(Unpooled.EMPTY_BUFFER);
        if (!paused) {
            connection.read(true);
        }
    }
}
