package io.tandem.lb.topology;

import java.util.List;

import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.socket.LbSockets;
import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Passages;
import io.tandem.lb.topology.OwnVia.Direction;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transport.Protocol;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OwnViaTest {

    private final LbSocket external = new LbSocket(0, "udp", Protocol.UDP, Passages.address("9.9.9.9:5060"));
    private final LbSocket internal = new LbSocket(1, "internal", Protocol.UDP, Passages.address("10.0.0.1:5060"));
    private final OwnVia via = new OwnVia(new LbSockets(List.of(external, internal), internal, false), 42);

    private static String request(String method, String top, String callId, int cSeq) {
        return "%s sip:b@x SIP/2.0\r\nVia: %s\r\nCall-ID: %s\r\nCSeq: %d %s\r\nContent-Length: 0\r\n\r\n".formatted(method, top, callId, cSeq, method);
    }

    private SipMessage pushed(String request) {
        Passage passage = Passages.of(request, "1.1.1.1:1", external);
        via.push(passage, internal, Direction.INWARD);
        return Passages.written(passage);
    }

    private String branch(String method, String top, String callId, int cSeq) {
        return pushed(request(method, top, callId, cSeq)).header("Via").orElseThrow();
    }

    private int arrivalOf(SipMessage response, LbSocket socket, Direction direction) {
        return via.arrivalOf(Passages.of(response.toString(), "10.0.0.2:5062", socket), direction);
    }

    private boolean isLoop(SipMessage request, Direction direction) {
        return via.isLoop(Passages.of(request.toString(), "1.1.1.1:1", external), direction);
    }

    @Test
    void retransmissionCancelAndAckHaveTheBranchOfTheirInvite() {
        String invite = branch("INVITE", "SIP/2.0/UDP a;branch=z9hG4bK1;rport=1", "c", 1);
        assertThat(invite).matches("SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK[0-9a-f]{16}-[0-9a-f]{8}-i0");
        assertThat(branch("CANCEL", "SIP/2.0/UDP a;branch=z9hG4bK1;rport=1", "c", 1)).isEqualTo(invite);
        assertThat(branch("ACK", "SIP/2.0/UDP a;branch=z9hG4bK1", "c", 1)).isEqualTo(invite);
        assertThat(branch("INVITE", "SIP/2.0/UDP a;branch=z9hG4bK2", "c", 1)).isNotEqualTo(invite);
    }

    @Test
    void withoutABranchCallAndNumberTellTransactionsApart() {
        String first = branch("INVITE", "SIP/2.0/UDP a", "c", 1);
        assertThat(branch("CANCEL", "SIP/2.0/UDP a;received=1.1.1.1", "c", 1)).isEqualTo(first);
        assertThat(branch("INVITE", "SIP/2.0/UDP a", "c", 2)).isNotEqualTo(first);
        assertThat(branch("INVITE", "SIP/2.0/UDP a", "d", 1)).isNotEqualTo(first);
    }

    @Test
    void theSocketOfARequestIsReadFromTheResponse() {
        SipMessage response = SipMessage.response(pushed(request("INVITE", "SIP/2.0/UDP a;branch=z9hG4bK1", "c", 1)), 200, "OK");
        assertThat(arrivalOf(response, internal, Direction.INWARD)).isZero();
        assertThat(arrivalOf(response, internal, Direction.OUTWARD)).isNegative();
        assertThat(arrivalOf(response, external, Direction.INWARD)).isNegative();
        String anew = response.header("Via").orElseThrow().replace("SIP/2.0/UDP 10.0.0.1:5060;", "SIP/2.0/udp 10.0.0.1;rport=5060;");
        assertThat(arrivalOf(response.replaceFirst("Via", anew), internal, Direction.INWARD)).isZero();
    }

    @Test
    void onlyTheSameCallInTheSameDirectionIsALoop() {
        assertThat(isLoop(SipMessage.parse(request("MESSAGE", "SIP/2.0/UDP a;branch=z9hG4bK1", "c", 1).getBytes()), Direction.INWARD)).isFalse();
        SipMessage request = pushed(request("MESSAGE", "SIP/2.0/UDP a;branch=z9hG4bK1", "c", 1));
        request.addFirst("Via", "SIP/2.0/UDP 10.0.0.2:5062;branch=z9hG4bKp");
        assertThat(isLoop(request, Direction.INWARD)).isTrue();
        assertThat(isLoop(request, Direction.OUTWARD)).isFalse();
        assertThat(isLoop(request.set("Call-ID", "other"), Direction.INWARD)).isFalse();
    }
}
