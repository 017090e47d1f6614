package io.tandem.lb.egress;

import io.tandem.lb.step.Passages;
import io.tandem.lb.wire.UriView;
import io.tandem.net.peer.PeerTable;
import io.tandem.sip.transport.Protocol;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

class DestinationTest {

    private final Destination destination = new Destination(new PeerTable(64));

    private static UriView uri(String text) {
        UriView uri = new UriView();
        byte[] bytes = text.getBytes(US_ASCII);
        assertThat(uri.read(bytes, 0, bytes.length)).isNotEqualTo(UriView.Kind.INVALID);
        return uri;
    }

    private Destination.Found ofPath(String uri) {
        return destination.ofPath(uri(uri), true);
    }

    private void assertFound(Destination.Found found, String target, Protocol protocol, String socket, boolean existingOnly) {
        assertThat(found).isEqualTo(Destination.Found.SOMETHING);
        assertThat(destination.target()).isEqualTo(Passages.address(target));
        assertThat(destination.protocol()).isEqualTo(protocol);
        assertThat(new String(destination.socketData(), destination.socketStart(), destination.socketEnd() - destination.socketStart(), US_ASCII))
                .isEqualTo(socket);
        assertThat(destination.isExistingOnly()).isEqualTo(existingOnly);
    }

    @Test
    void aRegisteredUserIsReachedAtHisSourceFromTheSocketHeCameTo() {
        assertFound(ofPath("sip:lb@127.0.0.1;lr;received=sip:1.2.3.4:5;socket=sip:9.9.9.9:5060"), "1.2.3.4:5", Protocol.UDP, "sip:9.9.9.9:5060", false);
    }

    @Test
    void overTcpOnlyHisConnectionWillDo() {
        assertFound(ofPath("sip:lb@127.0.0.1:5060;lr;received=sip:1.2.3.4:5%3Btransport=tcp;socket=tcp:9.9.9.9:5060;conn=a1"), "1.2.3.4:5", Protocol.TCP,
                "tcp:9.9.9.9:5060", true);
        assertThat(destination.connectionId()).isEqualTo(0xA1);
        assertFound(ofPath("sip:lb@127.0.0.1;received=sip:[2001:db8::1]:5%3Btransport=wss;socket=wss:[::1]:443;conn=7"), "[2001:db8::1]:5", Protocol.WSS,
                "wss:[::1]:443", true);
    }

    @Test
    void aPeerIsReachedAtTheAddressInReceived() {
        assertFound(ofPath("sip:127.0.0.1:5060;received=sip:127.0.2.1:51602%3blr%3btransport%3dudp"), "127.0.2.1:51602", Protocol.UDP, "", false);
        assertThat(destination.isTransportForced()).isTrue();
    }

    @Test
    void theSocketTellsTheProtocolWhenReceivedDoesNot() {
        assertFound(ofPath("sip:lb@127.0.0.1;received=sip:127.3.0.5:8008;socket=tcp:127.3.0.1:5074"), "127.3.0.5:8008", Protocol.TCP,
                "tcp:127.3.0.1:5074", false);
    }

    @Test
    void withoutReceivedOurOwnAddressLeadsNowhereAndAnothersThere() {
        assertThat(ofPath("sip:lb@127.0.0.1;lr")).isEqualTo(Destination.Found.NOTHING);
        assertThat(ofPath("sip:lb@127.0.0.1;received=sip:a%20b")).isEqualTo(Destination.Found.UNREADABLE);
        assertThat(destination.ofPath(uri("sip:peer.example.org"), false)).isEqualTo(Destination.Found.SOMETHING);
        assertThat(destination.target()).isNull();
        assertThat(destination.name()).isEqualTo("peer.example.org");
        assertThat(destination.port()).isEqualTo(5060);
    }

    @Test
    void aRequestUriGoesToItsAliasElseToItsHost() {
        assertFound(destination.ofRequestUri(uri("sip:a@10.0.0.1;alias=1.2.3.4~77~2")), "1.2.3.4:77", Protocol.TCP, "", true);
        assertFound(destination.ofRequestUri(uri("sip:a@10.0.0.1;alias=[2001:db8::1]~77~5")), "[2001:db8::1]:77", Protocol.WS, "", true);
        assertFound(destination.ofRequestUri(uri("sip:a@10.0.0.1;alias=1.2.3.4~x~2;transport=tcp")), "10.0.0.1:5060", Protocol.TCP, "", false);
        assertFound(destination.ofRequestUri(uri("sips:a@10.0.0.1")), "10.0.0.1:5061", Protocol.TLS, "", false);
        assertThat(destination.ofRequestUri(uri("tel:+431"))).isEqualTo(Destination.Found.NOTHING);
    }
}
