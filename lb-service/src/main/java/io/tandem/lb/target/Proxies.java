package io.tandem.lb.target;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerArray;

import io.tandem.lb.affinity.CallIdHash;
import io.tandem.lb.affinity.HashRing;
import io.tandem.lb.socket.HostPort;

/** The proxies, which of them are up, and whose turn it is. Written by the loop, read by any thread. */
public final class Proxies {

    private final List<InetSocketAddress> addresses = new ArrayList<>();
    private final List<HostPort> hostPorts = new ArrayList<>();
    private final HashRing ring;
    /** 1 for a proxy that is up; every proxy is until it fails a probe. */
    private final AtomicIntegerArray up;

    /** @throws IllegalArgumentException if a proxy's address is not {@code address:port} */
    public Proxies(List<TargetProperties.Proxy> proxies) {
        List<HashRing.Node> nodes = new ArrayList<>();
        for (TargetProperties.Proxy proxy : proxies) {
            InetSocketAddress address = HostPort.parse(proxy.address(), 5062).flatMap(HostPort::literal)
                    .orElseThrow(() -> new IllegalArgumentException("proxy '%s' is not address:port".formatted(proxy.address())));
            addresses.add(address);
            hostPorts.add(HostPort.of(address));
            nodes.add(new HashRing.Node(proxy.address(), proxy.weight()));
        }
        ring = new HashRing(nodes);
        up = new AtomicIntegerArray(addresses.size());
        for (int i = 0; i < addresses.size(); i++) {
            up.set(i, 1);
        }
    }

    /** The proxy for this call; empty if none is up. */
    public Optional<HostPort> forCallId(String callId) {
        int node = ring.pick(CallIdHash.of(callId), this::isUp);
        return node < 0 ? Optional.empty() : Optional.of(hostPorts.get(node));
    }

    public List<InetSocketAddress> addresses() {
        return List.copyOf(addresses);
    }

    public int size() {
        return addresses.size();
    }

    public boolean isUp(int index) {
        return up.getPlain(index) == 1;
    }

    void setUp(int index, boolean isUp) {
        up.set(index, isUp ? 1 : 0);
    }

    /** How many are up. */
    public int upCount() {
        int count = 0;
        for (int i = 0; i < size(); i++) {
            count += up.get(i);
        }
        return count;
    }

    /** Each proxy and whether it is up. */
    public Map<String, Boolean> states() {
        Map<String, Boolean> states = new LinkedHashMap<>();
        for (int i = 0; i < size(); i++) {
            states.put(hostPorts.get(i).toString(), up.get(i) == 1);
        }
        return states;
    }
}
