package io.tandem.proxy.ladder;

import io.tandem.data.forward.ForwardType;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls to conference rooms (signalling.md §3.9): the app server (V) answers them, called or forwarded to. */
class ConferenceLadderTest {
    private static final String ROOM = "sip:conf=431002@conference.local";
    private final ProxyLadder ladder = new ProxyLadder();
    private final ForwardSettings bob = new ForwardSettings(ladder, "bob", "431002");
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party appServer = ladder.appServer;

    private SipMessage calls(String uri) {
        ladder.authenticated(ladder.invite(uri, "c1", 1), "alice", "secret-alice");             // L ── INVITE ─▶ P, 100, 407, ACK, INVITE
        lb.expects(100);                                                                        // L ◀─  100  ─── P
        SipMessage invite = appServer.expects("INVITE");                                        // P ── INVITE ─▶ V
        assertThat(invite.requestUri()).isEqualTo(ROOM);
        return invite;
    }

    private void answers(SipMessage invite) {
        appServer.answersWithSdp(invite, 200, "OK", "v1");
        lb.expects(200);
        lb.sends(ladder.inDialog("ACK", "c1", 2, "v1").requestUri("sip:127.0.0.1:5070"));
        appServer.expects("ACK");
    }

    private void ends() {
        lb.sends(ladder.inDialog("BYE", "c1", 4, "v1").requestUri("sip:127.0.0.1:5070"));
        appServer.answers(appServer.expects("BYE"), 200, "OK", "v1");
        lb.expects(200);
        ladder.isIdle();
    }

    @Test void cfuToAConferenceIsAnsweredByTheAppServerAndUpdatesPass() {
        bob.forwards(ForwardType.CFU, ROOM);
        SipMessage invite = calls("sip:bob@example.org");
        assertThat(invite.header("P-Caller-UUID")).as("Bob pays").contains("uuid-bob");
        assertThat(invite.header("P-Asserted-Identity")).contains("<sip:431001@example.org>");
        answers(invite);
        assertThat(ladder.records).extracting(ForwardSettings::describe).containsExactly("call alice>bob dialled bob 200",
                "cfu bob>conf=431002 dialled conf=431002 200");
        assertThat(ladder.records.getLast().dstDomain()).isEqualTo("conference.local");
        lb.sends(ladder.inDialog("UPDATE", "c1", 3, "v1").requestUri("sip:127.0.0.1:5070"));    // L ── UPDATE ─▶ P
        appServer.answers(appServer.expects("UPDATE"), 200, "OK", "v1");                        // P ── UPDATE ─▶ V, 200
        lb.expects(200);                                                                        // L ◀─ 200 ── P
        ends();
    }

    @Test void anyForwardLeadsToAConference() {
        bob.forwards(ForwardType.CFNA, ROOM);
        answers(calls("sip:bob@example.org"));
        assertThat(ladder.records.getLast().dstDomain()).isEqualTo("conference.local");
        ends();
    }

    @Test void aRoomThatIsNotThereIsFollowedByTheNextDestination() {
        bob.forwards(ForwardType.CFU, ROOM, "sip:vmu431002@voicebox.local");
        SipMessage invite = calls("sip:bob@example.org");
        appServer.answers(invite, 404, "Not Found", "v1");
        appServer.expects("ACK");
        assertThat(appServer.expects("INVITE").requestUri()).isEqualTo("sip:vmu431002@voicebox.local");
    }

    @Test void aRoomIsDialled() {
        SipMessage invite = calls(ROOM);
        assertThat(invite.header("P-App-Name")).isEmpty();
        answers(invite);
        assertThat(ladder.records.getFirst().dstLeg()).contains("\"d\":\"conference.local\"", "\"u\":\"conf=431002\"");
        ends();
    }

    @Test void callsAreForwardedToOfficeHoursOfTheirForwarder() {
        bob.forwards(ForwardType.CFU, "sip:office-hours@app.local");
        ladder.authenticated(ladder.invite("sip:bob@example.org", "c1", 1), "alice", "secret-alice");
        lb.expects(100);
        SipMessage invite = appServer.expects("INVITE");                                        // P ── INVITE ─▶ V
        assertThat(invite.requestUri()).isEqualTo("sip:office-hours@app.local");
        assertThat(invite.header("P-Caller-UUID")).as("whose office it is").contains("uuid-bob");
        answers(invite);
        ends();
    }
}
