package io.tandem.lb.target;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

import io.tandem.lb.affinity.CallIdHash;
import io.tandem.lb.affinity.CallIdMemory;
import io.tandem.lb.affinity.HashRing;
import io.tandem.lb.socket.HostPort;
import io.tandem.net.peer.PeerAddress;
import org.jspecify.annotations.Nullable;

/**
 * The proxies, which of them may get what, and whose turn it is (signalling.md §1.8). The ring decides about a new Call-ID; where it went is
 * remembered for a while, so that retransmissions, ACK and CANCEL meet the same proxy whatever has happened to the ring meanwhile. No
 * allocation per request. Loop thread, but for {@link #states} and the counts.
 */
public final class Proxies {

    private static final long NANOS = 1_000_000_000L;

    private final @Nullable Target[] bySlot = new Target[CallIdMemory.MAX_NODES];
    private final CallIdMemory memory = new CallIdMemory(CallIdMemory.DEFAULT_SIZE);
    private final IntPredicate takesNew = node -> targets()[node].takesNew();
    private final IntPredicate takesNewAtNeed = node -> targets()[node].takesNewAtNeed();
    private final int rememberSeconds;
    private final int rememberMovedSeconds;
    private volatile boolean draining;
    private TargetWatch watch = TargetWatch.NONE;
    private Consumer<List<InetSocketAddress>> reloaded = _ -> { };
    /** In the order of the configuration; an index is a node of the ring. */
    private volatile Target[] targets;
    private HashRing ring;
    private @Nullable Target soleBefore;
    private long soleUntilNanos;
    private int slots;

    /** @throws IllegalArgumentException if a proxy's address is not {@code address:port} */
    public Proxies(TargetProperties properties) {
        rememberSeconds = Math.toIntExact(properties.remember().toSeconds());
        rememberMovedSeconds = Math.toIntExact(properties.rememberMoved().toSeconds());
        targets = targets(properties.proxies());
        ring = ring(properties.proxies());
    }

    /** With default times. */
    public Proxies(List<TargetProperties.Proxy> proxies) {
        this(new TargetProperties(proxies, Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(2), 1, 1, Duration.ofMillis(400),
                Duration.ofSeconds(64), Duration.ofMinutes(5)));
    }

    private Target[] targets(List<TargetProperties.Proxy> proxies) {
        return proxies.stream().map(this::target).toArray(Target[]::new);
    }

    /** One that was here before keeps its place, and what the operator wants of it. */
    private Target target(TargetProperties.Proxy proxy) {
        for (int slot = 0; slot < slots; slot++) {
            Target known = bySlot[slot];
            if (known != null && known.name.equals(proxy.address())) {
                return known;
            }
        }
        InetSocketAddress address = HostPort.parse(proxy.address(), 5062).flatMap(HostPort::literal)
                .orElseThrow(() -> new IllegalArgumentException("proxy '%s' is not address:port".formatted(proxy.address())));
        if (slots == CallIdMemory.MAX_NODES) {
            throw new IllegalArgumentException("proxy '%s' is one too many: at most %d in the life of a process".formatted(proxy.address(), slots));
        }
        Target added = new Target(proxy.address(), PeerAddress.of(address), slots, proxy.weight());
        bySlot[slots++] = added;
        return added;
    }

    private static HashRing ring(List<TargetProperties.Proxy> proxies) {
        return new HashRing(proxies.stream().map(proxy -> new HashRing.Node(proxy.address(), proxy.weight())).toList());
    }

    private Target[] targets() {
        return targets;
    }

    /** The proxy for a request that begins something, at this place its Call-ID: the one that has the Call-ID, else by the ring.
     * @return null if none is up */
    public @Nullable PeerAddress forCallId(byte[] data, int from, int to, long nowNanos) {
        return targets.length == 1 ? sole() : byHash(data, from, to, nowNanos);
    }

    /** With one proxy there is nothing to choose and nothing to remember. */
    private @Nullable PeerAddress sole() {
        Target target = targets[0];
        return target.takesNew() || target.takesNewAtNeed() ? target.address : null;
    }

    private @Nullable PeerAddress byHash(byte[] data, int from, int to, long nowNanos) {
        long hash = CallIdHash.of(data, from, to);
        long nowSeconds = nowNanos / NANOS;
        Target known = remembered(hash, nowSeconds);
        if (known != null && known.takesKnown()) {
            return known.address;
        }
        int node = pick(hash);
        if (node < 0) {
            return null;
        }
        Target target = targets[node];
        memory.remember(hash, target.slot, nowSeconds, known == null && node == ring.primary(hash) ? rememberSeconds : rememberMovedSeconds);
        return target.address;
    }

    /** The proxy for an ACK or CANCEL that names none: the one that has the Call-ID, even if it gets no others; else by the ring.
     * @return null if none is up */
    public @Nullable PeerAddress following(byte[] data, int from, int to, long nowNanos) {
        long hash = CallIdHash.of(data, from, to);
        Target known = remembered(hash, nowNanos / NANOS);
        Target owner = known == null ? ownerBefore(ring.primary(hash), nowNanos) : known;
        if (owner.takesFollowing()) {
            return owner.address;
        }
        int node = pick(hash);
        return node < 0 ? null : targets[node].address;
    }

