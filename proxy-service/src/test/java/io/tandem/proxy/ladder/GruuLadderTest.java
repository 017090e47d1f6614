package io.tandem.proxy.ladder;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Addresses of single phones (RFC 5627): what they are told when they register, and where calls to these addresses go. */
class GruuLadderTest {
    private static final String DESK = "sip:bob@192.0.2.9:5060";
    private static final String MOBILE = "sip:bob@192.0.2.10:5060";
    private final ProxyLadder ladder = new ProxyLadder();
    private int calls;

    /** @return Contact of that phone in the 200 */
    private NameAddr registers(String contact, String instance, String supported, String callId) {
        SipMessage register = ladder.request("REGISTER", "sip:example.org", callId, ++calls * 10L)
                .set("From", "<sip:bob@example.org>;tag=b1").set("To", "<sip:bob@example.org>")
                .set("Contact", "<" + contact + ">;+sip.instance=\"" + instance + "\"")
                .set("Expires", "600").set("Supported", supported).remove("Record-Route")
                .add("Path", "<sip:lb@127.0.0.1:5060;lr;received=sip:192.0.2.9:5060>");
        ladder.authenticated(register, "bob", "secret-bob");                                    // L ── REGISTER ─▶ P, 401, REGISTER
        return ladder.lb.expects(200).headers("Contact").stream().map(NameAddr::parse)          // L ◀─ 200 ── P
                .filter(bound -> bound.uri().toString().equals(contact)).findFirst().orElseThrow();
    }

    private NameAddr desk() {
        return registers(DESK, "<urn:uuid:desk-1>", "path, gruu", "desk");
    }

    private void mobile() {
        registers(MOBILE, "<urn:uuid:mobile-1>", "path", "mobile");
    }

    private static String gruu(NameAddr contact, String kind) {
        return contact.parameters().get(kind).orElseThrow();
    }

    @Test void aPhoneThatKnowsThemIsToldItsAddresses() {
        NameAddr contact = desk();
        assertThat(gruu(contact, "pub-gruu")).isEqualTo("sip:bob@example.org;gr=urn:uuid:desk-1");
        SipUri temporary = SipUri.parse(gruu(contact, "temp-gruu"));
        assertThat(temporary.toString()).endsWith("@example.org;gr");
        assertThat(temporary.decodedUser().orElseThrow()).startsWith("tgruu.").doesNotContain("bob");
        assertThat(gruu(desk(), "temp-gruu")).as("another one each time").isNotEqualTo(temporary.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"path", "path, outbound"})
    void aPhoneThatDoesNotIsNot(String supported) {
        assertThat(registers(DESK, "<urn:uuid:desk-1>", supported, "desk").parameters().get("pub-gruu")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<urn:uuid:a b>", "urn:uuid:1"})
    void aPhoneWithoutAnInstanceHasNone(String instance) {
        assertThat(registers(DESK, instance, "gruu", "desk").parameters().get("pub-gruu")).isEmpty();
    }

    /** Leg B of a call to that URI. */
    private SipMessage rings(String uri) {
        ladder.calls(uri, "c" + ++calls);                                                       // L ── INVITE ─▶ P, 407, INVITE, 100
        SipMessage invite = ladder.b2bua.expects("INVITE");                                     // P ── INVITE ─▶ S
        SipMessage legB = ladder.request("INVITE", invite.requestUri(), invite.callId() + "_pbx-1", 1).set("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-b"
                + calls);
        ladder.b2bua.sends(legB);                                                               // S ── INVITE ─▶ P
        ladder.b2bua.expects(100);
        return ladder.lb.expects("INVITE");                                                     // P ── INVITE ─▶ L ─▶ phone
    }

    @ParameterizedTest
    @ValueSource(strings = {"pub-gruu", "temp-gruu"})
    void aCallToOneRingsThatPhoneAlone(String kind) {
        mobile();
        String address = gruu(desk(), kind);
        assertThat(rings(address).requestUri()).isEqualTo(DESK);
        ladder.lb.expectsNothing();
    }

    @Test void aCallToTheSubscriberRingsAll() {
        mobile();
        desk();
        rings("sip:bob@example.org");
        assertThat(ladder.lb.expects("INVITE").requestUri()).isIn(DESK, MOBILE);
    }

    @Test void neitherDevicesNorMappedPlacesRingWithIt() {
        ladder.accounts.add("bob", "431002", Map.of("lookup_all_registrations", List.of("1")));
        mobile();
        assertThat(rings("sip:bob@example.org;gr=urn:uuid:MOBILE-1").requestUri()).isEqualTo(MOBILE);
        ladder.lb.expectsNothing();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:bob@example.org;gr=urn:uuid:other", "sip:bob@example.org;gr=~00"})
    void aPhoneThatIsNotThereIsOffline(String address) {
        mobile();
        ladder.calls(address, "c1");
        assertThat(ladder.lb.expects(480).reason()).isEqualTo("Offline");
    }

    @Test void aTemporaryOneEndsWithItsRegistration() {
        String address = gruu(desk(), "temp-gruu");
        registers(DESK, "<urn:uuid:desk-1>", "gruu", "desk after a restart");
        ladder.calls(address, "c1");
        ladder.lb.expects(480);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:tgruu.AAAA@example.org;gr", "sip:tgruu.!@example.org;gr", "sip:tgruu.@example.org;gr"})
    void aTemporaryOneThatNobodyHasGivenOutIsUnknown(String address) {
        ladder.calls(address, "c1");
        assertThat(ladder.lb.expects(404).reason()).isEqualTo("Not Found");
    }

    @Test void aTemporaryOneHoldsInItsDomainOnly() {
        String address = gruu(desk(), "temp-gruu").replace("@example.org", "@127.0.0.1");
        ladder.calls(address, "c1");
        ladder.lb.expects(404);
    }

    @Test void aMessageToOneGoesToThatPhoneAndWaitsForNoOther() {
        mobile();
        String address = gruu(desk(), "temp-gruu");
        sends(address);
        SipMessage message = ladder.lb.expects("MESSAGE");
        assertThat(message.requestUri()).isEqualTo(DESK);
        ladder.lb.answers(message, 200, "OK", "b1");
        ladder.lb.expects(200);
        sends("sip:bob@example.org;gr=urn:uuid:other");
        ladder.lb.expects(480);
        assertThat(ladder.silo.kept).isEmpty();
        ladder.time.passes(Duration.ofSeconds(40));
        ladder.lb.expectsNothing();
    }

    private void sends(String uri) {
        ladder.authenticated(ladder.request("MESSAGE", uri, "m" + ++calls, 1).remove("Contact").remove("Record-Route")
                .body("text/plain", "hello".getBytes(StandardCharsets.UTF_8)), "alice", "secret-alice");
    }
}
