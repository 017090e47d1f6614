package io.tandem.sip.stream;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What the stream transport has seen since it started. Any thread. */
public final class StreamCounters {

    final LongAdder messagesIn = new LongAdder();
    final LongAdder messagesOut = new LongAdder();
    final LongAdder accepted = new LongAdder();
    final LongAdder connected = new LongAdder();
    final LongAdder handshakes = new LongAdder();
    final LongAdder keepAlivesIn = new LongAdder();
    final LongAdder keepAlivesOut = new LongAdder();
    final LongAdder undelivered = new LongAdder();
    final LongAdder httpCalls = new LongAdder();
    private final LongAdder[] ends = new LongAdder[StreamEnd.values().length];

    StreamCounters() {
        for (int i = 0; i < ends.length; i++) {
            ends[i] = new LongAdder();
        }
    }

    void count(StreamEnd why) {
        ends[why.ordinal()].increment();
    }

    /** Messages handed to the receivers. */
    public long messagesIn() {
        return messagesIn.sum();
    }

    /** Messages handed to the system. */
    public long messagesOut() {
        return messagesOut.sum();
    }

    /** Connections accepted from peers, those refused not counted. */
    public long accepted() {
        return accepted.sum();
    }

    /** Connections opened by us. */
    public long connected() {
        return connected.sum();
    }

    /** TLS handshakes completed. */
    public long handshakes() {
        return handshakes.sum();
    }

    /** Keep-alives of peers: line ends, WebSocket pings and pongs. */
    public long keepAlivesIn() {
        return keepAlivesIn.sum();
    }

    /** Keep-alives of ours, answers not counted. */
    public long keepAlivesOut() {
        return keepAlivesOut.sum();
    }

    /** Messages that were to be sent and could not be. */
    public long undelivered() {
        return undelivered.sum();
    }

    /** HTTP requests given to an endpoint. */
    public long httpCalls() {
        return httpCalls.sum();
    }

    /** Connections refused or ended for this reason. */
    public long ended(StreamEnd why) {
        return ends[why.ordinal()].sum();
    }

    /** All of them by name, in a fixed order. */
    public Map<String, Long> asMap() {
        Map<String, Long> all = new LinkedHashMap<>();
        all.put("messages-in", messagesIn());
        all.put("messages-out", messagesOut());
        all.put("accepted", accepted());
        all.put("connected", connected());
        all.put("handshakes", handshakes());
        all.put("keep-alives-in", keepAlivesIn());
        all.put("keep-alives-out", keepAlivesOut());
        all.put("undelivered", undelivered());
        all.put("http-calls", httpCalls());
        for (StreamEnd why : StreamEnd.values()) {
            all.put("ended-" + why.label(), ends[why.ordinal()].sum());
        }
        return all;
    }
}
