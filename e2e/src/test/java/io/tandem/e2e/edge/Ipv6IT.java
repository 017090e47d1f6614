package io.tandem.e2e.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

import io.tandem.e2e.EdgeConfig;
import io.tandem.testkit.phone.Call;
import io.tandem.testkit.phone.IncomingCall;
import io.tandem.testkit.phone.Ladder;
import io.tandem.testkit.phone.Phone;
import io.tandem.testkit.phone.link.Link;
import io.tandem.testkit.phone.link.StreamLink;
import io.tandem.testkit.phone.link.UdpLink;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A phone that reaches the load balancer over IPv6 and one over IPv4. Their media is IPv4: the phones have one address for it. */
class Ipv6IT {
    private static final InetSocketAddress LB6 = new InetSocketAddress(InetAddress.ofLiteral("::1"), 5060);

    private static Parties parties;

    @BeforeAll static void provision() throws Exception {
        Assumptions.assumeTrue(EdgeConfig.hasIpv6(), "no IPv6 on this host's loopback");
        parties = Parties.provision("ipv6.e2e.tandem", 552);
    }

    private static Link link(String transport) throws IOException {
        return transport.equals("udp") ? UdpLink.open(InetAddress.ofLiteral("::1"), LB6) : StreamLink.tcp(LB6);
    }

    @ParameterizedTest @ValueSource(strings = {"udp", "tcp"})
    void aPhoneOverIpv6AndOneOverIpv4CallEachOther(String transport) throws Exception {
        try (Phone alice = Phone.open(parties.alice(), link(transport), new Ladder()); Phone bob = Parties.over("udp", parties.bob())) {
            alice.register(RawParty.PATIENCE);
            bob.register(RawParty.PATIENCE);
            Call calling = alice.call("sip:bob@" + parties.domain());
            IncomingCall incoming = bob.awaitIncoming(RawParty.PATIENCE);
            assertThat(incoming.invite()).as("Record-Route towards the IPv4 phone").contains("Record-Route: <sip:127.0.0.1");
            Call answered = incoming.answer();
            calling.awaitAnswered(RawParty.PATIENCE);
            Thread other = Thread.ofVirtual().start(() -> answered.talk(Duration.ofSeconds(1), 660));
            calling.talk(Duration.ofSeconds(1), 440);
            other.join();
            assertThat(calling.quality(660).toneRecognised()).isTrue();
            assertThat(answered.quality(440).toneRecognised()).isTrue();
            calling.hangUp(RawParty.PATIENCE);
            answered.awaitEnded(RawParty.PATIENCE);
            parties.callAndHangUp(bob, alice, parties.alice());
        }
    }
}
