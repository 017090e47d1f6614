package io.tandem.lb.step;

import java.util.Optional;

import io.tandem.lb.socket.HostPort;
import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.socket.Literals;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.Flow;

/** One message on its way through the load balancer, with what the steps before have found out. Loop thread, lives for one plan. */
public final class Passage {

    private final SipMessage message;
    private final Flow source;
    private final LbSocket arrival;
    private final Literals.Peer peer;
    private Optional<String> fromTag = Optional.empty();
    private boolean behindNat;
    private boolean inDialog;
    private Optional<LbSocket> departure = Optional.empty();
    private Optional<HostPort> target = Optional.empty();
    private boolean mayConnect;
    private Optional<SipMessage> trying = Optional.empty();

    /** @param arrival the socket it came in on
     * @param peer    the source, as it is written */
    public Passage(SipMessage message, Flow source, LbSocket arrival, Literals.Peer peer) {
        this.peer = peer;
        this.message = message;
        this.source = source;
        this.arrival = arrival;
    }

    public SipMessage message() {
        return message;
    }

    public Flow source() {
        return source;
    }

    public LbSocket arrival() {
        return arrival;
    }

    /** The source, as it is written. */
    public Literals.Peer peer() {
        return peer;
    }

    /** The From tag, once a step has read it. */
    public Optional<String> fromTag() {
        return fromTag;
    }

    public void fromTag(Optional<String> tag) {
        fromTag = tag;
    }

    /** Does the sender write another address than the one he sends from, or a private one? */
    public boolean isBehindNat() {
        return behindNat;
    }

    public void behindNat(boolean found) {
        behindNat = found;
    }

    /** Has the request a To tag? */
    public boolean isInDialog() {
        return inDialog;
    }

    public void inDialog(boolean found) {
        inDialog = found;
    }

    /** The socket it shall leave by, once known. */
    public Optional<LbSocket> departure() {
        return departure;
    }

    public void departure(LbSocket socket) {
        departure = Optional.of(socket);
    }

    /** Where it shall go, once known. */
    public Optional<HostPort> target() {
        return target;
    }

    /** Decides where it goes.
     * @param connect whether a stream connection may be opened for it */
    public void target(HostPort where, boolean connect) {
        target = Optional.of(where);
        mayConnect = connect;
    }

    public boolean mayConnect() {
        return mayConnect;
    }

    /** The 100 that leaves before the request goes on, if one shall. */
    public Optional<SipMessage> trying() {
        return trying;
    }

    public void trying(SipMessage provisional) {
        trying = Optional.of(provisional);
    }
}
