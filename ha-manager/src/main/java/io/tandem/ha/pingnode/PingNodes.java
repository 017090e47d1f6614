package io.tandem.ha.pingnode;

import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

import io.tandem.ha.linux.NativeSocket;
import io.tandem.ha.linux.Poller;
import io.tandem.ha.pingnode.EchoPayload.Kind;

/** Asks the ping nodes once a heartbeat, and tells what comes back. The manager's thread; nanoseconds of the monotonic clock. */
public final class PingNodes implements AutoCloseable {
    private static final byte[] NOTHING = {};
    private final List<PingNode> nodes;
    private final LongSupplier clock;
    private final Listener listener;
    private final Map<Family, EchoSockets> sockets = new EnumMap<>(Family.class);
    private final long cookie = new SecureRandom().nextLong();
    private final int identifier = (int) (cookie & 0xFFFF);
    private int sequence;

    private enum Family { IPV4, IPV6 }

    /** What the ping nodes' answers say. */
    public interface Listener {
        /** A ping node still sends what is for the shared address to this node. */
        void owned(long sentAtNanos);

        /** Perhaps a heartbeat of the peer; not authenticated. */
        void reflected(byte[] packet, int offset, int length);
    }

    private static final class PingNode {
        final InetAddress address;
        long heardFor;
        boolean heard;

        PingNode(InetAddress address) { this.address = address; }

        void answered(long sentAt) {
            if (heard && sentAt - heardFor < 0) return;
            heard = true;
            heardFor = sentAt;
        }

        boolean isReachable(long now, long patience) { return heard && now - heardFor < patience; }
    }

    public PingNodes(List<InetAddress> addresses, Poller poller, LongSupplier clock, Listener listener) throws IOException {
        this.nodes = addresses.stream().map(PingNode::new).toList();
        this.clock = clock;
        this.listener = listener;
        for (PingNode node : nodes) {
            Family family = family(node.address.getAddress());
            if (!sockets.containsKey(family)) sockets.put(family, new EchoSockets(family == Family.IPV4, poller, this::receive));
        }
    }

    private static Family family(byte[] ip) { return ip.length == 4 ? Family.IPV4 : Family.IPV6; }

    /**
     * Asks all of them.
     *
     * @param shared  addresses whose ownership is asked for: none unless this node is active
     * @param peers   addresses of the peer that reflections go to
     */
    public void ask(List<InetAddress> shared, List<InetAddress> peers, byte[] heartbeat) {
        long now = clock.getAsLong();
        sequence++;
        for (PingNode node : nodes) {
            EchoSockets socket = Objects.requireNonNull(sockets.get(family(node.address.getAddress())));
            socket.send(node.address, identifier, sequence, new EchoPayload(Kind.REACH, cookie, now).bytes(NOTHING));
            ofFamily(shared, node).ifPresent(source ->
                    socket.sendFrom(source, node.address, identifier, sequence, new EchoPayload(Kind.OWN, cookie, now).bytes(NOTHING)));
            ofFamily(peers, node).ifPresent(source ->
                    socket.sendFrom(source, node.address, identifier, sequence, new EchoPayload(Kind.REFLECT, cookie, now).bytes(heartbeat)));
        }
    }

    private static Optional<byte[]> ofFamily(List<InetAddress> addresses, PingNode node) {
        for (InetAddress address : addresses) {
            if (address.getAddress().length == node.address.getAddress().length) return Optional.of(address.getAddress());
        }
        return Optional.empty();
    }

    private void receive(NativeSocket from, byte[] packet, int offset, int length) {
        EchoPayload payload = EchoPayload.read(packet, offset, length);
        if (payload == null) return;
        if (payload.kind() == Kind.REFLECT) {
            if (payload.cookie() != cookie) listener.reflected(packet, offset + EchoPayload.HEADER, length - offset - EchoPayload.HEADER);
            return;
        }
        if (payload.cookie() != cookie || clock.getAsLong() - payload.sentAt() < 0) return;
        for (PingNode node : nodes) {
            if (!from.isFrom(node.address.getAddress())) continue;
            if (payload.kind() == Kind.REACH) node.answered(payload.sentAt());
            else listener.owned(payload.sentAt());
        }
    }

    /** How many have answered within that time. */
    public int reachable(long patienceNanos) {
        long now = clock.getAsLong();
        int count = 0;
        for (PingNode node : nodes) if (node.isReachable(now, patienceNanos)) count++;
        return count;
    }

    /** Each with its state, for operators. */
    public List<String> describe(long patienceNanos) {
        long now = clock.getAsLong();
        List<String> lines = new ArrayList<>();
        for (PingNode node : nodes) lines.add(node.address.getHostAddress() + (node.isReachable(now, patienceNanos) ? " reachable" : " SILENT"));
        return lines;
    }

    /** Which of them have answered within that time, by address. */
    public Map<String, Boolean> states(long patienceNanos) {
        long now = clock.getAsLong();
        Map<String, Boolean> states = new HashMap<>();
        for (PingNode node : nodes) states.put(node.address.getHostAddress(), node.isReachable(now, patienceNanos));
        return states;
    }

    @Override public void close() { sockets.values().forEach(EchoSockets::close); }
}
