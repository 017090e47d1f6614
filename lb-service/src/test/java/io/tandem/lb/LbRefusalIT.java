package io.tandem.lb;

import java.util.Arrays;
import java.util.Random;

import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the whole service refuses, ignores or answers itself. */
@Timeout(60)
class LbRefusalIT extends PhonesAtTheEdge {

    @ParameterizedTest
    @ValueSource(strings = {"7369703a382e382e382e38", "zz", "68656c6c6f", ""})
    void aTokenThatLeadsElsewhereIsRefused(String hex) throws Exception {
        alice.sends(request("BYE", "sip:ngcp-lb@%s;ngcpct=%s".formatted(at(udp), hex), via(alice, "t2"), "<sip:x@y>;tag=1"), udp);
        assertThat(alice.receives().status()).isEqualTo(403);
        assertThat(proxy.hearsNothing()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Authorization: garbage                                             | 400 | Bad Auth Header",
        "Authorization: Digest username=\"a\", realm=\"b\"                  | 400 | Bad Auth Header",
        "Proxy-Authorization: Digest username=\"a, realm=                   | 400 | Bad Auth Header",
        "Contact: hello                                                     | 400 | Bad Contact Header",
        "Contact: <sip:a@b                                                  | 400 | Bad Contact Header",
        "Contact: sip:a@b?Route=%3Csip:c%3E                                 | 400 | Bad Contact Header",
        "Max-Forwards: 0                                                    | 483 | Too Many Hops",
        "Max-Forwards: many                                                 | 400 | Bad Request",
        "Via: SIP/2.0/UDP 192.0.2.15;;,;,,                                  | 400 | Bad Request",
        "v: SIP/2.0/UDP 192.0.2.15;branch=z9hG4bK1, nonsense                | 400 | Bad Request",
        "Route: <sip:evil.example.net;lr>                                   | 403 | Preload Route Denied",
    })
    void refusesByHeader(String header, int status, String phrase) throws Exception {
        alice.sends(request("REGISTER", "sip:example.org", via(alice, "s1"), header), udp);
        SipMessage answer = alice.receives();
        assertThat(answer.status() + " " + answer.reason()).isEqualTo(status + " " + phrase);
        assertThat(answer.header("Server")).contains("Tandem LB");
        assertThat(answer.toTag()).isPresent();
        assertThat(proxy.hearsNothing()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "From: \"Alice\" <sip:alice@example.org>;tag=a1 | From: 500                  | 400 | Invalid From Header",
        "To: <sip:bob@example.org>                      | To: <sip:bob@exa mple.org> | 400 | Invalid To Header",
        "CSeq: 1 REGISTER                               | CSeq: 1 INVITE             | 400 | Invalid CSeq Header",
        "CSeq: 1 REGISTER                               | CSeq: 99999999999 REGISTER | 400 | Invalid CSeq Header",
        "sip:example.org SIP/2.0                        | http://x SIP/2.0           | 416 | Unsupported URI Scheme",
        "sip:example.org SIP/2.0                        | sip:a@@b SIP/2.0           | 400 | Bad Request URI",
        "sip:example.org SIP/2.0                        | sip:a@b?Route=%3c SIP/2.0  | 400 | Bad Request URI",
        "Content-Length: 0                              | Content-Length: 10         | 400 | Bad Request",
    })
    void refusesWhatIsBroken(String sound, String broken, int status, String phrase) throws Exception {
        alice.sends(request("REGISTER", "sip:example.org", via(alice, "s2")).replace(sound, broken), udp);
        SipMessage answer = alice.receives();
        assertThat(answer.status() + " " + answer.reason()).isEqualTo(status + " " + phrase);
        assertThat(proxy.hearsNothing()).isTrue();
    }

    @Test
    void neverAnswersAnAckOrAResponse() throws Exception {
        alice.sends(request("ACK", "sip:example.org", via(alice, "n1"), "Max-Forwards: 0"), udp);
        alice.sends(request("ACK", "sip:example.org", via(alice, "n2")).replace("From: \"Alice\" <sip:alice@example.org>;tag=a1", "From: 500"), udp);
        alice.sends("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 1.2.3.4;branch=z9hG4bKq\r\nContent-Length: 0\r\n\r\n", udp);
        alice.sends("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bK0123456789abcdef-01234567-o0\r\nVia: SIP/2.0/UDP %s\r\nContent-Length: 0\r\n\r\n"
                .formatted(at(udp), bob.hostPort()), udp);
        assertThat(alice.hearsNothing()).isTrue();
        assertThat(bob.hearsNothing()).isTrue();
        assertThat(proxy.hearsNothing()).isTrue();
    }

    @Test
    void theAckToAnAnswerOfOursEndsHere() throws Exception {
        alice.sends(request("INVITE", "sip:bob@example.org", via(alice, "k1"), "Contact: hello"), udp);
        SipMessage refused = alice.receives();
        assertThat(refused.status()).isEqualTo(400);
        alice.sends(request("ACK", "sip:bob@example.org", via(alice, "k1"), refused.header("To").orElseThrow()), udp);
        assertThat(proxy.hearsNothing()).isTrue();
    }

