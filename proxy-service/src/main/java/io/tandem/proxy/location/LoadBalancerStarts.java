package io.tandem.proxy.location;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.tandem.sip.message.SipMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When the load balancers began, by the {@code P-LB-Uptime} of what they pass on: a connection that a phone had before that is gone, and so is
 * the binding made over it. Any thread. */
public final class LoadBalancerStarts {
    private static final Logger LOG = LoggerFactory.getLogger(LoadBalancerStarts.class);
    /** Uptimes and bindings are in whole seconds, and a message takes its time. */
    private static final Duration SLACK = Duration.ofSeconds(3);

    private final Map<String, Instant> starts = new ConcurrentHashMap<>();

    /** Reads the uptime of the load balancer that a request came from. */
    public void note(SipMessage request, InetSocketAddress loadBalancer, Instant now) {
        String text = request.header("P-LB-Uptime").orElse("");
        if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return;
        }
        Instant start = now.minusSeconds(Long.parseLong(text));
        String name = loadBalancer.getAddress().getHostAddress() + ":" + loadBalancer.getPort();
        starts.compute(name, (_, known) -> known == null ? start : later(name, known, start));
    }

    private static Instant later(String name, Instant known, Instant start) {
        if (start.isAfter(known.plus(SLACK))) {
            LOG.info("load balancer {} has restarted: bindings over connections from before {} are dead", name, start);
            return start;
        }
        return start.isBefore(known) ? start : known;
    }

    /** Was the binding made over a connection that cannot exist any more? */
    public boolean isDead(Binding binding) {
        if (starts.isEmpty() || binding.connection().isEmpty()) {
            return false;
        }
        String path = binding.path().getFirst();
        for (Map.Entry<String, Instant> start : starts.entrySet()) {
            if (binding.lastModified().plus(SLACK).isBefore(start.getValue()) && names(path, start.getKey())) {
                return true;
            }
        }
        return false;
    }

    /** {@code <sip:lb@127.0.0.1:5060;...>}: does this address stand there? */
    private static boolean names(String path, String address) {
        int at = path.indexOf("@" + address);
        int end = at + 1 + address.length();
        return at >= 0 && (end == path.length() || !Character.isDigit(path.charAt(end)));
    }
}
