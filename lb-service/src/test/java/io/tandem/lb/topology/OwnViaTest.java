package io.tandem.lb.topology;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.socket.LbSockets;
import io.tandem.lb.topology.OwnVia.Direction;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.Protocol;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

class OwnViaTest {

    private final LbSocket external = new LbSocket(0, "udp", Protocol.UDP, new InetSocketAddress(InetAddress.ofLiteral("9.9.9.9"), 5060));
    private final LbSocket internal = new LbSocket(1, "internal", Protocol.UDP, new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 5060));
    private final OwnVia via = new OwnVia(new LbSockets(List.of(external, internal), internal, false), 42);

    private SipMessage request(String method, String top, String callId, int cSeq) {
        return SipMessage.parse("%s sip:b@x SIP/2.0\r\nVia: %s\r\nCall-ID: %s\r\nCSeq: %d %s\r\nContent-Length: 0\r\n\r\n"
                .formatted(method, top, callId, cSeq, method).getBytes(US_ASCII));
    }

    private String pushed(SipMessage request) {
        via.push(request, internal, external, Direction.INWARD);
        return request.header("Via").orElseThrow();
    }

    @Test
    void retransmissionCancelAndAckHaveTheBranchOfTheirInvite() {
        String invite = pushed(request("INVITE", "SIP/2.0/UDP a;branch=z9hG4bK1;rport=1", "c", 1));
        assertThat(invite).matches("SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK[0-9a-f]{16}-[0-9a-f]{8}-i0");
        assertThat(pushed(request("CANCEL", "SIP/2.0/UDP a;branch=z9hG4bK1;rport=1", "c", 1))).isEqualTo(invite);
        assertThat(pushed(request("ACK", "SIP/2.0/UDP a;branch=z9hG4bK1", "c", 1))).isEqualTo(invite);
        assertThat(pushed(request("INVITE", "SIP/2.0/UDP a;branch=z9hG4bK2", "c", 1))).isNotEqualTo(invite);
    }

    @Test
    void withoutABranchCallAndNumberTellTransactionsApart() {
        String first = pushed(request("INVITE", "SIP/2.0/UDP a", "c", 1));
        assertThat(pushed(request("CANCEL", "SIP/2.0/UDP a;received=1.1.1.1", "c", 1))).isEqualTo(first);
        assertThat(pushed(request("INVITE", "SIP/2.0/UDP a", "c", 2))).isNotEqualTo(first);
        assertThat(pushed(request("INVITE", "SIP/2.0/UDP a", "d", 1))).isNotEqualTo(first);
    }

    @Test
    void theSocketOfARequestIsReadFromTheResponse() {
        SipMessage request = request("INVITE", "SIP/2.0/UDP a;branch=z9hG4bK1", "c", 1);
        pushed(request);
        SipMessage response = SipMessage.response(request, 200, "OK");
        assertThat(via.arrivalOf(response, internal, Direction.INWARD)).contains(0);
        assertThat(via.arrivalOf(response, internal, Direction.OUTWARD)).isEmpty();
        assertThat(via.arrivalOf(response, external, Direction.INWARD)).isEmpty();
        String anew = response.header("Via").orElseThrow().replace("SIP/2.0/UDP 10.0.0.1:5060;", "SIP/2.0/udp 10.0.0.1;rport=5060;");
        assertThat(via.arrivalOf(response.replaceFirst("Via", anew), internal, Direction.INWARD)).contains(0);
    }

    @Test
    void onlyTheSameCallInTheSameDirectionIsALoop() {
        SipMessage request = request("MESSAGE", "SIP/2.0/UDP a;branch=z9hG4bK1", "c", 1);
        assertThat(via.isLoop(request, Direction.INWARD)).isFalse();
        pushed(request);
        request.addFirst("Via", "SIP/2.0/UDP 10.0.0.2:5062;branch=z9hG4bKp");
        assertThat(via.isLoop(request, Direction.INWARD)).isTrue();
        assertThat(via.isLoop(request, Direction.OUTWARD)).isFalse();
        assertThat(via.isLoop(request.set("Call-ID", "other"), Direction.INWARD)).isFalse();
    }
}
