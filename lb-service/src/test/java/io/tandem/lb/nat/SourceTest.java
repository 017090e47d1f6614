package io.tandem.lb.nat;

import java.util.List;

import io.tandem.lb.socket.LbSocket;
import io.tandem.lb.step.Passage;
import io.tandem.lb.step.Passages;
import io.tandem.lb.wire.ViaView;
import io.tandem.net.peer.PeerAddress;
import io.tandem.net.peer.PeerTable;
import io.tandem.sip.transport.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

class SourceTest {

    private static final LbSocket PUBLIC = new LbSocket(0, "udp", Protocol.UDP, Passages.address("9.9.9.9:5060"));

    private final SourceVia sourceVia = new SourceVia(new PeerTable(64));

    private static Passage passage(String via, String contact, String source) {
        String text = "INVITE sip:b@x SIP/2.0\r\nVia: " + via + "\r\nContact: " + contact + "\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n";
        return Passages.of(text, source, PUBLIC);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "SIP/2.0/UDP 5.5.5.5:5060;rport;branch=z9hG4bK1;received=6.6.6.6 | SIP/2.0/UDP 5.5.5.5:5060;branch=z9hG4bK1;received=8.8.4.4;rport=777",
        "SIP/2.0/UDP 5.5.5.5;branch=z9hG4bK1;RPORT=5;x=\"a;b\"            | SIP/2.0/UDP 5.5.5.5;branch=z9hG4bK1;x=\"a;b\";received=8.8.4.4;rport=777",
        "SIP/2.0/UDP 5.5.5.5:5060;rport=1;branch=z9hG4bK1;rport;rport=2  | SIP/2.0/UDP 5.5.5.5:5060;branch=z9hG4bK1;received=8.8.4.4;rport=777",
        "SIP/2.0/UDP 5.5.5.5;branch=z9hG4bK1                             | SIP/2.0/UDP 5.5.5.5;branch=z9hG4bK1;received=8.8.4.4;rport=777",
        "SIP/2.0/UDP 5.5.5.5:5060;branch=z9hG4bK1;rport;x                | SIP/2.0/UDP 5.5.5.5:5060;branch=z9hG4bK1;x;received=8.8.4.4;rport=777",
        "SIP / 2.0 / UDP phone.local ; branch = z9hG4bK2                 | SIP/2.0/UDP phone.local;branch=z9hG4bK2;received=8.8.4.4;rport=777",
        "sip/2.0/TCP  [2001:db8::1] : 7 ;branch=z9hG4bK3;;                | SIP/2.0/TCP [2001:db8::1]:7;branch=z9hG4bK3;received=8.8.4.4;rport=777",
    })
    void theTopViaTellsTheSource(String via, String noted) {
        Passage passage = passage(via, "<sip:a@b>", "8.8.4.4:777");
        SourceVia.note(passage);
        assertThat(Passages.written(passage).headers("Via")).containsExactly(noted);
        Passage response = passage(noted, "<sip:a@b>", "1.1.1.1:1");
        assertThat(sourceVia.responseTarget(response.topVia())).isEqualTo(Passages.address("8.8.4.4:777"));
    }

    @Test
    void onlyTheFirstOfSeveralViasInALineIsChanged() {
        Passage passage = passage("SIP/2.0/UDP a;branch=z9hG4bK1 , SIP/2.0/UDP b;branch=z9hG4bK2", "<sip:a@b>", "8.8.4.4:777");
        SourceVia.note(passage);
        assertThat(Passages.written(passage).headers("Via")).containsExactly("SIP/2.0/UDP a;branch=z9hG4bK1;received=8.8.4.4;rport=777",
                "SIP/2.0/UDP b;branch=z9hG4bK2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"SIP/2.0/UDP 1.1.1.1 | 1.1.1.1:5060", "SIP/2.0/UDP 1.1.1.1:77;received=2.2.2.2 | 2.2.2.2:77",
        "SIP/2.0/UDP 1.1.1.1;rport | 1.1.1.1:5060", "SIP/2.0/UDP [::1]:5;received=::2;rport=9 | [::2]:9", "SIP/2.0/TLS 1.2.3.4 | 1.2.3.4:5061",
        "SIP/2.0/UDP [::1];received=[2001:db8::7] | [2001:db8::7]:5060"})
    void responsesGoWhereTheViaSays(String via, String target) {
        ViaView view = new ViaView();
        byte[] bytes = via.getBytes(US_ASCII);
        assertThat(view.read(bytes, 0, bytes.length)).isTrue();
        PeerAddress found = sourceVia.responseTarget(view);
        assertThat(found).isEqualTo(Passages.address(target));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "8.8.4.4:777       | SIP/2.0/UDP 8.8.4.4:777        | <sip:a@8.8.4.4:777>        | false",
        "8.8.4.4:777       | SIP/2.0/UDP 8.8.4.4:777        | <sip:a@8.8.4.4:778>        | true",
        "8.8.4.4:777       | SIP/2.0/UDP 8.8.4.4:777        | <sip:a@10.0.0.1:777>       | true",
        "8.8.4.4:777       | SIP/2.0/UDP 10.0.0.1:777       | <sip:a@8.8.4.4:777>        | true",
        "8.8.4.4:777       | SIP/2.0/UDP name:777           | <sip:a@name>               | false",
        "8.8.4.4:777       | SIP/2.0/UDP 8.8.4.4:777        | <sip:a@100.64.0.1:777>     | true",
        "8.8.4.4:777       | SIP/2.0/UDP 8.8.4.4:777        | not a contact              | false",
        "192.168.1.5:777   | SIP/2.0/UDP 192.168.1.5:777    | <sip:a@192.168.1.5:777>    | true",
        "[2001:db8::5]:777 | SIP/2.0/UDP [2001:db8::5]:777  | <sip:a@[2001:db8:0::5]:777> | false",
        "[2001:db8::5]:777 | SIP/2.0/UDP [2001:db8::5]:777  | <sip:a@[fd00::5]:777>      | true",
        "[2001:db8::5]:777 | SIP/2.0/UDP [2001:db8::6]:777  | <sip:a@[2001:db8::5]:777>  | true",
    })
    void aSenderIsBehindNatIfHeWritesAnotherOrAPrivateAddress(String source, String via, String contact, boolean nat) {
        Passage passage = passage(via, contact, source);
        new NatTest(new NatProperties(List.of())).note(passage);
        assertThat(passage.isBehindNat()).isEqualTo(nat);
        new NatTest(new NatProperties(List.of("8.8.0.0/16", "2001:db8::/32", "192.168.1.5"))).note(passage);
        assertThat(passage.isBehindNat()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "<sip:a@10.0.0.1:5>                                  | <sip:a@10.0.0.1:5;alias=8.8.4.4~777~1>",
        "sip:a@10.0.0.1:5;transport=UDP                      | <sip:a@10.0.0.1:5;alias=8.8.4.4~777~1>;transport=UDP",
        "<sip:a@10.0.0.1:5;alias=8.8.4.4~777~1>;q=1          | <sip:a@10.0.0.1:5;alias=8.8.4.4~777~1>;q=1",
        "<sip:a@10.0.0.1;alias=6.6.6.6~1~1;x=y;ALIAS=2?h=v>  | <sip:a@10.0.0.1;x=y;alias=8.8.4.4~777~1?h=v>",
        "\"A <b>\" <sip:a@10.0.0.1>, <sip:b@c>               | \"A <b>\" <sip:a@10.0.0.1;alias=8.8.4.4~777~1>, <sip:b@c>",
        "<sip:user@@host>                                    | <sip:user@@host>",
        "<tel:+43>                                           | <tel:+43>",
    })
    void theAliasIsPutInsideTheBracketsWhateverTheContactLooksLike(String contact, String aliased) {
        Passage passage = passage("SIP/2.0/UDP x", contact, "8.8.4.4:777");
        ContactAlias.add(passage);
        assertThat(Passages.written(passage).lines("Contact")).containsExactly(aliased);
    }
}
