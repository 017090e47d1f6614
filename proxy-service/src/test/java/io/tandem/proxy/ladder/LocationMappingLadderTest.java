package io.tandem.proxy.ladder;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.mapping.LocationMapping;
import io.tandem.data.mapping.LocationMapping.Mode;
import io.tandem.data.pattern.PerlPattern;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Location mappings of a callee (signalling.md §2.12): Alice calls Bob, whose calls ring elsewhere, too. */
class LocationMappingLadderTest {
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;
    private final ProxyLadder.Party b2bua = ladder.b2bua;
    private int bob;

    @BeforeEach void accounts() {
        bob = ladder.accounts.add("bob", "431002", Map.of()).id();
        ladder.accounts.add("carol", "431003", Map.of());
    }

    private void mapping(Mode mode, String location, String toUsername, String caller, String callee) {
        ladder.tables.mappings.put(bob, List.of(new LocationMapping(1, mode, location, pattern(caller), pattern(callee), toUsername)));
    }

    private static Optional<PerlPattern> pattern(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(PerlPattern.of(text));
    }

    private void registered(String... users) {
        for (String user : users) {
            ladder.registered(user, "sip:" + user + "@192.0.2.9:5060");
        }
    }

    private SipMessage calls() {
        ladder.authenticated(ladder.invite("sip:431002@example.org", "c1", 1), "alice", "secret-alice"); // L ── INVITE ─▶ P
        lb.expects(100);
        return b2bua.expects("INVITE");                                                                  // P ── INVITE ─▶ S
    }

    /** Leg B of the call. @return its INVITEs to the load balancer, by request URI */
    private List<SipMessage> rings(SipMessage legA, int phones) {
        SipMessage legB = ladder.request("INVITE", legA.requestUri(), "c1_pbx-1", 1).set("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-b1");
        b2bua.sends(legB);                                                                               // S ── INVITE ─▶ P
        b2bua.expects(100);
        List<SipMessage> invites = java.util.stream.IntStream.range(0, phones).mapToObj(_ -> lb.expects("INVITE")).toList();
        lb.expectsNothing();
        return invites;
    }

    private static List<String> uris(List<SipMessage> invites) {
        return invites.stream().map(SipMessage::requestUri).toList();
    }

    @Test void theMappedUserRingsBesideTheCalleesOwnPhone() {
        registered("bob", "carol");
        mapping(Mode.ADD, "sip:carol@example.org", "", "", "");
        List<SipMessage> invites = rings(calls(), 2);
        assertThat(uris(invites)).containsExactly("sip:bob@192.0.2.9:5060", "sip:carol@192.0.2.9:5060");
        lb.answers(invites.getFirst(), 180, "Ringing", "b1");
        b2bua.expects(180);
        lb.answersWithSdp(invites.getLast(), 200, "OK", "c1");
        b2bua.expects(200);
        SipMessage cancel = lb.expects("CANCEL");
        assertThat(cancel.requestUri()).isEqualTo("sip:bob@192.0.2.9:5060");
        assertThat(cancel.header("Reason").orElseThrow()).contains("Call completed elsewhere");
    }

    @Test void aMappedAddressIsCalledAsItStands() {
        registered("bob");
        mapping(Mode.ADD, "sip:192.0.2.77:5070;transport=tcp", "gate", "", "");
        List<SipMessage> invites = rings(calls(), 2);
        assertThat(uris(invites)).containsExactly("sip:bob@192.0.2.9:5060", "sip:gate@192.0.2.77:5070;transport=tcp");
        assertThat(invites.getLast().header("P-D-Uri").orElseThrow()).contains("received=sip:192.0.2.77:5070%3Btransport=tcp");
    }

    @ParameterizedTest
    @CsvSource({"sip:192.0.2.77, '', sip:431002@192.0.2.77", "sip:door@192.0.2.77, '', sip:door@192.0.2.77", "sip:door@192.0.2.77, gate, sip:gate@192.0.2.77"})
    void theUserPartIsTheMappingsOrTheLocationsOrWhatWasCalled(String location, String toUsername, String rung) {
        mapping(Mode.REPLACE, location, toUsername, "", "");
        assertThat(uris(rings(calls(), 1))).containsExactly(rung);
    }

