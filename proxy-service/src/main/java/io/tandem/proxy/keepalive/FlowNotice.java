package io.tandem.proxy.keepalive;

import java.util.ArrayList;
import java.util.List;

import io.tandem.proxy.location.ClosedFlow;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** What a load balancer says when connections of phones have closed: NOTIFY, {@code Event: tandem-flow}, and a line {@code
 * connection=HEX;received=sip:ip:port;transport=tls} for each. Pure. */
final class FlowNotice {
    private static final String EVENT = "tandem-flow";
    private static final String CONNECTION = "connection=";
    private static final String RECEIVED = ";received=";
    private static final int HEX = 16;

    private FlowNotice() {}

    /** Said by the load balancer itself? What it passes on from outside has the source in a header. */
    static boolean isNotice(SipMessage message) {
        return message.isRequest() && message.method().equals(Methods.NOTIFY) && message.header("Event").filter(EVENT::equals).isPresent()
                && !message.has("P-NGCP-Src-Ip") && message.toTag().isEmpty();
    }

    /** The flows; lines that name none are passed over. */
    static List<ClosedFlow> flows(byte[] body) {
        List<ClosedFlow> flows = new ArrayList<>();
        for (String line : new String(body, US_ASCII).split("\r?\n")) {
            int received = line.indexOf(RECEIVED);
            if (line.startsWith(CONNECTION) && received >= 0) {
                String id = line.substring(CONNECTION.length(), received);
                if (isHex(id)) {
                    flows.add(new ClosedFlow(Long.parseUnsignedLong(id, HEX), line.substring(received + RECEIVED.length())));
                }
            }
        }
        return flows;
    }

    private static boolean isHex(String text) {
        return !text.isEmpty() && text.length() <= HEX && text.chars().allMatch(c -> c < 128 && Character.digit(c, HEX) >= 0);
    }
}
