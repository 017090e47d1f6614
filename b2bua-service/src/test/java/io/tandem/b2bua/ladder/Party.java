package io.tandem.b2bua.ladder;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.UnaryOperator;

import io.tandem.sip.message.SipMessage;

import static org.assertj.core.api.Assertions.assertThat;

/** The proxy beside one leg, speaking for a phone: says what the test lets it say, and keeps what it heard. Speaks for several branches by tag. */
final class Party {
    static final String PROXY = "sip:127.0.0.1:6002";

    final InetSocketAddress address;
    private Exchange exchange;
    private final String name;
    private final Map<String, SipMessage> heard = new HashMap<>();
    private String callId = "";
    private String local = "";
    private String remote = "";
    private long cSeq = 100;
    private int branch;

    Party(Exchange exchange, String name, InetSocketAddress address) {
        this.exchange = exchange;
        this.name = name;
        this.address = address;
    }

    /** What it sends arrives at this node from now on. */
    void findsNow(Exchange node) {
        exchange = node;
    }

    /** The INVITE that opens a call, as the proxy sends it. */
    SipMessage invite(String sdp) {
        callId = "c1@" + name;
        local = "\"Alice\" <sip:alice@example.org>;tag=a-tag";
        remote = "<sip:bob@example.org>";
        cSeq++;
        return body(SipMessage.request("INVITE", "sip:bob@example.org").header("Via", via())
            .header("Record-Route", "<sip:127.0.0.1:" + address.getPort() + ";lr;ftag=a-tag>").header("Max-Forwards", "66")
            .header("From", local).header("To", remote).header("Call-ID", callId).header("CSeq", cSeq + " INVITE")
            .header("Contact", "<sip:alice@10.0.0.1:5060>").header("P-Proxy-Uri", PROXY).header("P-App-Name", "sbc")
            .header("P-App-From", "\"431001\" <sip:431001@example.org>").header("P-App-To", "<sip:bob@example.org>")
            .header("P-Caller-UUID", "uuid-a").header("P-Asserted-Identity", "<sip:431001@example.org>").build(), sdp);
    }

    /** A request within the dialog; INVITE and UPDATE take their SDP with {@link #body}. */
    SipMessage request(String method) {
        if (!method.equals("ACK")) cSeq++;
        return SipMessage.request(method, "sip:127.0.0.1:5080;transport=udp").header("Via", via()).header("Max-Forwards", "68")
            .header("From", local).header("To", remote).header("Call-ID", callId).header("CSeq", cSeq + " " + method)
            .header("Contact", "<sip:" + name + "@10.0.0.1:5060>").build();
    }

    static SipMessage body(SipMessage message, String sdp) {
        return sdp.isEmpty() ? message : message.body("application/sdp", sdp.getBytes(StandardCharsets.UTF_8));
    }

    void sends(SipMessage request) {
        heard.put("sent " + request.method(), request);
        exchange.receive(request, address);
    }

    /** ACK of the 2xx that came last, by whichever request of ours. */
    void sendsAck(String sdp) {
        SipMessage ok = heard.get("2xx INVITE");
        remote = ok.header("To").orElseThrow();
        SipMessage ack = request("ACK");
        ack.set("CSeq", ok.cSeq() + " ACK");
        sends(body(ack, sdp));
    }

    /** ACK of a refused INVITE: same branch. */
    void sendsAckOfRefusal() {
        SipMessage invite = heard.get("sent INVITE");
        exchange.receive(SipMessage.request("ACK", invite.requestUri()).header("Via", invite.header("Via").orElseThrow())
            .header("From", invite.header("From").orElseThrow()).header("To", heard.get("final INVITE").header("To").orElseThrow())
            .header("Call-ID", callId).header("CSeq", invite.cSeq() + " ACK").build(), address);
    }

    void sendsCancel() {
        sendsCancel("");
    }

