package io.tandem.lb.flow;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

import io.tandem.lb.socket.HostPort;
import io.tandem.lb.target.ProbeSender;
import io.tandem.lb.target.Proxies;
import io.tandem.net.Scheduler;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.transport.Protocol;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a proxy which connections have closed: gathered for 200 ms, up to a hundred in a message, sent again until it is acknowledged, every
 * time to another proxy that lives. What nobody takes within half a minute, or exceeds what is kept, is counted and given up: such a binding
 * ends with its registration, and calls to it fail at once, as the connection is gone. Loop thread, but for the counts.
 */
public final class ClosedFlows {

    private static final Logger LOG = LoggerFactory.getLogger(ClosedFlows.class);
    private static final Duration GATHER = Duration.ofMillis(200);
    private static final Duration T1 = Duration.ofMillis(500);
    private static final Duration T2 = Duration.ofSeconds(4);
    private static final Duration PATIENCE = Duration.ofSeconds(32);
    private static final int LINES = 100;
    /** Messages under way at most. */
    private static final int UNDER_WAY = 50;
    /** Connections that wait at most, some megabyte. */
    private static final int MAX_WAITING = 20_000;
    private static final int MAX_NUMBER = 99_999_999;
    private static final int OK = 200;

    private final Proxies proxies;
    private final HostPort internal;
    private final Scheduler scheduler;
    private final ProbeSender sender;
    private final Set<Long> registering = new HashSet<>();
    private final Deque<String> waiting = new ArrayDeque<>();
    private final Map<Integer, Notice> underWay = new HashMap<>();
    private final LongAdder told = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private boolean gathering;
    private int number;
    private int turn;

    /** One message, until it is acknowledged. */
    private final class Notice {
        private final int id;
        private final String lines;
        private final int count;
        private final long deadlineNanos = scheduler.nanoTime() + PATIENCE.toNanos();
        private long waitNanos = T1.toNanos();

        Notice(int id, String lines, int count) {
            this.id = id;
            this.lines = lines;
            this.count = count;
        }

        void send() {
            PeerAddress proxy = proxies.anyUp(turn++);
            if (proxy != null) {
                byte[] message = FlowNotify.message(internal, proxy, id, lines);
                sender.send(proxy, message, message.length);
            }
            scheduler.schedule(waitNanos, this::again);
            waitNanos = Math.min(2 * waitNanos, T2.toNanos());
        }

        private void again() {
            if (underWay.get(id) != this) {
                return;
            }
            if (scheduler.nanoTime() < deadlineNanos) {
                send();
                return;
            }
            underWay.remove(id);
            lost.add(count);
            LOG.warn("no proxy took the notice of {} closed connections: their bindings stay until they expire", count);
            flush();
        }
    }

    /** @param internal our socket that {@code sender} sends from */
    public ClosedFlows(Proxies proxies, HostPort internal, Scheduler scheduler, ProbeSender sender) {
        this.proxies = proxies;
        this.internal = internal;
        this.scheduler = scheduler;
        this.sender = sender;
    }

    /** A REGISTER that came over the connection goes to a proxy. */
    public void registers(long connection) {
        registering.add(connection);
    }

    /** A connection is no more. Proxies are told of those over which a REGISTER came: who opens and closes others displaces nobody's notice. */
    public void closed(long connection, PeerAddress remote, Protocol protocol) {
        if (!registering.remove(connection)) {
            return;
        }
        if (waiting.size() >= MAX_WAITING) {
            lost.increment();
            return;
        }
        waiting.add(FlowNotify.line(connection, remote, protocol));
        if (!gathering) {
            gathering = true;
            scheduler.schedule(GATHER.toNanos(), () -> {
                gathering = false;
                flush();
            });
        }
    }

    private void flush() {
        while (!waiting.isEmpty() && underWay.size() < UNDER_WAY) {
            StringBuilder lines = new StringBuilder();
            int count = 0;
            while (count < LINES && !waiting.isEmpty()) {
                lines.append(waiting.remove());
                count++;
            }
            number = number == MAX_NUMBER ? 1 : number + 1;
            Notice notice = new Notice(number, lines.toString(), count);
            underWay.put(number, notice);
            notice.send();
        }
    }

    /** Takes a response from inside whose top Via has its branch at this place. @return false if it answers no notice */
    public boolean take(byte[] data, int branchFrom, int branchTo, int status) {
        if (!FlowNotify.BRANCH.isOurs(data, branchFrom, branchTo)) {
            return false;
        }
        int id = (int) FlowNotify.BRANCH.read(data, branchFrom, branchTo);
        @Nullable Notice notice = status == OK ? underWay.remove(id) : null;
        if (notice != null) {
            told.add(notice.count);
            flush();
        }
        return true;
    }

    /** Connections that a proxy has acknowledged. Any thread. */
    public long told() {
        return told.sum();
    }

    /** Connections that no proxy was told of. Any thread. */
    public long lost() {
        return lost.sum();
    }
}
