package io.tandem.e2e.wire;

import java.util.Map;
import java.util.Optional;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls that leave from a socket of the load balancer that a binding or a peer names. */
class SocketWireIT extends WireTest {
    private Party alice;

    @BeforeEach void open() throws Exception {
        alice = platform.subscriber("alice", Map.of());
    }

    private static void leftFrom(SipMessage invite, String transport, String socket) {
        assertThat(invite.topVia().sentBy()).isEqualTo(socket);
        assertThat(invite.header("Via").orElseThrow()).startsWith("SIP/2.0/" + transport + " ");
        assertThat(invite.header("Contact").orElseThrow()).startsWith("<sip:ngcp-lb@" + socket + ";").contains(";ngcpct=");
    }

    @Test void aPermanentRegistrationIsCalledFromItsSocketOverTcp() throws Exception {
        Party bob = platform.subscriber("bob", Map.of());
        Party phone = new Party(bob.id(), "bob", bob.domain(), Optional.empty(), bob.number(), "127.3.0.5", 8008);
        String binding = platform.api().createNamed("subscriberregistrations", Map.of("subscriber_id", bob.id(), "contact", "sip:127.3.0.5:8008;transport=tcp",
            "q", "1", "expires", "2000-01-01 00:00:00", "nat", "", "socket", "tcp:127.3.0.1:5074",
            "path", "<sip:lb@127.0.0.1:5060;lr;socket=tcp:127.3.0.1:5074>"));
        Scenario answers = new Scenario().expect("INVITE").sendOnce(Scenario.response(180, "Ringing", Scenario.noBody()))
            .sendOnce(Scenario.response(200, "OK", Scenario.sdp())).expect("ACK").expect("BYE").sendOnce(Scenario.ok());
        try (Callee taker = platform.playing(phone, answers, "t1")) {
            platform.call(alice, bob.uri()).answered();
            SipMessage invite = taker.end().request("INVITE");
            assertThat(invite.requestUri()).isEqualTo("sip:127.3.0.5:8008;transport=tcp");
            leftFrom(invite, "TCP", "127.3.0.1:5074");
        }
        assertThat(platform.api().delete("subscriberregistrations", binding)).isTrue();
    }

    @Test void aPeerIsCalledFromTheSocketThatItsSettingsName() throws Exception {
        String prefix = "4396" + platform.numbers();
        Party peer = platform.peer(platform.peerGroup(1, prefix), "peer", Map.of("outbound_socket", "udp:127.2.0.1:5064"));
        try (Callee taker = platform.answering(peer)) {
            platform.call(alice, "sip:" + prefix + "1@" + platform.domain()).answered();
            leftFrom(taker.end().request("INVITE"), "UDP", "127.2.0.1:5064");
        }
    }
}
