package io.tandem.lb.nat;

import io.tandem.lb.socket.LbSockets;
import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Verdict;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.Protocol;

/** The Path of a REGISTER (RFC 3327): calls to the binding come to us with it, and leave by the same socket to the same source address. */
public final class RegistrationPath {

    /** Says that only a connection which is open already leads there. */
    public static final String CONNECTION = "conn";

    private final LbSockets sockets;

    public RegistrationPath(LbSockets sockets) {
        this.sockets = sockets;
    }

    public Verdict add(Passage passage) {
        SipMessage message = passage.message();
        if (message.method().equals(Methods.REGISTER)) {
            message.addFirst(HeaderNames.PATH, path(passage));
        }
        return Verdict.NEXT;
    }

    private String path(Passage passage) {
        Protocol protocol = passage.arrival().protocol();
        boolean datagrams = protocol == Protocol.UDP;
        return "<sip:lb@" + sockets.internal().text() + ";lr;received=sip:" + passage.peer().hostPort()
                + (datagrams ? "" : "%3Btransport=" + protocol.parameter())
                + ";socket=" + (datagrams ? "sip:" + passage.arrival().text() : passage.arrival().label())
                + (datagrams ? "" : ";" + CONNECTION + '=' + Long.toHexString(passage.source().connectionId())) + '>';
    }
}
