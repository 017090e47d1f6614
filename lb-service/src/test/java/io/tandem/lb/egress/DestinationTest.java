package io.tandem.lb.egress;

import java.util.Optional;

import io.tandem.lb.socket.HostPort;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transport.Protocol;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DestinationTest {

    private static Optional<Destination> ofPath(String uri) {
        return Destination.ofPath(SipUri.parse(uri), true);
    }

    @Test
    void aRegisteredUserIsReachedAtHisSourceFromTheSocketHeCameTo() {
        assertThat(ofPath("sip:lb@127.0.0.1;lr;received=sip:1.2.3.4:5;socket=sip:9.9.9.9:5060"))
                .contains(new Destination(new HostPort("1.2.3.4", 5), Protocol.UDP, Optional.of("sip:9.9.9.9:5060"), false));
    }

    @Test
    void overTcpOnlyHisConnectionWillDo() {
        assertThat(ofPath("sip:lb@127.0.0.1:5060;lr;received=sip:1.2.3.4:5%3Btransport=tcp;socket=tcp:9.9.9.9:5060;conn=a1"))
                .contains(new Destination(new HostPort("1.2.3.4", 5), Protocol.TCP, Optional.of("tcp:9.9.9.9:5060"), true));
    }

    @Test
    void aPeerIsReachedAtTheAddressInReceived() {
        assertThat(ofPath("sip:127.0.0.1:5060;received=sip:127.0.2.1:51602%3blr%3btransport%3dudp"))
                .contains(new Destination(new HostPort("127.0.2.1", 51602), Protocol.UDP, Optional.empty(), false));
    }

    @Test
    void theSocketTellsTheProtocolWhenReceivedDoesNot() {
        assertThat(ofPath("sip:lb@127.0.0.1;received=sip:127.3.0.5:8008;socket=tcp:127.3.0.1:5074"))
                .contains(new Destination(new HostPort("127.3.0.5", 8008), Protocol.TCP, Optional.of("tcp:127.3.0.1:5074"), false));
    }

    @Test
    void withoutReceivedOurOwnAddressLeadsNowhereAndAnothersThere() {
        assertThat(ofPath("sip:lb@127.0.0.1;lr")).isEmpty();
        assertThat(Destination.ofPath(SipUri.parse("sip:peer.example.org"), false))
                .contains(new Destination(new HostPort("peer.example.org", 5060), Protocol.UDP, Optional.empty(), false));
    }

    @Test
    void aRequestUriGoesToItsAliasElseToItsHost() {
        assertThat(Destination.ofRequestUri(SipUri.parse("sip:a@10.0.0.1;alias=1.2.3.4~77~2")))
                .contains(new Destination(new HostPort("1.2.3.4", 77), Protocol.TCP, Optional.empty(), true));
        assertThat(Destination.ofRequestUri(SipUri.parse("sip:a@10.0.0.1;alias=1.2.3.4~x~2;transport=tcp")))
                .contains(new Destination(new HostPort("10.0.0.1", 5060), Protocol.TCP, Optional.empty(), false));
        assertThat(Destination.ofRequestUri(SipUri.parse("sips:a@10.0.0.1")))
                .contains(new Destination(new HostPort("10.0.0.1", 5061), Protocol.TLS, Optional.empty(), false));
        assertThat(Destination.ofRequestUri(SipUri.parse("tel:+431"))).isEmpty();
    }
}
