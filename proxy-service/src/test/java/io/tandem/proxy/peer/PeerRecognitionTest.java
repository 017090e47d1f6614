package io.tandem.proxy.peer;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.tandem.data.pattern.PerlPattern;
import io.tandem.data.peering.InboundRule;
import io.tandem.data.peering.PeerGroup;
import io.tandem.data.peering.PeerHost;
import io.tandem.data.peering.Peering;
import io.tandem.data.snapshot.Preferences;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** signalling.md §2.1 and §2.16, inbound. */
class PeerRecognitionTest {
    private static PeerHost host(int id, String ip, int port) {
        return new PeerHost(id, "h" + id, ip, Optional.empty(), port, PeerHost.Transport.UDP, 1, Preferences.NONE);
    }

    /** @param rules {@code part=pattern} or {@code part=pattern=code}, separated by blanks */
    private static PeerGroup group(int id, String rules, PeerHost... hosts) {
        return new PeerGroup(id, "g" + id, id, List.of(hosts), List.of(), Stream.of(rules.split(" ")).filter(rule -> !rule.isEmpty()).map(rule -> {
            String[] parts = rule.split("=");
            return new InboundRule(InboundRule.Part.valueOf(parts[0]), PerlPattern.of(parts[1]),
                    parts.length > 2 ? Optional.of(new InboundRule.Refusal(Integer.parseInt(parts[2]), "No")) : Optional.empty());
        }).toList());
    }

    private static SipMessage request(String ip, int port) {
        return SipMessage.request("INVITE", "sip:431002@example.org:5060").header("From", "<sip:4966@peer.example>;tag=1").header("To", "<sip:to@to.example>")
                .header("P-Asserted-Identity", "<sip:pai@pai.example>").header("P-NGCP-Src-Ip", ip).header("P-NGCP-Src-Port", Integer.toString(port)).build();
    }

    private static String found(boolean fromOurs, SipMessage request, PeerGroup... groups) {
        PeerRecognition recognition = new PeerRecognition(new Peering(List.of(groups)));
        return recognition.of(request, fromOurs).map(host -> recognition.refusal(host, request).map(refusal -> Integer.toString(refusal.status()))
                .orElse(host.name())).orElse("stranger");
    }

    @ParameterizedTest
    @CsvSource({
        // rules, From of ours: finding
        "'', false, h1", "'', true, stranger", "RURI_URI=.*, true, h1", "FROM_USER=^49, false, h1", "FROM_USER=^43, false, stranger",
        "FROM_DOMAIN=^peer\\.example$, true, h1", "FROM_URI=4966@peer, false, h1", "TO_USER=^to$, false, h1", "TO_DOMAIN=^to\\.example$, false, h1",
        "TO_URI=to@to, false, h1", "RURI_USER=^431002$, false, h1", "RURI_DOMAIN=^example\\.org$, false, h1", "PAI_USER=^pai$, false, h1",
        "PAI_DOMAIN=^pai\\.example$, false, h1", "PAI_URI=pai@pai, false, h1", "FROM_USER=^49=403, false, 403", "FROM_USER=^43=403 RURI_URI=.*, false, h1",
        "RURI_URI=.* FROM_USER=^49=403, false, h1"})
    void theFirstRuleThatMatchesDecides(String rules, boolean fromOurs, String finding) {
        assertThat(found(fromOurs, request("127.0.2.1", 5060), group(1, rules, host(1, "127.0.2.1", 5060)))).isEqualTo(finding);
    }

    @Test void otherAddressesAreStrangers() {
        assertThat(found(false, request("127.0.2.2", 5060), group(1, "", host(1, "127.0.2.1", 5060)))).isEqualTo("stranger");
    }

    @ParameterizedTest
    @CsvSource({"2001:db8:0:0:0:0:0:1, h1", "[2001:db8:0:0:0:0:0:1], h1", "2001:db8::1, h1", "2001:db8::2, stranger", "not:an:address, stranger",
        "127.0.2.1, stranger"})
    void anIpv6AddressIsTheSameHoweverItIsWritten(String source, String finding) {
        assertThat(found(false, request(source, 5060), group(1, "", host(1, "2001:db8::1", 5060)))).isEqualTo(finding);
    }

    @Test void ofServersWithOneAddressThePortTellsWhichThoughItNeedNotMatch() {
        PeerGroup one = group(1, "", host(1, "127.0.2.1", 51602), host(2, "127.0.2.1", 51603));
        assertThat(found(false, request("127.0.2.1", 51603), one)).isEqualTo("h2");
        assertThat(found(false, request("127.0.2.1", 5999), one)).isEqualTo("h1");
        assertThat(found(false, request("127.0.2.1", 51602), group(1, "FROM_USER=^1", host(1, "127.0.2.1", 51602)), group(2, "", host(2, "127.0.2.1", 51603))))
                .as("the rules of the next group").isEqualTo("h2");
    }
}
