package io.tandem.appserver.session;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.tandem.appserver.media.RtpSockets;
import io.tandem.net.Scheduler;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transaction.TransactionLayer;
import io.tandem.sip.transport.Flow;

/**
 * What every call needs of its server.
 *
 * @param local our SIP address
 */
record CallContext(Scheduler scheduler, TransactionLayer layer, RtpSockets sockets, Responses responses, InetSocketAddress local) {
    private static final int DEFAULT_PORT = 5060;

    /** Contact of every dialog. */
    String contact() {
        return "<sip:voicebox@" + local.getAddress().getHostAddress() + ":" + local.getPort() + ">";
    }

    /** Where a request of a dialog goes; to {@code last} if the next hop is a name, since elements in the system use addresses. */
    Flow flowTo(SipUri nextHop, Flow last) {
        try {
            int port = nextHop.port() > 0 ? nextHop.port() : DEFAULT_PORT;
            return last.to(new InetSocketAddress(InetAddress.ofLiteral(nextHop.host()), port));
        } catch (IllegalArgumentException e) {
            return last;
        }
    }
}
