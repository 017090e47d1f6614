package io.tandem.sip.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.netty.channel.EventLoop;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.stream.admission.Crowd;
import io.tandem.sip.stream.admission.DeadlineWheel;
import io.tandem.sip.stream.frame.FrameBatch;
import io.tandem.sip.stream.frame.Outbox;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the connections of one Netty thread share. That thread, where nothing else is said. */
final class StreamThread {

    private static final Logger LOG = LoggerFactory.getLogger(StreamThread.class);
    private static final int LINES_PER_SECOND = 20;

    private final EventLoop executor;
    private final Inbox inbox;
    private final Outbox<Connection> outbox;
    private final DeadlineWheel deadlines = new DeadlineWheel(System.nanoTime());
    private final Crowd<Connection> crowd;
    private final Set<Connection> silent = new LinkedHashSet<>();
    private final Queue<Connection> paused = new ArrayDeque<>();
    private final int maxSilent;
    private final int maxCollectedBytes;
    private final Map<Connection, Integer> collected = new HashMap<>();
    private long collectedBytes;
    private boolean publishing;
    private long linesSecond;
    private int lines;

    /** @param known    see {@link StreamTransport#prefer}
     * @param patience how long a stranger is safe from other strangers */
    StreamThread(EventLoop executor, io.tandem.net.EventLoop loop, Predicate<PeerAddress> known, Duration patience, int maxSilent, int maxCollectedBytes) {
        this.executor = executor;
        this.maxSilent = maxSilent;
        this.maxCollectedBytes = maxCollectedBytes;
        this.inbox = new Inbox(loop, () -> executor.execute(this::resume));
        this.outbox = new Outbox<>(executor, new Writing());
        this.crowd = new Crowd<>(executor, loop::execute, known, new Accepted(), patience.toNanos());
        executor.scheduleAtFixedRate(() -> deadlines.advance(System.nanoTime()), DeadlineWheel.TICK_NANOS, DeadlineWheel.TICK_NANOS, TimeUnit.NANOSECONDS);
    }

    EventLoop executor() {
        return executor;
    }

    Outbox<Connection> outbox() {
        return outbox;
    }

    DeadlineWheel deadlines() {
        return deadlines;
    }

    boolean isCongested() {
        return inbox.isCongested();
    }

    /** The inbox with room, to be handed over when this round of reading ends. */
    FrameBatch<Connection> incoming(int entries, int bytes) {
        publishSoon();
        return inbox.batch(entries, bytes);
    }

    void closed(Connection connection) {
        publishSoon();
        inbox.closed(connection);
    }

    private void publishSoon() {
        if (!publishing) {
            publishing = true;
            executor.execute(this::publish);
        }
    }

    private void publish() {
        publishing = false;
        inbox.publish();
    }

    /** Reading goes on when the event loop has caught up. */
    void pause(Connection connection) {
        paused.add(connection);
    }

    private void resume() {
        for (int left = paused.size(); left > 0 && !inbox.isCongested(); left--) {
            paused.remove().resume();
        }
    }

    Crowd<Connection> crowd() {
        return crowd;
    }

    /** A new connection has not brought a message yet; the oldest of too many goes. */
    void arrived(Connection connection) {
        crowd.add(connection);
        silent.add(connection);
        if (silent.size() > maxSilent) {
            Iterator<Connection> oldest = silent.iterator();
            Connection victim = oldest.next();
            oldest.remove();
            victim.end(StreamEnd.CROWDED_OUT, "more than " + maxSilent + " connections without a message");
        }
    }

    void removeSilent(Connection connection) {
        silent.remove(connection);
    }

    /** A connection has ended. */
    void left(Connection connection) {
        crowd.remove(connection);
        silent.remove(connection);
    }

    /** Accounts for bytes of an unfinished message, negative when they are given back. When all connections together keep too many, the one that keeps
     * most is cut: one who sends a little must not suffer from those who send much. @return false if that is the one who asks; nothing is counted then */
    boolean collect(Connection connection, int bytes) {
        int would = collected.getOrDefault(connection, 0) + bytes;
        while (bytes > 0 && collectedBytes + bytes > maxCollectedBytes) {
            Map.Entry<Connection, Integer> most = mostCollected();
            if (most == null || most.getKey() == connection || most.getValue() <= would) {
                return false;
            }
            most.getKey().end(StreamEnd.CROWDED_OUT, "keeps most of too many bytes of unfinished messages");
            Integer left = collected.remove(most.getKey());
            collectedBytes -= left == null ? 0 : left;
        }
        collectedBytes += bytes;
        if (would == 0) {
            collected.remove(connection);
        } else {
            collected.put(connection, would);
        }
        return true;
    }

    private Map.@Nullable Entry<Connection, Integer> mostCollected() {
        Map.Entry<Connection, Integer> most = null;
        for (Map.Entry<Connection, Integer> entry : collected.entrySet()) {
            if (most == null || entry.getValue() > most.getValue()) {
                most = entry;
            }
        }
        return most;
    }

    /** Says why a connection was cut, a bounded number a second. */
    void log(Connection connection, StreamEnd why, String detail) {
        long second = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
        if (second != linesSecond) {
            linesSecond = second;
            lines = 0;
        }
        if (why.isCut() && lines++ < LINES_PER_SECOND) {
            LOG.info("{} cut, {}: {}", connection, why.label(), detail);
        } else {
            LOG.debug("{} ended, {}: {}", connection, why.label(), detail);
        }
    }

    /** Those that came to us, as the crowd sees them. */
    private static final class Accepted implements Crowd.Guests<Connection> {

        @Override
        public PeerAddress remote(Connection connection) {
            return connection.remote();
        }

        @Override
        public long enteredNanos(Connection connection) {
            return connection.openedNanos();
        }

        @Override
        public void giveWay(Connection connection) {
            connection.end(StreamEnd.CROWDED_OUT, "as many connections as there may be, and nobody has authenticated from its address");
        }
    }

    /** Takes what the event loop sends. */
    private static final class Writing implements Outbox.Writer<Connection> {

        @Override
        public void write(Connection connection, FrameBatch<Connection> batch, int index) {
            if (batch.kind(index) == FrameBatch.Kind.CLOSED) {
                connection.end(StreamEnd.BY_US, batch.note(index));
            } else {
                connection.write(batch.data(), batch.offset(index), batch.length(index));
            }
        }

        @Override
        public void flush(Connection connection) {
            connection.flush();
        }
    }
}
