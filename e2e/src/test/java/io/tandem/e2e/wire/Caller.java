package io.tandem.e2e.wire;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A call by SIPp: digest if the caller is a subscriber, ACK and BYE by Route. One thread. */
final class Caller {
    private static final List<Integer> PROVISIONAL = List.of(100, 101, 180, 181, 183);
    private static final int TALK_MS = 300;

    private final Path folder;
    private final Party party;
    private final String target;
    private final String callId = UUID.randomUUID().toString();
    private final List<String> headers = new ArrayList<>();
    private String from;
    private boolean lateOffer;
    private String offer = Scenario.SDP;
    private String transport = "u1";
    private Optional<String> userAgent = Optional.of("SIPp");
    private String mediaPort = "[media_port]";

    /** @param target request URI and To */
    Caller(Path folder, Party party, String target) {
        this.folder = folder;
        this.party = party;
        this.target = target;
        from = "<" + party.uri() + ">";
    }

    /** From, name-addr without tag, where it is not the caller's own. */
    Caller from(String nameAddr) {
        from = nameAddr;
        return this;
    }

    Caller with(String headerLine) {
        headers.add(headerLine);
        return this;
    }

    /** The offer is the callee's (RFC 3261 §13.2.1); the answer is in the ACK. */
    Caller lateOffer() {
        lateOffer = true;
        return this;
    }

    /** The session description of the INVITE. */
    Caller offering(String sdp) {
        offer = sdp;
        return this;
    }

    Caller overTcp() {
        transport = "t1";
        return this;
    }

    Caller withoutUserAgent() {
        userAgent = Optional.empty();
        return this;
    }

    Caller withUserAgent(String text) {
        userAgent = Optional.of(text);
        return this;
    }

    /** Where its audio arrives instead of at SIPp. */
    Caller audioTo(int port) {
        mediaPort = Integer.toString(port);
        return this;
    }

    String callId() {
        return callId;
    }

    /** Calls and is refused with that status. */
    Transcript refused(int status) throws IOException, InterruptedException {
        Scenario scenario = asked().expect(status, "rrs=\"true\"").sendOnce(request("ACK", target, "", cSeq(), Scenario.noBody()));
        return run(scenario);
    }

    /** Calls, is answered, and hangs up. */
    Transcript answered() throws IOException, InterruptedException {
        return run(talk(TALK_MS));
    }

    /** Calls, is answered, refreshes the session by UPDATE (RFC 3311), and hangs up. */
    Transcript updating() throws IOException, InterruptedException {
        return run(asked().expect(200, "rrs=\"true\"").sendOnce(request("ACK", "[next_url]", "[routes]\n", cSeq(), Scenario.noBody()))
            .send(request("UPDATE", "[next_url]", "[routes]\n", cSeq() + 1, Scenario.noBody())).expect(200, "")
            .pause(TALK_MS).send(request("BYE", "[next_url]", "[routes]\n", cSeq() + 2, Scenario.noBody())).expect(200, "crlf=\"true\""));
    }

    /** Calls, is answered, and waits until the other side hangs up. */
    Transcript answeredUntilBye() throws IOException, InterruptedException {
        return run(asked().expect(200, "rrs=\"true\"").sendOnce(request("ACK", "[next_url]", "[routes]\n", cSeq(), Scenario.noBody())).expect("BYE")
            .sendOnce(Scenario.ok()));
    }

    /** Calls, is answered, holds by re-INVITE, and hangs up after that time; meanwhile the test goes on. */
    Sipp holding(int milliseconds) throws IOException {
        String hold = Scenario.sdp(Scenario.SDP.replace("a=sendrecv", "a=sendonly"));
        Scenario scenario = asked().expect(200, "rrs=\"true\"").sendOnce(request("ACK", "[next_url]", "[routes]\n", cSeq(), Scenario.noBody()))
            .send(request("INVITE", "[next_url]", "[routes]\n", cSeq() + 1, hold)).allow(List.of(100)).expect(200, "rrs=\"true\"")
            .sendOnce(request("ACK", "[next_url]", "[routes]\n", cSeq() + 1, Scenario.noBody()))
            .pause(milliseconds).send(request("BYE", "[next_url]", "[routes]\n", cSeq() + 2, Scenario.noBody())).expect(200, "crlf=\"true\"");
        return Sipp.start(folder, party, scenario, callId, transport);
    }

    /** Calls, and gives up as soon as it rings (RFC 3261 §9.1). */
    Transcript cancelled() throws IOException, InterruptedException {
        return run(asked(List.of(100, 101)).expect(180, "").send(request("CANCEL", target, "", cSeq(), Scenario.noBody())).expect(200, "")
            .expect(487, "").sendOnce(request("ACK", target, "", cSeq(), Scenario.noBody())));
    }

    /** Calls, is answered, and hangs up after that time; meanwhile the test goes on. */
    Sipp talking(int milliseconds) throws IOException {
        return Sipp.start(folder, party, talk(milliseconds), callId, transport);
    }

    /** Calls, is answered, does what the scenario adds and hangs up; meanwhile the test goes on.
     * @param more requests it may get, and what it answers */
    Sipp during(UnaryOperator<Scenario> more) throws IOException {
        return Sipp.start(folder, party, more.apply(up()).send(later("BYE", Scenario.noBody())).expect(200, "crlf=\"true\""), callId);
    }

