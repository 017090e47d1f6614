package io.tandem.proxy.ladder;

import io.tandem.data.forward.ForwardType;
import io.tandem.proxy.media.MediaCommand;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls that Bob forwards to his auto attendant (signalling.md §3.10): as leg A to the B2BUA (S), which hands them on later, and as leg B to the app
 * server (V). */
class AttendantLadderTest {
    private final ProxyLadder ladder = new ProxyLadder();
    private final ForwardSettings bob = new ForwardSettings(ladder, "bob", "431002");
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party b2bua = ladder.b2bua;
    private final ProxyLadder.Party appServer = ladder.appServer;

    @Test void theB2buaStandsBetweenCallerAndAttendant() {
        bob.forwards(ForwardType.CFU, "sip:auto-attendant@app.local");
        ladder.authenticated(ladder.invite("sip:bob@example.org", "c1", 1), "alice", "secret-alice"); // L ── INVITE ─▶ P
        lb.expects(100);
        SipMessage legA = b2bua.expects("INVITE");                                                  //        P ── INVITE ─▶ S
        assertThat(legA.requestUri()).as("what is handed on shows Bob").startsWith("sip:bob@example.org;");
        assertThat(legA.header("P-App-Name")).contains("sbc");
        assertThat(legA.header("P-Callee-UUID")).as("pays for what is handed on").contains("uuid-bob");
        assertThat(ladder.relay.commands.getFirst()).isInstanceOfSatisfying(MediaCommand.Offer.class,
                offer -> assertThat(offer.options()).startsWith("transport-protocol=RTP/AVP"));
        SipMessage legB = legA.copy().set("Call-ID", "c1_pbx-1").set("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-b").remove("Record-Route")
                .set("From", "<sip:431001@example.org>;tag=b1");
        b2bua.sends(legB);                                                                          //        P ◀─ INVITE ── S
        b2bua.expects(100);
        SipMessage invite = appServer.expects("INVITE");                                            //        P ── INVITE ─▶ V
        assertThat(invite.requestUri()).isEqualTo("sip:auto-attendant@app.local");
        assertThat(invite.header("P-Callee-UUID")).contains("uuid-bob");
        assertThat(invite.header("Record-Route").orElseThrow()).contains("leg_b=1");
        appServer.answersWithSdp(invite, 200, "OK", "v1");
        b2bua.answersWithSdp(legA, 200, "OK", "s1");
        b2bua.expects(200);
        lb.expects(200);
        SipMessage refer = SipMessage.request("REFER", "sip:127.0.0.1:5080;transport=udp").header("Via", "SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bK-r")
                .header("Route", invite.header("Record-Route").orElseThrow()).header("From", "<sip:bob@example.org>;tag=v1")
                .header("To", "<sip:431001@example.org>;tag=b1").header("Call-ID", "c1_pbx-1").header("CSeq", "1 REFER").header("Max-Forwards", "70")
                .header("Refer-To", "<sip:431003@example.org>").header("Contact", "<sip:127.0.0.1:5070>").build();
        appServer.sends(refer);                                                                     //        P ◀─ REFER ── V
        assertThat(b2bua.expects("REFER").header("Refer-To")).contains("<sip:431003@example.org>"); //        P ── REFER ─▶ S
        assertThat(ladder.records).extracting(ForwardSettings::describe).containsExactly("call alice>bob dialled bob 200",
                "cfu bob>auto-attendant dialled auto-attendant 200");
    }
}
