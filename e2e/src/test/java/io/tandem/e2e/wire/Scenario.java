package io.tandem.e2e.wire;

import java.util.List;

/** Text of a SIPp scenario, step by step. One thread. */
final class Scenario {
    static final String SDP = """
        v=0
        o=sipp 1 1 IN IP4 [local_ip]
        s=-
        c=IN IP4 [local_ip]
        t=0 0
        m=audio [media_port] RTP/AVP 8 0 101
        a=rtpmap:8 PCMA/8000
        a=rtpmap:0 PCMU/8000
        a=rtpmap:101 telephone-event/8000
        a=sendrecv
        """;

    private final StringBuilder steps = new StringBuilder(2000);

    Scenario send(String message) {
        return send("<send retrans=\"500\">", message);
    }

    /** Without retransmissions: a provisional or final response to other than INVITE, an ACK. */
    Scenario sendOnce(String message) {
        return send("<send>", message);
    }

    private Scenario send(String element, String message) {
        steps.append(element).append("<![CDATA[\n").append(message).append("\n]]></send>\n");
        return this;
    }

    /** @param attributes of the element, such as {@code auth="true"} */
    Scenario expect(int status, String attributes) {
        steps.append("<recv response=\"").append(status).append("\" ").append(attributes).append("/>\n");
        return this;
    }

    Scenario allow(List<Integer> statuses) {
        statuses.forEach(status -> expect(status, "optional=\"true\""));
        return this;
    }

    Scenario expect(String method) {
        steps.append("<recv request=\"").append(method).append("\" rrs=\"true\"/>\n");
        return this;
    }

    /** Expects a message and keeps one of its headers, which later messages have as {@code [$name]}.
     * @param message attributes of the element that say which: {@code request="ACK"}, with {@code rrs="true"} where its route set is to be kept
     * @param header  with its colon: {@code To:} */
    Scenario expectKeeping(String message, String header, String name) {
        steps.append("<recv ").append(message).append("><action><ereg regexp=\".*\" search_in=\"hdr\" header=\"").append(header)
            .append("\" check_it=\"true\" assign_to=\"").append(name).append("\"/></action></recv>\n");
        return this;
    }

    /** Rings, answers and has its ACK; keeps From as {@code peer} and its own To as {@code self}, for {@link #ofCallee}. */
    static Scenario pickedUp() {
        return new Scenario().expectKeeping("request=\"INVITE\" rrs=\"true\"", "From:", "peer").sendOnce(response(180, "Ringing", noBody()))
            .send(response(200, "OK", sdp())).expectKeeping("request=\"ACK\"", "To:", "self");
    }

    Scenario pause(long milliseconds) {
        steps.append("<pause milliseconds=\"").append(milliseconds).append("\"/>\n");
        return this;
    }

    /** Response to the last request. */
    static String response(int status, String reason, String headersAndBody) {
        return """
            SIP/2.0 %d %s
            [last_Via:]
            [last_Record-Route:]
            [last_From:]
            [last_To:];tag=[pid]t[call_number]
            [last_Call-ID:]
            [last_CSeq:]
            Contact: <sip:[local_ip]:[local_port]>
            Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, PRACK, REFER, INFO
            %s""".formatted(status, reason, headersAndBody);
    }

    static String redirection(String uri) {
        return """
            SIP/2.0 302 Moved Temporarily
            [last_Via:]
            [last_From:]
            [last_To:];tag=[pid]t[call_number]
            [last_Call-ID:]
            [last_CSeq:]
            Contact: <%s>
            Content-Length: 0
            """.formatted(uri);
    }

    /** Final response to the INVITE whose CANCEL was just answered. */
    static String terminated() {
        return """
            SIP/2.0 487 Request Terminated
            [last_Via:]
            [last_From:]
            [last_To:];tag=[pid]t[call_number]
            [last_Call-ID:]
            CSeq: [last_cseq_number] INVITE
            Content-Length: 0
            """;
    }

    /** Response to the last request within a call. */
    static String ok() {
        return """
            SIP/2.0 200 OK
            [last_Via:]
            [last_From:]
            [last_To:]
            [last_Call-ID:]
            [last_CSeq:]
            Content-Length: 0
            """;
    }

    /** The same for a re-INVITE that takes what it is offered. */
    static String answer() {
        return """
            SIP/2.0 200 OK
            [last_Via:]
            [last_From:]
            [last_To:]
            [last_Call-ID:]
            [last_CSeq:]
            Contact: <sip:[local_ip]:[local_port]>
            %s""".formatted(sdp());
    }

    /** A request of whoever was called, after {@link #expectKeeping} of From as {@code peer} and of the own To as {@code self}. */
    static String ofCallee(String method, int cSeq, String headersAndBody) {
        return """
            %s [next_url] SIP/2.0
            Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch];rport
            [routes]
            From: [$self]
            To: [$peer]
            Call-ID: [call_id]
            CSeq: %d %s
            Contact: <sip:[local_ip]:[local_port]>
            Max-Forwards: 70
            User-Agent: SIPp
            %s""".formatted(method, cSeq, method, headersAndBody);
    }

    static String sdp() {
        return sdp(SDP);
    }

    static String sdp(String description) {
        return "Content-Type: application/sdp\nContent-Length: [len]\n\n" + description;
    }

    static String noBody() {
        return "Content-Length: 0\n";
    }

    String xml() {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<scenario name=\"wire\">\n" + steps + "</scenario>\n";
    }
}
