package io.tandem.b2bua.outlet;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.tandem.net.Scheduler;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transaction.ClientTransaction;
import io.tandem.sip.transaction.ClientTransactionListener;
import io.tandem.sip.transaction.TransactionLayer;
import io.tandem.sip.transaction.TransactionTimers;
import io.tandem.sip.transport.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends requests to the address their next hop names. Loop thread only.
 * @param local our socket */
public record Outlet(TransactionLayer transactions, Scheduler scheduler, InetSocketAddress local) {
    private static final Logger LOG = LoggerFactory.getLogger(Outlet.class);
    private static final int DEFAULT_PORT = 5060;

    /** @throws UnresolvableTargetException if the next hop is a name */
    public ClientTransaction send(SipMessage request, SipUri nextHop, ClientTransactionListener listener) {
        return transactions.send(request, flowTo(nextHop), listener);
    }

    /** ACK for a 2xx; the message is left as it is, to be sent again. Without an address to go to it is dropped: the peer will end the call. */
    public void sendAck(SipMessage ack, SipUri nextHop) {
        if (isAddress(nextHop)) transactions.sendAck(ack.copy(), flowTo(nextHop));
        else LOG.warn("ACK of call {} dropped: next hop {} is not an IP address", ack.callId(), nextHop);
    }

    /** Can it be reached without asking DNS? */
    public static boolean isAddress(SipUri nextHop) {
        String host = nextHop.host();
        return host.startsWith("[") || isIpv4(host);
    }

    /** Four numbers up to 255, none of three digits beginning with 0. */
    private static boolean isIpv4(String host) {
        int octets = 0;
        int start = 0;
        for (int i = 0; i <= host.length(); i++) {
            if (i < host.length() && host.charAt(i) != '.') {
                if (host.charAt(i) < '0' || host.charAt(i) > '9') return false;
            } else {
                int digits = i - start;
                if (digits < 1 || digits > 3 || digits == 3 && (host.charAt(start) == '0' || Integer.parseInt(host, start, i, 10) > 255)) return false;
                octets++;
                start = i + 1;
            }
        }
        return octets == 4;
    }

    public TransactionTimers timers() {
        return transactions.timers();
    }

    private Flow flowTo(SipUri nextHop) {
        int port = nextHop.port() < 0 ? DEFAULT_PORT : nextHop.port();
        return Flow.udp(local, new InetSocketAddress(address(nextHop), port));
    }

    private static InetAddress address(SipUri nextHop) {
        if (!isAddress(nextHop)) throw new UnresolvableTargetException(nextHop);
        return InetAddress.ofLiteral(nextHop.host());
    }
}
