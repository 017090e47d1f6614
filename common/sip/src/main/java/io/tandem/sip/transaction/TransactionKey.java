package io.tandem.sip.transaction;

import java.util.Locale;

import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.Via;

/**
 * What a message is matched to its transaction by (RFC 3261 §17.1.3, §17.2.3).
 *
 * @param branch  branch of the top Via; without the magic cookie, the RFC 2543 fields that identify the request instead
 * @param sentBy  host and port of the top Via, since two clients may draw the same branch; empty on the client side, where we drew it
 * @param method  method of the request that created the transaction: an ACK belongs to its INVITE
 */
record TransactionKey(String branch, String sentBy, String method) {
    static TransactionKey ofRequest(SipMessage request, Via topVia) {
        String method = request.method();
        return keyed(request, topVia, method.equals(Methods.ACK) ? Methods.INVITE : method);
    }

    /** The key of the INVITE that a CANCEL means (RFC 3261 §9.2). */
    static TransactionKey ofCancelledInvite(SipMessage cancel, Via topVia) {
        return keyed(cancel, topVia, Methods.INVITE);
    }

    /** The client transaction of a message that has our Via on top: a response to it, or the request itself. */
    static TransactionKey ofOwnBranch(SipMessage message) {
        return ofClient(message.topVia().branch().orElse(""), message.method());
    }

    static TransactionKey ofClient(String branch, String method) {
        return new TransactionKey(branch, "", method);
    }

    private static TransactionKey keyed(SipMessage request, Via topVia, String method) {
        String branch = topVia.branch().filter(b -> b.startsWith(Via.MAGIC_COOKIE)).orElseGet(() -> rfc2543(request));
        return new TransactionKey(branch, topVia.sentBy().toLowerCase(Locale.ROOT), method);
    }

    /**
     * Request-URI, From tag, Call-ID, CSeq number and top Via (§17.2.3). The To tag is left out: an ACK carries the one of our response,
     * the INVITE does not, and the other fields never meet with two To tags in one dialog.
     */
    private static String rfc2543(SipMessage request) {
        return request.requestUri() + '\n' + request.fromTag().orElse("") + '\n' + request.callId() + '\n' + request.cSeq() + '\n'
                + request.header(HeaderNames.VIA).orElse("");
    }
}