    /** While the list had one proxy nothing was remembered: for a while, what nobody else is known to have is still its. */
    private Target ownerBefore(int node, long nowNanos) {
        Target before = soleBefore;
        return before != null && nowNanos - soleUntilNanos < 0 ? before : targets[node];
    }

    private @Nullable Target remembered(long hash, long nowSeconds) {
        int slot = memory.node(hash, nowSeconds);
        return slot < 0 ? null : bySlot[slot];
    }

    private int pick(long hash) {
        int node = ring.pick(hash, takesNew);
        return node >= 0 ? node : ring.pick(hash, takesNewAtNeed);
    }

    /** Some proxy that lives, another one every time, or at need one that has not been heard yet; for what any of them can do.
     * @return null if there is none */
    public @Nullable PeerAddress anyUp(int turn) {
        Target atNeed = null;
        for (int i = 0; i < targets.length; i++) {
            Target target = targets[Math.floorMod(turn + i, targets.length)];
            if (target.lives()) {
                return target.address;
            }
            atNeed = atNeed == null && target.takesKnown() ? target : atNeed;
        }
        return atNeed == null ? null : atNeed.address;
    }

    /** A request that must be answered was given to this proxy: not ACK, and nothing whose answer depends on a phone. */
    public void sent(PeerAddress proxy, long nowNanos) {
        Target target = targets.length > 1 ? find(proxy) : null; // with one there is no other to go to
        if (target != null && target.owes(nowNanos)) {
            watch.owes(target);
        }
    }

    /** Something came from this address; nothing happens if no proxy has it. */
    public void heard(PeerAddress source) {
        Target target = find(source);
        if (target != null) {
            target.owesNothing();
            if (target.life() == Target.Life.SUSPECT || target.life() == Target.Life.DOWN) {
                watch.spoke(target);
            }
        }
    }

    private @Nullable Target find(PeerAddress address) {
        for (Target target : targets) {
            if (target.isAt(address)) {
                return target;
            }
        }
        return null;
    }

    /** Takes a new list: who stays keeps its state, who comes gets nothing while another is up until it has answered a probe, and only the share of who
     * comes or goes moves.
     * @throws IllegalArgumentException if a proxy's address is not {@code address:port}; then nothing has changed */
    void reload(List<TargetProperties.Proxy> proxies, long nowNanos) {
        if (proxies.isEmpty()) {
            throw new IllegalArgumentException("no proxy in the new list: every call would be refused");
        }
        Target[] wanted = targets(proxies);
        List<Target> before = List.of(targets);
        for (int i = 0; i < wanted.length; i++) {
            wanted[i].weight(proxies.get(i).weight());
            if (!before.contains(wanted[i])) {
                wanted[i].life(Target.Life.NEW); // perhaps it was here long ago: nobody has asked it since
            }
        }
        if (targets.length == 1) {
            soleBefore = targets[0];
            soleUntilNanos = nowNanos + rememberMovedSeconds * NANOS;
        }
        ring = ring(proxies);
        targets = wanted;
        reloaded.accept(addresses());
        watch.changed();
    }

    /** What the operator wants of a proxy. @return false if there is none of this name or address */
    boolean admit(String nameOrAddress, Target.Admission admission, Target.Life life) {
        for (Target target : targets) {
            if (target.name.equals(nameOrAddress) || HostPort.of(target.address).toString().equals(nameOrAddress)) {
                target.admission(admission);
                target.life(life);
                target.owesNothing();
                watch.changed();
                return true;
            }
        }
        return false;
    }

    /** Is told, on the loop and after those who asked before, of the addresses of a new list before the first call goes there. */
    public void onReload(Consumer<List<InetSocketAddress>> listener) {
        reloaded = reloaded.andThen(listener);
    }

    /** This node has got or lost the addresses that answers go to. Without them no proxy can be heard, and none counts as down for it: the
     * first request after a take-over comes before the first answer.
     * @param deaf it is without them */
    public void afresh(boolean deaf) {
        watch.afresh(deaf);
    }

    /** INVITEs that begin calls are left to the other node, or to a moment later: a caller over UDP repeats what nobody has answered, not even with a 100
     * (RFC 3261 §17.1.1.2). Any thread. */
    public void drain(boolean now) {
        draining = now;
    }

    /** Does no call begin here? */
    public boolean areDraining() {
        return draining;
    }

    void watchedBy(TargetWatch watcher) {
        watch = watcher;
    }

    List<Target> all() {
        return List.of(targets);
    }

    /** Any thread. */
    public List<InetSocketAddress> addresses() {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (Target target : targets) {
            addresses.add(target.address);
        }
        return addresses;
    }

    /** How many get their share. Any thread. */
    public int upCount() {
        int count = 0;
        for (Target target : targets) {
            count += target.takesNew() ? 1 : 0;
        }
        return count;
    }

    /** Each proxy and its state. Any thread. */
    public Map<String, TargetState> states() {
        Map<String, TargetState> states = new LinkedHashMap<>();
        for (Target target : targets) {
            states.put(HostPort.of(target.address).toString(), target.state());
        }
        return states;
    }
}