    @Test void aUserNameAloneIsOfTheCalleesDomain() {
        registered("carol");
        mapping(Mode.REPLACE, "", "carol", "", "");
        assertThat(uris(rings(calls(), 1))).containsExactly("sip:carol@192.0.2.9:5060");
    }

    @Test void theMappedUserRingsInsteadOfTheCalleesOwnPhone() {
        registered("bob", "carol");
        mapping(Mode.REPLACE, "sip:carol@example.org", "", "", "");
        assertThat(uris(rings(calls(), 1))).containsExactly("sip:carol@192.0.2.9:5060");
    }

    @Test void theMappedUserRingsOnlyWhereNothingIsRegistered() {
        registered("carol");
        mapping(Mode.OFFLINE, "sip:carol@example.org", "", "", "");
        assertThat(uris(rings(calls(), 1))).containsExactly("sip:carol@192.0.2.9:5060");
    }

    @Test void aRegisteredCalleeIsNotOffline() {
        registered("bob", "carol");
        mapping(Mode.OFFLINE, "sip:carol@example.org", "", "", "");
        assertThat(uris(rings(calls(), 1))).containsExactly("sip:bob@192.0.2.9:5060");
    }

    @ParameterizedTest
    @CsvSource({"^431001$, '', true", "^sip:431001@example, '', true", "^43199, '', false", "'', ^431002$, true", "'', ^4310099, false", "431, 431, true",
        "(((a+)+)+)+b, '', false"})
    void aMappingIsForTheCallsThatItsPatternsFit(String caller, String callee, boolean fits) {
        registered("bob", "carol");
        mapping(Mode.REPLACE, "sip:carol@example.org", "", caller, callee);
        assertThat(uris(rings(calls(), 1))).containsExactly(fits ? "sip:carol@192.0.2.9:5060" : "sip:bob@192.0.2.9:5060");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no uri", "http://example.org", "sip:"})
    void aLocationThatIsNoneIsLeftOut(String location) {
        registered("bob");
        mapping(Mode.ADD, location, "", "", "");
        assertThat(uris(rings(calls(), 1))).containsExactly("sip:bob@192.0.2.9:5060");
    }

    @Test void aCallThatAMappingForwardsRingsIsCancelledAndLeaves() {
        ladder.tables.peering = ForwardSettings.peer(4, Map.of());
        registered("bob");
        mapping(Mode.FORWARD, "", "4366777", "", "");
        SipMessage first = calls();
        assertThat(first.requestUri()).isEqualTo("sip:bob@example.org");
        b2bua.answers(first, 180, "Ringing", "s1");
        lb.expects(180);
        ladder.time.passes(Duration.ofSeconds(1));
        b2bua.answers(b2bua.expects("CANCEL"), 200, "OK", "s1");
        b2bua.answers(first, 487, "Request Terminated", "s1");
        b2bua.expects("ACK");
        SipMessage second = b2bua.expects("INVITE");
        assertThat(second.requestUri()).startsWith("sip:4366777@");
        b2bua.answersWithSdp(second, 200, "OK", "s2");
        lb.expects(200);
        assertThat(ladder.records).extracting(ForwardSettings::describe).containsExactly("call alice>bob dialled 431002 200",
                "cfu bob>4366777 dialled 4366777 200");
    }

    @Test void aCallThatAMappingForwardsLeavesAtOnceWhereNothingIsRegistered() {
        ladder.tables.peering = ForwardSettings.peer(4, Map.of());
        mapping(Mode.FORWARD, "", "4366777", "", "");
        assertThat(calls().requestUri()).startsWith("sip:4366777@");
    }

    @Test void whatAPhoneWritesOfPlacesLeadsNowhere() {
        registered("bob");
        ladder.authenticated(ladder.invite("sip:bob@example.org;tandem-places=there%3Asip%3Aevil%40192.0.2.66", "c1", 1), "alice", "secret-alice");
        lb.expects(100);
        assertThat(b2bua.expects("INVITE").requestUri()).isEqualTo("sip:bob@example.org");
    }
}
