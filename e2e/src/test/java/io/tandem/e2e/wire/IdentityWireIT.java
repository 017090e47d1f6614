package io.tandem.e2e.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Who the callee sees, and that its media are anchored. */
class IdentityWireIT extends WireTest {
    private SipMessage called(Party alice, Party bob, Caller call) throws Exception {
        try (Callee phone = platform.registered(bob)) {
            call.answered();
            return phone.end().request("INVITE");
        }
    }

    @Test void theBasicCallShowsTheNumberAnchorsMediaAndLeavesARow() throws Exception {
        Party alice = platform.subscriber("alice", Map.of());
        Party bob = platform.subscriber("bob", Map.of());
        String preferred = "<sip:12345@" + platform.domain() + ">";
        Caller call = platform.call(alice, bob.uri()).with("P-Preferred-Identity: " + preferred);
        SipMessage invite = called(alice, bob, call);
        assertThat(invite.requestUri()).isEqualTo(bob.contact());
        assertThat(invite.from().uri().toString()).isEqualTo(alice.numberUri());
        assertThat(invite.header("P-Asserted-Identity").orElseThrow()).contains(alice.numberUri());
        assertThat(invite.to().uri().toString()).isEqualTo(bob.uri());
        assertThat(invite.header("Contact").orElseThrow()).matches("<sip:ngcp-lb@127\\.0\\.0\\.1:5060;ngcpct=[^>]+>");
        assertThat(new String(invite.body(), StandardCharsets.ISO_8859_1)).contains("c=IN IP4 127.0.0.1");
        JsonNode cdr = platform.cdr(call.callId());
        Map.of("source_user", "alice", "source_domain", platform.domain(), "source_cli", alice.number(), "destination_user", "bob",
            "destination_user_dialed", "bob", "call_type", "call", "call_status", "ok", "call_code", "200")
            .forEach((field, value) -> assertThat(cdr.path(field).asString()).as(field).isEqualTo(value));
        assertThat(Platform.tags(cdr)).containsEntry("header=P-Preferred-Identity", preferred);
    }

    @Test void theCallersOwnHeadersComeBackAsTheyWere() throws Exception {
        Party alice = platform.subscriber("alice", Map.of());
        Party bob = platform.subscriber("bob", Map.of());
        try (Callee phone = platform.registered(bob)) {
            Transcript heard = platform.call(alice, bob.uri()).from("\"Ali Ce\" <" + alice.uri() + ";x=Y>").answered();
            SipMessage ok = heard.response(200);
            assertThat(ok.header("From").orElseThrow()).startsWith("\"Ali Ce\" <" + alice.uri() + ";x=Y>;tag=");
            phone.end();
        }
    }

    @Test void aDisplayedNumberThatIsAllowedIsPresentedAndTheNetworkNumberStays() throws Exception {
        Party alice = platform.subscriber("alice", Map.of("inbound_upn", "from_display", "allowed_clis", List.of("4315*")));
        Party bob = platform.subscriber("bob", Map.of());
        SipMessage invite = called(alice, bob, platform.call(alice, bob.uri()).from("\"431555\" <" + alice.uri() + ">"));
        assertThat(invite.from().uri().toString()).startsWith("sip:431555@");
        assertThat(invite.header("P-Asserted-Identity").orElseThrow()).contains(alice.numberUri());
    }

    @ParameterizedTest @CsvSource({"431555, 431555", "439999, 431600"})
    void aNumberInFromIsPresentedIfItIsAllowedElseUserCli(String said, String shown) throws Exception {
        Party alice = platform.subscriber("alice", Map.of("allowed_clis", List.of("4315*"), "user_cli", "431600"));
        Party bob = platform.subscriber("bob", Map.of());
        Caller call = platform.call(alice, bob.uri()).from("<sip:" + said + "@" + platform.domain() + ">");
        SipMessage invite = called(alice, bob, call);
        assertThat(invite.from().uri().toString()).startsWith("sip:" + shown + "@");
        assertThat(invite.header("P-Asserted-Identity").orElseThrow()).contains(alice.numberUri());
        JsonNode cdr = platform.cdr(call.callId());
        assertThat(cdr.path("source_user").asString()).isEqualTo("alice");
        assertThat(cdr.path("source_cli").asString()).isEqualTo(alice.number());
    }

    @ParameterizedTest @ValueSource(strings = {"<sip:439999@DOMAIN>", "\"439999\" <sip:alice@DOMAIN>"})
    void aNumberThatIsNotAllowedIsForbiddenByPolicy(String from) throws Exception {
        Party alice = platform.subscriber("alice", Map.of("inbound_upn", from.startsWith("<") ? "from_user" : "from_display",
            "allowed_clis", List.of("4315*"), "allowed_clis_reject_policy", "reject"));
        Party bob = platform.subscriber("bob", Map.of());
        Caller call = platform.call(alice, bob.uri()).from(from.replace("DOMAIN", platform.domain()));
        assertThat(call.refused(403).response(403).reason()).isEqualTo("Forbidden");
        JsonNode cdr = platform.cdr(call.callId());
        assertThat(cdr.path("call_status").asString()).isEqualTo("other");
        assertThat(cdr.path("call_code").asString()).isEqualTo("403");
    }

    @Test void aDisplayedNumberThatIsNotAllowedIsReplacedByUserCli() throws Exception {
        Party alice = platform.subscriber("alice", Map.of("inbound_upn", "from_display", "allowed_clis", List.of("4315*"), "user_cli", "431600"));
        Party bob = platform.subscriber("bob", Map.of());
        SipMessage invite = called(alice, bob, platform.call(alice, bob.uri()).from("\"439999\" <" + alice.uri() + ">"));
        assertThat(invite.from().uri().toString()).startsWith("sip:431600@");
        assertThat(invite.from().displayName()).isEmpty();
    }

    @Test void anAnonymousCallerIsKnownToTheRowOnly() throws Exception {
        Party alice = platform.subscriber("alice", Map.of());
        Party bob = platform.subscriber("bob", Map.of());
        Caller call = platform.call(alice, bob.uri()).from("\"Anonymous\" <sip:anonymous@anonymous.invalid>")
            .with("P-Preferred-Identity: <" + alice.uri() + ">").with("Privacy: id");
        SipMessage invite = called(alice, bob, call);
        assertThat(invite.from().uri().toString()).isEqualTo("sip:anonymous@anonymous.invalid");
        assertThat(invite.header("Privacy")).contains("id");
        assertThat(invite.has("P-Asserted-Identity")).isFalse();
        JsonNode cdr = platform.cdr(call.callId());
        assertThat(cdr.path("source_cli").asString()).isEqualTo(alice.number());
        assertThat(cdr.path("source_clir").asString()).isIn("1", "true");
    }

    @Test void aLateOfferIsAnchoredBothWays() throws Exception {
        Party alice = platform.subscriber("alice", Map.of());
        Party bob = platform.subscriber("bob", Map.of());
        try (Callee phone = platform.registered(bob)) {
            SipMessage offer = platform.call(alice, bob.uri()).lateOffer().answered().response(200);
            Transcript atBob = phone.end();
            assertThat(atBob.request("INVITE").hasBody()).isFalse();
            assertThat(new String(atBob.request("ACK").body(), StandardCharsets.ISO_8859_1)).contains("c=IN IP4 127.0.0.1");
            assertThat(new String(offer.body(), StandardCharsets.ISO_8859_1)).contains("c=IN IP4 127.0.0.1");
        }
    }
}
