package io.tandem.b2bua.message;

import java.util.List;
import java.util.stream.Stream;

import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.HeaderNames.Group;
import io.tandem.sip.message.SipMessage;

/** The headers that cross from one leg to the other, as they stand. Everything else ends here: Via, Route, Record-Route, Contact, Call-ID and CSeq
 * are each leg's own, P-App-* and P-Proxy-Uri are meant for the B2BUA. */
public final class PassedHeaders {
    private static final List<String> BODY = List.of("Content-Disposition", "Content-Encoding", "Content-Language", "MIME-Version");

    private static final List<String> BOTH_WAYS = Stream.concat(BODY.stream(), Stream.of(
        "Supported", "Require", "Allow", "Allow-Events", "Accept", "Accept-Encoding", "Accept-Language", "Accept-Contact",
        "P-Asserted-Identity", "P-Preferred-Identity", "Privacy", "P-Early-Media", "P-Access-Network-Info", "P-Charging-Vector",
        "Alert-Info", "Call-Info", "Organization", "Reason", "Date", "Geolocation", "Geolocation-Routing", "History-Info", "User-to-User",
        "Session-Expires", "Min-SE", "Recv-Info", "Feature-Caps", "Session-ID", "Warning", "Expires")).toList();

    /** Of requests, initial and in a dialog. */
    public static final Group REQUEST = group(BOTH_WAYS,
        "P-Caller-UUID", "P-Callee-UUID", "P-Header-Change", "Subject", "Priority", "Diversion", "Identity", "Identity-Info", "Info-Package", "Event",
        "Subscription-State", "Refer-To", "Refer-Sub", "Referred-By", "Answer-Mode", "Priv-Answer-Mode", "Resource-Priority",
        "Request-Disposition", "Reject-Contact", "P-Called-Party-ID", "P-Asserted-Service", "P-Preferred-Service");

    /** Of responses. RSeq is mapped; Contact crosses with 3xx only. */
    public static final Group RESPONSE = group(BOTH_WAYS,
        "Unsupported", "Retry-After", "Error-Info", "Min-Expires", "Accept-Resource-Priority", "Refer-Sub", "Geolocation-Error",
        "Security-Server", "Flow-Timer", "WWW-Authenticate", "Proxy-Authenticate");

    /** Of an ACK for a 2xx. */
    public static final Group ACK = group(BODY, "Reason", "Privacy");

    /** Who calls, as the network says. */
    public static final Group IDENTITY = group(List.of(HeaderNames.P_ASSERTED_IDENTITY));

    /** Where else a 3xx sends the caller. */
    public static final Group TARGETS = group(List.of(HeaderNames.CONTACT));

    private PassedHeaders() {}

    private static Group group(List<String> names, String... more) {
        return Group.of(Stream.concat(names.stream(), Stream.of(more)).toList());
    }

    /** Gives {@code target} the body of {@code source}, byte for byte. */
    public static void copyBody(SipMessage source, SipMessage target) {
        if (source.hasBody()) target.body(source);
    }
}