    void sendsCancel(String reason) {
        SipMessage invite = heard.get("sent INVITE");
        SipMessage cancel = SipMessage.request("CANCEL", invite.requestUri()).header("Via", invite.header("Via").orElseThrow())
            .header("From", invite.header("From").orElseThrow()).header("To", invite.header("To").orElseThrow())
            .header("Call-ID", callId).header("CSeq", invite.cSeq() + " CANCEL").build();
        if (!reason.isEmpty()) cancel.set("Reason", reason);
        exchange.receive(cancel, address);
    }

    /** A response to the last request of that method. */
    SipMessage response(int status, String method, String tag) {
        SipMessage request = heard.get(method);
        SipMessage response = SipMessage.response(request, status, "Because");
        if (request.toTag().isEmpty() && status > 100) response.set("To", request.header("To").orElseThrow() + ";tag=" + tag);
        if (status > 100 && status < 300 && method.equals("INVITE")) {
            response.set("Contact", "<sip:" + name + "@10.0.0.2:5060>");
            if (request.toTag().isEmpty()) response.set("Record-Route", "<sip:127.0.0.1:" + address.getPort() + ";lr;leg_b=1>");
        }
        return response;
    }

    void responds(SipMessage response) {
        if (response.method().equals("INVITE") && response.status() > 100 && response.status() < 300) {
            callId = response.callId();
            local = response.header("To").orElseThrow();
            remote = response.header("From").orElseThrow();
        }
        exchange.receive(response, address);
    }

    /** To the last INVITE, without SDP, of the branch {@code b1}. */
    void responds(int status) {
        responds(response(status, "INVITE", "b1"));
    }

    void responds(int status, String sdp) {
        responds(body(response(status, "INVITE", "b1"), sdp));
    }

    void responds(int status, String method, UnaryOperator<SipMessage> edit) {
        responds(edit.apply(response(status, method, "b1")));
    }

    /** Gets a BYE, and takes it. */
    SipMessage isHungUp() {
        SipMessage bye = expects("BYE");
        responds(200, "BYE", x -> x);
        return bye;
    }

    SipMessage expects(String method) {
        SipMessage message = next(method);
        assertThat(message.isRequest() ? message.method() : message.status() + " to " + message.method()).as(name).isEqualTo(method);
        heard.put(method, message);
        return message;
    }

    SipMessage expects(int status) {
        return expects(status, "INVITE");
    }

    SipMessage expects(int status, String method) {
        SipMessage message = next(status + " to " + method);
        assertThat(message.isRequest() ? message.method() : message.status() + " to " + message.method()).as(name).isEqualTo(status + " to " + method);
        if (status / 100 == 2) heard.put("2xx " + method, message);
        if (status >= 200) heard.put("final " + method, message);
        if (status > 100 && status < 300 && method.equals("INVITE")) remote = message.header("To").orElseThrow();
        return message;
    }

    SipMessage sentInvite() {
        return heard.get("sent INVITE");
    }

    /** The later INVITE was refused; what comes now belongs to this one. */
    void forgetsLaterInvite(SipMessage invite) {
        heard.put("sent INVITE", invite);
    }

    void expectsNothing() {
        assertThat(mail()).as(name).extracting(SipMessage::toString).isEmpty();
    }

    /** Takes the dialog from the message that it got or sent last, for requests that name another branch. */
    void speaksIn(String toHeader) {
        remote = toHeader;
    }

    Queue<SipMessage> mail() {
        return exchange.box(address);
    }

    private SipMessage next(String what) {
        assertThat(mail()).as("%s expects %s", name, what).isNotEmpty();
        return mail().remove();
    }

    private String via() {
        return "SIP/2.0/UDP 127.0.0.1:" + address.getPort() + ";branch=z9hG4bK-" + name + "-" + ++branch;
    }

    static String sdp(SipMessage message) {
        return new String(message.body(), StandardCharsets.UTF_8);
    }
}
