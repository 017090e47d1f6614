package io.tandem.e2e.wire;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** A phone by SIPp that subscribes to an event and is told so many times. One thread. */
final class Watcher {
    private final Path folder;
    private final Party party;
    private final String target;

    Watcher(Path folder, Party party, String target) {
        this.folder = folder;
        this.party = party;
        this.target = target;
    }

    /** Subscribes with digest and takes NOTIFYs.
     * @param status   of the answer
     * @param notifies how many are awaited */
    Sipp start(String event, int status, int notifies) throws IOException {
        String callId = UUID.randomUUID().toString();
        Scenario scenario = new Scenario().send(subscribe(callId, event, 1, "")).allow(List.of(100)).expect(407, "auth=\"true\"")
            .send(subscribe(callId, event, 2, party.authentication() + "\n")).allow(List.of(100)).expect(status, "rrs=\"true\"");
        for (int i = 0; i < notifies; i++) {
            scenario.expect("NOTIFY").sendOnce(Scenario.ok());
        }
        return Sipp.start(folder, party, scenario, callId);
    }

    private String subscribe(String callId, String event, int cSeq, String authorization) {
        return """
            SUBSCRIBE %s SIP/2.0
            Via: SIP/2.0/UDP [local_ip]:[local_port];branch=z9hG4bK%s%d;rport
            From: <%s>;tag=[pid]w
            To: <%s>
            Call-ID: [call_id]
            CSeq: %d SUBSCRIBE
            Contact: <%s>
            Event: %s
            Expires: 15
            %sMax-Forwards: 70
            User-Agent: SIPp
            Content-Length: 0
            """.formatted(target, callId, cSeq, party.uri(), target, cSeq, party.contact(), event, authorization);
    }
}
