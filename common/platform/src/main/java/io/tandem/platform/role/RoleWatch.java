package io.tandem.platform.role;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The role of this node, kept current: a service that cannot tell it is standby, and asks again until it can. Any thread.
 */
public final class RoleWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RoleWatch.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final List<RoleListener> listeners = new ArrayList<>();
    private final Optional<Thread> thread;
    private final String pair;
    private volatile NodeRole role;
    private volatile boolean closed;
    private volatile Drainable drainable = Drainable.NOTHING;

    private RoleWatch(String pair) {
        this.pair = pair;
        role = NodeRole.SINGLE;
        thread = Optional.empty();
    }

    private RoleWatch(String pair, Path socket, Duration patience) {
        this.pair = pair;
        role = NodeRole.unknown("the HA manager has not been heard on " + socket);
        RoleReader reader = new RoleReader(socket, patience, this::take);
        thread = Optional.of(Thread.ofPlatform().daemon().name("role").start(() -> run(reader)));
    }

    /** Of a node without a peer: active for good. */
    public static RoleWatch single(String pair) {
        return new RoleWatch(pair);
    }

    /** Reads the role from the HA manager's socket; standby until it has said otherwise. */
    public static RoleWatch follow(String pair, Path socket) {
        return follow(pair, socket, PATIENCE);
    }

    static RoleWatch follow(String pair, Path socket, Duration patience) {
        return new RoleWatch(pair, socket, patience);
    }

    /** Name of the pair, by which its epochs are known in stores. */
    public String pair() {
        return pair;
    }

    /** Is the role somebody else's to tell? */
    public boolean isOfPair() {
        return thread.isPresent();
    }

    /** The role now. */
    public NodeRole role() {
        return role;
    }

    /** Has this node the shared addresses, and is it the one that writes? */
    public boolean isActive() {
        return role.active();
    }

    /** Has this listener told the role at once, on the caller's thread, and each change from then on. */
    public void listen(RoleListener listener) {
        synchronized (listeners) {
            listeners.add(listener);
            tell(listener, role);
        }
    }

    /** What of this service begins calls. */
    public void drains(Drainable what) {
        drainable = what;
    }

    /** No call begins before the stores are promoted, nor while the node is about to hand over. */
    private int take(RoleLine line) {
        Drainable drained = drainable;
        boolean closes = line.draining() || line.role().holds() && !line.role().active();
        if (closes) drained.drain(true);
        now(line.role());
        if (!closes) drained.drain(false);
        return drained.settingUp();
    }

    /** The same role again, in other words, is no change. */
    private void now(NodeRole next) {
        synchronized (listeners) {
            boolean same = next.active() == role.active() && next.holds() == role.holds() && next.epoch() == role.epoch();
            role = next;
            if (same) return;
            LOG.info("this node is {}", next);
            listeners.forEach(listener -> tell(listener, next));
        }
    }

    private static void tell(RoleListener listener, NodeRole role) {
        try {
            listener.onRole(role);
        } catch (RuntimeException e) {
            LOG.error("{} has not taken the role {}; others have", listener, role, e);
        }
    }

    private void run(RoleReader reader) {
        while (!closed) {
            try {
                reader.read();
            } catch (IOException e) {
                if (!closed) now(NodeRole.unknown("the role is not known: " + e.getMessage() + "; is the service ha-manager running?"));
                drainable.drain(false);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    @Override public void close() {
        closed = true;
        thread.ifPresent(Thread::interrupt);
    }
}