    /** Calls, is answered, is put on hold and moved to somebody else by re-INVITEs, transfers that one and is released. */
    Sipp transferring(String referTo) throws IOException {
        Scenario scenario = up().expect("INVITE").send(Scenario.answer()).expect("ACK").expect("INVITE").send(Scenario.answer()).expect("ACK").pause(TALK_MS)
            .send(later("REFER", "Refer-To: <" + referTo + ">\n" + Scenario.noBody())).expect(202, "").expect("BYE").sendOnce(Scenario.ok());
        return Sipp.start(folder, party, scenario, callId);
    }

    /** Until the call is up; requests of others may come then. */
    private Scenario up() {
        return asked().expectKeeping("response=\"200\" rrs=\"true\"", "To:", "far")
            .sendOnce(request("ACK", "[next_url]", "[routes]\n", cSeq(), lateOffer ? Scenario.sdp() : Scenario.noBody()));
    }

    /** The next request within the call, after {@link #up}. */
    private String later(String method, String headersAndBody) {
        return request(method, "[next_url]", "[routes]\n", cSeq() + 1, headersAndBody).replace("To: <" + target + ">[peer_tag_param]", "To: [$far]");
    }

    /** Calls, acknowledges a reliable 183 by PRACK (RFC 3262), is answered, and hangs up. */
    Sipp pracking() throws IOException {
        with("Supported: 100rel");
        Scenario scenario = asked(List.of(100, 101)).expectKeeping("response=\"183\" rrs=\"true\"", "RSeq:", "rseq")
            .send(request("PRACK", "[next_url]", "[routes]\n", cSeq() + 1, "RAck: [$rseq] " + cSeq() + " INVITE\n" + Scenario.noBody()))
            .expect(200, "").expect(200, "rrs=\"true\"")
            .sendOnce(request("ACK", "[next_url]", "[routes]\n", cSeq(), Scenario.noBody()))
            .pause(TALK_MS).send(request("BYE", "[next_url]", "[routes]\n", cSeq() + 2, Scenario.noBody())).expect(200, "crlf=\"true\"");
        return Sipp.start(folder, party, scenario, callId);
    }

    /** Calls, is answered, does what the scenario adds and is hung up. */
    Sipp hungUp(UnaryOperator<Scenario> more) throws IOException {
        Scenario scenario = asked().expect(200, "rrs=\"true\"")
            .sendOnce(request("ACK", "[next_url]", "[routes]\n", cSeq(), lateOffer ? Scenario.sdp() : Scenario.noBody()));
        return Sipp.start(folder, party, more.apply(scenario).expect("BYE").sendOnce(Scenario.ok()), callId);
    }

    private Scenario talk(int milliseconds) {
        return asked().expect(200, "rrs=\"true\"")
            .sendOnce(request("ACK", "[next_url]", "[routes]\n", cSeq(), lateOffer ? Scenario.sdp() : Scenario.noBody()))
            .pause(milliseconds).send(request("BYE", "[next_url]", "[routes]\n", cSeq() + 1, Scenario.noBody())).expect(200, "crlf=\"true\"");
    }

    private Transcript run(Scenario scenario) throws IOException, InterruptedException {
        try (Sipp sipp = Sipp.start(folder, party, scenario, callId, transport)) {
            return sipp.end();
        }
    }

    private int cSeq() {
        return party.password().isPresent() ? 2 : 1;
    }

    private Scenario asked() {
        return asked(PROVISIONAL);
    }

    /** @param provisional responses that may come after the challenge */
    private Scenario asked(List<Integer> provisional) {
        String body = lateOffer ? Scenario.noBody() : Scenario.sdp(offer).replace("[media_port]", mediaPort);
        Scenario scenario = new Scenario().send(request("INVITE", target, "", 1, body)).allow(List.of(100));
        if (party.password().isPresent()) {
            scenario.expect(407, "auth=\"true\"").sendOnce(request("ACK", target, "", 1, Scenario.noBody()))
                .send(request("INVITE", target, party.authentication() + "\n", 2, body));
        }
        return scenario.allow(provisional);
    }

    /** @param routing header lines that only this request has */
    private String request(String method, String uri, String routing, int cSeq, String headersAndBody) {
        boolean initial = method.equals("INVITE") && !routing.startsWith("[routes]");
        boolean untagged = initial || method.equals("CANCEL");
        return """
            %s %s SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=z9hG4bK%s%s;rport
            %sFrom: %s;tag=[pid]c
            To: <%s>%s
            Call-ID: [call_id]
            CSeq: %d %s
            Contact: <%s>
            Max-Forwards: 70
            Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, PRACK, REFER, INFO
            %s%s%s""".formatted(method, uri, callId, branch(method, uri, cSeq), routing, from, target,
                untagged ? "" : "[peer_tag_param]", cSeq, method, party.contact(), userAgent.map("User-Agent: %s%n"::formatted).orElse(""),
                initial ? String.join("", headers.stream().map(line -> line + "\n").toList()) : "", headersAndBody);
    }

    /** An ACK of a refusal and a CANCEL have the branch of the INVITE (RFC 3261 §9.1, §17.1.1.3), any other request one of its own. */
    private String branch(String method, String uri, int cSeq) {
        return cSeq + (method.equals("INVITE") || method.equals("CANCEL") || method.equals("ACK") && uri.equals(target) ? "" : method);
    }
}