    @Test
    void internalHeadersOfStrangersAreDeleted() throws Exception {
        alice.sends(request("INVITE", "sip:bob@example.org", via(alice, "h1"), contact(alice), "P-D-Uri: sip:lb@1.2.3.4;received=sip:" + bob.hostPort(),
                "P-NGCP-Src-Ip: 9.9.9.9", "p-ngcp-authorized: 1", "P-App-Name: sbc", "P-Caller-UUID: x", "p-header-change: Subject: x",
                "P-Third-Party-Call: x", "P-Preferred-Identity: <sip:a@b>"), udp);
        SipMessage atProxy = proxy.receives();
        assertThat(atProxy.headers("P-NGCP-Src-Ip")).containsExactly("127.0.0.1");
        assertThat(atProxy.has("P-D-Uri")).isFalse();
        assertThat(atProxy.has("P-NGCP-Authorized")).isFalse();
        assertThat(atProxy.has("P-App-Name")).isFalse();
        assertThat(atProxy.has("P-Caller-UUID")).isFalse();
        assertThat(atProxy.has("P-Header-Change")).isFalse();
        assertThat(atProxy.has("P-Third-Party-Call")).isFalse();
        assertThat(atProxy.has("P-Preferred-Identity")).isTrue();
        assertThat(bob.hearsNothing()).isTrue();
    }

    @Test
    void inADialogWithoutOurRouteIsRefused() throws Exception {
        alice.sends(request("BYE", "sip:bob@" + bob.hostPort(), via(alice, "d1"), "<sip:bob@example.org>;tag=b"), udp);
        assertThat(alice.receives().status()).isEqualTo(481);
        String ours = "Route: <sip:%s;lr>".formatted(at(udp));
        alice.sends(request("BYE", "sip:bob@" + bob.hostPort(), via(alice, "d2"), "<sip:bob@example.org>;tag=b", ours), udp);
        assertThat(alice.receives().status()).isEqualTo(403);
        String next = "Route: <sip:" + bob.hostPort() + ";lr>";
        alice.sends(request("BYE", "sip:bob@example.org", via(alice, "d3"), "<sip:bob@example.org>;tag=b", ours, next), udp);
        assertThat(alice.receives().status()).isEqualTo(403);
        assertThat(bob.hearsNothing()).isTrue();
        assertThat(proxy.hearsNothing()).isTrue();
    }

    @Test
    void optionsToTheLoadBalancerIsAnsweredByItself() throws Exception {
        alice.sends(request("OPTIONS", "sip:" + at(udp), via(alice, "o1")), udp);
        SipMessage answer = alice.receives();
        assertThat(answer.status() + " " + answer.reason()).isEqualTo("200 Alive");
        alice.sends(request("OPTIONS", "sip:bob@" + at(udp), via(alice, "o2")), udp);
        assertThat(proxy.receives().method()).isEqualTo("OPTIONS");
    }

    @Test
    void aLoopIsDetected() throws Exception {
        alice.sends(request("INVITE", "sip:bob@example.org", via(alice, "l1"), contact(alice)), udp);
        SipMessage inward = proxy.receives();
        alice.sends(inward.copy().addFirst("Via", via(alice, "l2")).remove("Record-Route"), udp);
        SipMessage answer = alice.receives();
        assertThat(answer.status() + " " + answer.reason()).isEqualTo("482 Loop Detected");
        assertThat(proxy.hearsNothing()).isTrue();
    }

    @Test
    void aTargetThatIsNoUriIs479() throws Exception {
        proxy.sends(request("INVITE", "sip:user@@host", "SIP/2.0/UDP " + proxy.hostPort() + ";branch=z9hG4bKu"), udp);
        SipMessage answer = proxy.receives();
        assertThat(answer.status() + " " + answer.reason()).isEqualTo("479 Regretfully, we were not able to process the URI (479/SL)");
        proxy.sends(request("INVITE", "sip:user@nowhere.invalid", "SIP/2.0/UDP " + proxy.hostPort() + ";branch=z9hG4bKw"), udp);
        assertThat(proxy.receives().status()).isEqualTo(478);
    }

    @Test
    void garbageHarmsNothing() throws Exception {
        Random random = new Random(11);
        String sound = request("INVITE", "sip:bob@example.org", via(alice, "g"), contact(alice), "Route: <sip:" + at(udp) + ";lr>");
        try (TcpParty carol = new TcpParty(tcp)) {
            for (int i = 0; i < 3_000; i++) {
                byte[] bytes = sound.getBytes();
                for (int k = 0; k <= i % 7; k++) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                UdpParty sender = i % 3 == 0 ? proxy : alice;
                sender.sends(i % 5 == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes, udp);
            }
            carol.sends("\0\1\2garbage\r\n\r\n");
        }
        MeterRegistry registry = lb.service().getBean(MeterRegistry.class);
        assertThat(registry.get("tandem.lb.dropped").tag("reason", "malformed").functionCounter().count()).isPositive();
        try (UdpParty dave = new UdpParty()) {
            dave.sends(request("OPTIONS", "sip:" + at(udp), via(dave, "after")), udp);
            assertThat(dave.receives().status()).isEqualTo(200);
        }
    }
}
