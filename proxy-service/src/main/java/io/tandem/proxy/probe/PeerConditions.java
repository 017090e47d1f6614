package io.tandem.proxy.probe;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import io.tandem.data.peering.PeerHost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which servers of peers are up, as far as this process knows. Any thread. */
public final class PeerConditions {
    private static final Logger LOG = LoggerFactory.getLogger(PeerConditions.class);

    private final ProbeProperties thresholds;
    private final Map<String, Condition> conditions = new ConcurrentHashMap<>();

    public PeerConditions(ProbeProperties thresholds) {
        this.thresholds = thresholds;
    }

    /** As operators know a server: {@code ip:port;transport=UDP}. */
    static String key(PeerHost host) {
        return host.address() + ":" + host.port() + ";transport=" + host.transport();
    }

    /** True for a server that is not probed. */
    public boolean isUp(PeerHost host) {
        return !host.probed() || conditions.getOrDefault(key(host), Condition.UNTRIED).up();
    }

    /** The outcome of a probe. */
    public void note(PeerHost host, boolean answered) {
        Condition before = conditions.getOrDefault(key(host), Condition.UNTRIED);
        Condition after = before.after(answered, thresholds);
        conditions.put(key(host), after);
        if (before.up() && !after.up()) {
            LOG.warn("peer {} ({}) does not answer, no call goes there until it does", host.name(), key(host));
        } else if (!before.up() && after.up()) {
            LOG.info("peer {} ({}) answers again", host.name(), key(host));
        }
    }

    /** The others are no longer probed. */
    void keepOnly(Set<String> keys) {
        conditions.keySet().retainAll(keys);
    }

    /** Servers that were probed, and whether they are up, in the order of their addresses. */
    public Map<String, Boolean> all() {
        Map<String, Boolean> all = new TreeMap<>();
        conditions.forEach((key, condition) -> all.put(key, condition.up()));
        return all;
    }

    /** A server counts as up until the next probe.
     * @return false if it is not known */
    public boolean reset(String key) {
        return conditions.remove(key) != null;
    }

    public long down() {
        return conditions.values().stream().filter(condition -> !condition.up()).count();
    }
}
