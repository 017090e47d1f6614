package io.tandem.proxy.call;

import java.util.Map;

import io.tandem.proxy.refusal.EarlyRejects;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ServerTransaction;

/** Responses the proxy gives itself. Any thread, but for {@link #refuse}.
 * @param server text of the Server header
 * @param words  what callers are told instead of our codes and phrases */
public record Replies(String server, EarlyRejects words) {
    private static final Map<Integer, String> PHRASES = Map.of(100, "Trying", 200, "OK", 408, "Request Timeout", 480, "Temporarily Unavailable",
            483, "Too Many Hops", 487, "Request terminated", 500, "Server Internal Error", 503, "Service Unavailable", 481,
            "Call/Transaction Does Not Exist", 405, "Method Not Allowed");

    /** Answers a request that has no final response yet; any other stays as it was answered. Event loop only. */
    public void refuse(ServerTransaction transaction, int status, String reason) {
        if (!transaction.isCompleted()) {
            transaction.respond(of(transaction.request(), status, reason));
        }
    }

    /** Another's 503 says nothing about this system: its caller gets 500 (RFC 3261 §16.7 step 6). */
    public SipMessage passedOn(SipMessage request, SipMessage response) {
        return response.status() == 503 ? of(request, 500) : response;
    }

    /** With the phrase the specifications give this status. */
    public SipMessage of(SipMessage request, int status) {
        return of(request, status, PHRASES.getOrDefault(status, "Unknown"));
    }

    /** With a To tag, unless it is a 100; the same tag for all responses to a request. */
    public SipMessage of(SipMessage request, int status, String reason) {
        SipMessage response = SipMessage.response(request, status, reason);
        if (status > 100 && response.toTag().isEmpty()) {
            String branch = request.topVia().branch().orElse("");
            response.set(HeaderNames.TO, response.to().withTag("px" + Integer.toHexString(branch.hashCode())
                    + Integer.toHexString(request.callId().hashCode())).toString());
        }
        response.remove(HeaderNames.RECORD_ROUTE);
        return response.add(HeaderNames.SERVER, server);
    }
}
