package io.tandem.sip.transaction;

import java.util.function.Consumer;

import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.Flow;

/** One request received, as its transaction user sees it (RFC 3261 §17.2). Loop thread only. */
public interface ServerTransaction {
    SipMessage request();

    /** The flow the request came from; responses return on it (RFC 3261 §18.2.2, RFC 3581). */
    Flow source();

    /** Sends a response. After a final one only further 2xx to an INVITE leave (RFC 6026); anything else is dropped and counted. */
    void respond(SipMessage response);

    /** Does as {@link #respond}; whoever keeps it for further 2xx need not keep the request, too. */
    default Consumer<SipMessage> responses() {
        return this::respond;
    }

    /** True once a final response was given. */
    boolean isCompleted();

    /**
     * Runs {@code task} when Timer H fires (no ACK for our 3xx-6xx) and when Timer L fires (64*T1 after the first 2xx, ACK or not).
     * One task; a later call replaces it.
     */
    void onTimeout(Runnable task);
}
