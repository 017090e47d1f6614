package io.tandem.e2e.wire;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** A SIPp process that takes one call. One thread. */
final class Callee implements AutoCloseable {
    private static final Duration RINGS = Duration.ofSeconds(10);

    private final Sipp sipp;

    private Callee(Sipp sipp) {
        this.sipp = sipp;
    }

    /** Rings, answers, and waits for the BYE. */
    static Callee answering(Path folder, Party party) throws IOException {
        Scenario scenario = new Scenario().expect("INVITE").sendOnce(Scenario.response(180, "Ringing", Scenario.noBody()))
            .send(Scenario.response(200, "OK", Scenario.sdp())).expect("ACK").expect("BYE").sendOnce(Scenario.ok());
        return start(folder, party, scenario);
    }

    /** Rings and is cancelled. */
    static Callee beaten(Path folder, Party party) throws IOException {
        Scenario scenario = new Scenario().expect("INVITE").sendOnce(Scenario.response(180, "Ringing", Scenario.noBody())).expect("CANCEL")
            .sendOnce(Scenario.ok()).send(Scenario.terminated()).expect("ACK");
        return start(folder, party, scenario);
    }

    /** Rings until it is cancelled (RFC 3261 §9.2). */
    static Callee ringing(Path folder, Party party) throws IOException {
        Scenario scenario = new Scenario().expect("INVITE").sendOnce(Scenario.response(180, "Ringing", Scenario.noBody())).expect("CANCEL")
            .sendOnce(Scenario.ok()).send(Scenario.terminated()).expect("ACK");
        return start(folder, party, scenario);
    }

    static Callee refusing(Path folder, Party party, int status, String reason) throws IOException {
        Scenario scenario = new Scenario().expect("INVITE").send(Scenario.response(status, reason, Scenario.noBody())).expect("ACK");
        return start(folder, party, scenario);
    }

    /** Sends its caller to another URI. */
    static Callee redirecting(Path folder, Party party, String uri) throws IOException {
        Scenario scenario = new Scenario().expect("INVITE").send(Scenario.redirection(uri)).expect("ACK");
        return start(folder, party, scenario);
    }

    /** Waits until it rings. */
    void awaitInvite() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + RINGS.toNanos();
        while (!transcript().has("INVITE")) {
            assertThat(System.nanoTime()).as("an INVITE within " + RINGS).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** As {@link #answering}, with one re-INVITE in between. */
    static Callee heldAnswering(Path folder, Party party) throws IOException {
        String held = Scenario.response(200, "OK", Scenario.sdp(Scenario.SDP.replace("a=sendrecv", "a=recvonly")));
        Scenario scenario = new Scenario().expect("INVITE").sendOnce(Scenario.response(180, "Ringing", Scenario.noBody()))
            .send(Scenario.response(200, "OK", Scenario.sdp())).expect("ACK")
            .expect("INVITE").send(held.replace(";tag=[pid]t[call_number]", ""))
            .expect("ACK").expect("BYE").sendOnce(Scenario.ok());
        return start(folder, party, scenario);
    }

    /** Registers with digest from the socket at which calls are then taken. */
    static void register(Path folder, Party party) throws IOException, InterruptedException {
        register(folder, party, "u1", "<" + party.contact() + ">");
    }

    /** @param transport as SIPp calls it
     * @param contacts  value of the Contact header */
    static Transcript register(Path folder, Party party, String transport, String contacts) throws IOException, InterruptedException {
        return register(folder, party, transport, contacts, 200);
    }

    /** @param status that its credentials are answered with */
    static Transcript register(Path folder, Party party, String transport, String contacts, int status) throws IOException, InterruptedException {
        Scenario scenario = new Scenario().send(register(party, contacts, 1, "")).allow(List.of(100)).expect(401, "auth=\"true\"")
            .send(register(party, contacts, 2, party.authentication() + "\n")).allow(List.of(100)).expect(status, "");
        try (Sipp sipp = Sipp.start(folder, party, scenario, UUID.randomUUID().toString(), transport)) {
            return sipp.end();
        }
    }

    private static String register(Party party, String contacts, int cSeq, String authorization) {
        return """
            REGISTER sip:%s SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=z9hG4bK[call_id]%d;rport
            From: <%s>;tag=[pid]r
            To: <%s>
            Call-ID: [call_id]
            CSeq: %d REGISTER
            Contact: %s
            %sMax-Forwards: 70
            Expires: 300
            User-Agent: SIPp
            Content-Length: 0
            """.formatted(party.domain(), cSeq, party.uri(), party.uri(), cSeq, contacts, authorization);
    }

    /** Plays a scenario that begins with an INVITE it gets. */
    static Callee start(Path folder, Party party, Scenario scenario) throws IOException {
        return start(folder, party, scenario, "u1");
    }

    /** @param transport as SIPp calls it */
    static Callee start(Path folder, Party party, Scenario scenario, String transport) throws IOException {
        return new Callee(Sipp.start(folder, party, scenario, "unused", transport));
    }

    /** Plays it for so many Call-IDs. */
    static Callee start(Path folder, Party party, Scenario scenario, int calls) throws IOException {
        return new Callee(Sipp.start(folder, party, scenario, "unused", "u1", calls));
    }

    /** Waits for the end of the call. */
    Transcript end() throws IOException, InterruptedException {
        return sipp.end();
    }

    /** What it has received until now. */
    Transcript transcript() throws IOException {
        return sipp.transcript();
    }

    @Override public void close() throws InterruptedException {
        sipp.close();
    }
}
