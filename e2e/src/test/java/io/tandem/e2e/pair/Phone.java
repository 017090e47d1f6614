package io.tandem.e2e.pair;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.sip.auth.DigestChallenge;
import io.tandem.sip.auth.DigestCredentials;
import io.tandem.sip.message.SipMessage;

/** One account's side of its registration or of a call: what its requests say (RFC 3261 §12). One thread. */
final class Phone {
    final String user;
    final String callId;
    private final String domain;
    private final String address;
    private final int port;
    private final String tag;
    private String local;
    private String remote = "";
    private String target = "";
    private List<String> routes = List.of();
    private int cSeq;

    Phone(String user, String domain, String address, int port, String callId) {
        this.user = user;
        this.domain = domain;
        this.address = address;
        this.port = port;
        this.callId = callId;
        this.tag = Integer.toHexString(callId.hashCode()) + user;
        this.local = "<sip:%s@%s>;tag=%s".formatted(user, domain, tag);
    }

    static String secretOf(String user) { return "secret-of-" + user; }

    SipMessage register() {
        target = "sip:" + domain;
        remote = "<sip:%s@%s>".formatted(user, domain);
        return request("REGISTER", ++cSeq).set("Expires", "600");
    }

    SipMessage invite(String callee, String description) { return inviteTo("sip:%s@%s".formatted(callee, domain), description); }

    SipMessage inviteTo(String uri, String description) {
        target = uri;
        remote = "<" + target + ">";
        return request("INVITE", ++cSeq).body("application/sdp", description.getBytes());
    }

    /** The same once more, with what the challenge asks for. */
    SipMessage answer(SipMessage request, SipMessage challenge) {
        boolean proxy = challenge.status() == 407;
        DigestChallenge parsed = DigestChallenge.parse(challenge.header(proxy ? "Proxy-Authenticate" : "WWW-Authenticate").orElseThrow());
        SipMessage again = request.copy().set("CSeq", ++cSeq + " " + request.method()).set("Via", via(request.method(), cSeq));
        return again.set(proxy ? "Proxy-Authorization" : "Authorization", DigestCredentials.answer(parsed, user, secretOf(user), request.method(),
            request.requestUri(), "c" + cSeq, 1).toString());
    }

    /** ACK of a refusal: part of the INVITE's transaction (§17.1.1.3). */
    SipMessage ackRefusal(SipMessage invite, SipMessage refusal) {
        return SipMessage.request("ACK", invite.requestUri()).header("Via", invite.header("Via").orElseThrow()).header("Max-Forwards", "70")
            .header("From", invite.header("From").orElseThrow()).header("To", refusal.header("To").orElseThrow()).header("Call-ID", callId)
            .header("CSeq", invite.cSeq() + " ACK").build();
    }

    /** The caller's dialog begins. @return the ACK */
    SipMessage established(SipMessage ok) {
        remote = ok.header("To").orElseThrow();
        target = uri(ok.header("Contact").orElseThrow());
        routes = recordRoutes(ok).reversed();
        return request("ACK", (int) ok.cSeq());
    }

    /** The callee's dialog begins. */
    SipMessage ok(SipMessage invite, String description) {
        remote = invite.header("From").orElseThrow();
        local = invite.header("To").orElseThrow() + ";tag=" + tag;
        target = uri(invite.header("Contact").orElseThrow());
        routes = recordRoutes(invite);
        return response(invite, 200, "OK").body("application/sdp", description.getBytes());
    }

    SipMessage response(SipMessage request, int status, String reason) {
        SipMessage response = SipMessage.response(request, status, reason).set("Contact", contact());
        return request.toTag().isPresent() ? response : response.set("To", request.header("To").orElseThrow() + ";tag=" + tag);
    }

    SipMessage bye() { return request("BYE", ++cSeq); }

    /** A pressed key. */
    SipMessage press(char key) { return request("INFO", ++cSeq).body("application/dtmf-relay", "Signal=%c\r\nDuration=100\r\n".formatted(key).getBytes()); }

    private SipMessage request(String method, int number) {
        SipMessage request = SipMessage.request(method, target).header("Via", via(method, number)).header("Max-Forwards", "70").header("From", local)
            .header("To", remote).header("Call-ID", callId).header("CSeq", number + " " + method).header("Contact", contact()).build();
        routes.forEach(route -> request.add("Route", route));
        return request;
    }

    private String via(String method, int number) {
        return "SIP/2.0/UDP %s:%d;branch=z9hG4bK-%s-%s-%s-%d".formatted(address, port, user, method, Integer.toHexString(callId.hashCode()), number);
    }

    private String contact() { return "<sip:%s@%s:%d>".formatted(user, address, port); }

    private static List<String> recordRoutes(SipMessage message) {
        List<String> routes = new ArrayList<>();
        for (String value : message.headers("Record-Route")) routes.addAll(List.of(value.split(",\\s*")));
        return routes;
    }

    private static String uri(String contact) {
        int open = contact.indexOf('<');
        return open < 0 ? contact : contact.substring(open + 1, contact.indexOf('>'));
    }

    /** User of a contact's or request's URI. */
    static Optional<String> userOf(String uri) {
        int at = uri.indexOf('@');
        return at < 0 ? Optional.empty() : Optional.of(uri.substring(uri.indexOf(':') + 1, at));
    }
}
