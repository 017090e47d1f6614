package io.tandem.b2bua.message;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;

/** Makes the messages of one leg from those of the other, and our own responses. Immutable.
 * @param contact the Contact of both legs: {@code <sip:127.0.0.1:5080;transport=udp>} */
public record Messages(String contact, IdentityProperties identity, MethodProperties methods) {
    private static final String ALLOW = "INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE, INFO, MESSAGE, NOTIFY, REFER";
    private static final List<String> WITH_CONTACT = List.of(Methods.INVITE, Methods.UPDATE, Methods.REFER, Methods.NOTIFY);

    /** Fills a request of one leg with what the other leg's request says. */
    public SipMessage carry(SipMessage received, SipMessage outgoing) {
        outgoing.addAll(received, PassedHeaders.REQUEST);
        addAgent(HeaderNames.USER_AGENT, received.header(HeaderNames.USER_AGENT), outgoing);
        if (WITH_CONTACT.contains(outgoing.method())) outgoing.set(HeaderNames.CONTACT, contact);
        PassedHeaders.copyBody(received, outgoing);
        return methods.restrict(outgoing);
    }

    /** Who calls stands in every request of the dialog, as in the INVITE (RFC 3325 §9.1). */
    public static SipMessage assertIdentity(SipMessage invite, SipMessage outgoing) {
        if (!outgoing.has(HeaderNames.P_ASSERTED_IDENTITY)) outgoing.addAll(invite, PassedHeaders.IDENTITY);
        return outgoing;
    }

    /** A request of our own accord, such as the BYE that ends a call. */
    public SipMessage own(SipMessage outgoing) {
        return outgoing.set(HeaderNames.USER_AGENT, identity.text());
    }

    /** The far end's response as the response to {@code request}. */
    public SipMessage relay(SipMessage far, SipMessage request, String localTag) {
        SipMessage response = tagged(SipMessage.response(request, far.status(), far.reason()), localTag);
        response.addAll(far, PassedHeaders.RESPONSE);
        addAgent(HeaderNames.SERVER, far.header(HeaderNames.SERVER), response);
        if (far.status() < 300 && WITH_CONTACT.contains(request.method())) response.set(HeaderNames.CONTACT, contact);
        if (far.status() / 100 == 3) response.addAll(far, PassedHeaders.TARGETS);
        PassedHeaders.copyBody(far, response);
        return methods.restrict(response);
    }

    /** A response of our own. */
    public SipMessage respond(SipMessage request, int status, String reason, String localTag) {
        SipMessage response = tagged(SipMessage.response(request, status, reason), localTag).set(HeaderNames.SERVER, identity.text());
        if (status == 405) response.set(HeaderNames.ALLOW, allow());
        return response;
    }

    /** The same with the reason phrase of RFC 3261 §21. */
    public SipMessage respond(SipMessage request, int status, String localTag) {
        return respond(request, status, phrase(status), localTag);
    }

    /** Methods we take, within a dialog or outside. */
    public String allow() {
        return methods.offered(ALLOW);
    }

    /** 100 Trying: no tag, no Server, nothing but what it must have. */
    public static SipMessage trying(SipMessage request) {
        return SipMessage.response(request, 100, "Trying");
    }

    /** Does it carry an offer or an answer, alone or as one part of several? */
    public static boolean hasSdp(SipMessage message) {
        return message.hasBody() && message.contentType().map(type -> type.toLowerCase(Locale.ROOT))
            .filter(type -> type.startsWith("application/sdp") || type.startsWith("multipart/")).isPresent();
    }

    /** Number of a reliable provisional response (RFC 3262 §7.1). */
    public static OptionalLong rSeq(SipMessage response) {
        return response.header("RSeq").filter(text -> text.matches("[0-9]{1,10}")).map(text -> OptionalLong.of(Long.parseLong(text)))
            .orElse(OptionalLong.empty());
    }

    /** Is it a provisional response that wants a PRACK (RFC 3262 §3)? */
    public static boolean isReliable(SipMessage response) {
        return response.has("RSeq") && response.headers(HeaderNames.REQUIRE).stream().anyMatch("100rel"::equalsIgnoreCase);
    }

    /** Reason phrases of the responses that we make. */
    public static String phrase(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 202 -> "Accepted";
            case 400 -> "Bad Request";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 422 -> "Session Interval Too Small";
            case 480 -> "Temporarily Unavailable";
            case 481 -> "Call/Transaction Does Not Exist";
            case 486 -> "Busy Here";
            case 487 -> "Request terminated";
            case 491 -> "Request Pending";
            case 500 -> "Server Internal Error";
            case 503 -> "Service Unavailable";
            default -> throw new IllegalArgumentException("no response " + status + " is made here");
        };
    }

    private void addAgent(String name, Optional<String> theirs, SipMessage outgoing) {
        switch (identity.userAgent()) {
            case PASS -> theirs.ifPresent(text -> outgoing.set(name, text));
            case REPLACE -> outgoing.set(name, identity.text());
            case STRIP -> outgoing.remove(name);
        }
    }

    private static SipMessage tagged(SipMessage response, String localTag) {
        NameAddr to = response.to();
        return to.tag().isPresent() ? response : response.set(HeaderNames.TO, response.header(HeaderNames.TO).orElseThrow() + ";tag=" + localTag);
    }
}
