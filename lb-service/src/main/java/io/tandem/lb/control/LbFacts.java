package io.tandem.lb.control;

import java.util.List;
import java.util.Map;

import io.tandem.net.EventLoop;

/** What the control commands want to know of the running load balancer. Any thread. */
public interface LbFacts {
    EventLoop loop();

    /** Totals since the start by name, as {@code forwarded.inward.request}, {@code answered.403 Forbidden}, {@code dropped.malformed}; in a
     * good order to read. */
    Map<String, Long> counters();

    /** Open connections by protocol, {@code tcp}, {@code tls}, {@code ws}, {@code wss}. */
    Map<String, Long> connections();

    /** Labels of the sockets, {@code udp:1.2.3.4:5060}. */
    List<String> sockets();
}
