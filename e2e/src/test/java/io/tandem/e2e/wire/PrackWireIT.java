package io.tandem.e2e.wire;

import java.util.Map;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Reliable provisional responses of a peer, end to end (RFC 3262). */
class PrackWireIT extends WireTest {
    private static final int RSEQ = 42;

    private String prefix;

    @BeforeEach void open() throws Exception {
        prefix = "4398" + platform.numbers();
    }

    @Test void aPeersReliableResponseIsAcknowledgedByTheCaller() throws Exception {
        Party peer = platform.peer(platform.peerGroup(1, prefix), "peer", Map.of());
        Party alice = platform.subscriber("alice", Map.of());
        try (UdpPhone taker = new UdpPhone(peer); Sipp caller = platform.call(alice, "sip:" + prefix + "1@" + platform.domain()).pracking()) {
            SipMessage invite = taker.expects("INVITE");
            assertThat(invite.headers("Supported")).contains("100rel");
            taker.sends(taker.withSdp(taker.response(invite, 183, "Session Progress").set("Require", "100rel").set("RSeq", "" + RSEQ)));
            SipMessage prack = taker.expects("PRACK");
            assertThat(prack.header("RAck")).contains(RSEQ + " " + invite.cSeq() + " INVITE");
            taker.sends(taker.response(prack, 200, "OK"));
            taker.sends(taker.response(invite, 200, "OK")); // the answer was in the 183
            assertThat(taker.expects("ACK").cSeq()).isEqualTo(invite.cSeq());
            taker.sends(taker.response(taker.expects("BYE"), 200, "OK"));
            SipMessage progress = caller.end().response(183);
            assertThat(progress.headers("Require")).contains("100rel");
            assertThat(progress.header("RSeq")).isPresent();
        }
    }
}
