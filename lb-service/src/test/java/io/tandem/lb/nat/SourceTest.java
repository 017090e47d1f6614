package io.tandem.lb.nat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

import io.tandem.lb.socket.HostPort;
import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.socket.Literals;
import io.tandem.lb.step.Passage;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.Via;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

class SourceTest {

    private static final InetSocketAddress PUBLIC = address("9.9.9.9", 5060);

    private static InetSocketAddress address(String ip, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(ip), port);
    }

    private static Passage passage(String via, String contact, InetSocketAddress source) {
        SipMessage message = SipMessage.parse(("INVITE sip:b@x SIP/2.0\r\nVia: " + via + "\r\nContact: " + contact
                + "\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n").getBytes(US_ASCII));
        return new Passage(message, Flow.udp(PUBLIC, source), new LbSocket(0, "udp", Protocol.UDP, PUBLIC),
                new Literals().peer(source));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "SIP/2.0/UDP 5.5.5.5:5060;rport;branch=z9hG4bK1;received=6.6.6.6 | SIP/2.0/UDP 5.5.5.5:5060;branch=z9hG4bK1;received=8.8.4.4;rport=777",
        "SIP / 2.0 / UDP phone.local ; branch = z9hG4bK2                 | SIP/2.0/UDP phone.local;branch=z9hG4bK2;received=8.8.4.4;rport=777",
    })
    void theTopViaTellsTheSource(String via, String noted) {
        Passage passage = passage(via, "<sip:a@b>", address("8.8.4.4", 777));
        SourceVia.note(passage);
        assertThat(passage.message().headers("Via")).containsExactly(noted);
        assertThat(SourceVia.responseTarget(passage.message())).isEqualTo(new HostPort("8.8.4.4", 777));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"SIP/2.0/UDP 1.1.1.1 | 1.1.1.1:5060", "SIP/2.0/UDP 1.1.1.1:77;received=2.2.2.2 | 2.2.2.2:77",
        "SIP/2.0/UDP 1.1.1.1;rport | 1.1.1.1:5060", "SIP/2.0/UDP [::1]:5;received=::2;rport=9 | [::2]:9", "SIP/2.0/TLS a.b | a.b:5061"})
    void responsesGoWhereTheViaSays(String via, String target) {
        assertThat(SourceVia.responseTarget(Via.parse(via))).hasToString(target);
        assertThat(SourceVia.responseTarget(SipMessage.response(200, "OK").header("Via", via).build())).hasToString(target);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "SIP/2.0/UDP 8.8.4.4:777   | <sip:a@8.8.4.4:777>    | false",
        "SIP/2.0/UDP 8.8.4.4:777   | <sip:a@8.8.4.4:778>    | true",
        "SIP/2.0/UDP 8.8.4.4:777   | <sip:a@10.0.0.1:777>   | true",
        "SIP/2.0/UDP 10.0.0.1:777  | <sip:a@8.8.4.4:777>    | true",
        "SIP/2.0/UDP name:777      | <sip:a@name>           | false",
        "SIP/2.0/UDP 8.8.4.4:777   | <sip:a@100.64.0.1:777> | true",
        "SIP/2.0/UDP 8.8.4.4:777   | not a contact          | false",
    })
    void aSenderIsBehindNatIfHeWritesAnotherOrAPrivateAddress(String via, String contact, boolean nat) {
        Passage passage = passage(via, contact, address("8.8.4.4", 777));
        new NatTest(new NatProperties(List.of())).check(passage);
        assertThat(passage.isBehindNat()).isEqualTo(nat);
        new NatTest(new NatProperties(List.of("8.8.0.0/16"))).check(passage);
        assertThat(passage.isBehindNat()).isFalse();
    }

    @Test
    void theAliasIsPutInsideTheBracketsWhateverTheContactLooksLike() {
        Passage passage = passage("SIP/2.0/UDP x", "sip:a@10.0.0.1:5;transport=UDP", address("8.8.4.4", 777));
        ContactAlias.add(passage);
        assertThat(passage.message().header("Contact")).contains("<sip:a@10.0.0.1:5;alias=8.8.4.4~777~1>;transport=UDP");
        ContactAlias.add(passage);
        assertThat(passage.message().header("Contact")).contains("<sip:a@10.0.0.1:5;alias=8.8.4.4~777~1>;transport=UDP");
        Passage broken = passage("SIP/2.0/UDP x", "<sip:user@@host>", address("8.8.4.4", 777));
        ContactAlias.add(broken);
        assertThat(broken.message().header("Contact")).contains("<sip:user@@host>");
    }
}
