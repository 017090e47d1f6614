package io.tandem.proxy.ladder;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;

import static io.tandem.proxy.ladder.ProxyLadder.body;
import static org.assertj.core.api.Assertions.assertThat;

/** Presence (RFC 3856, RFC 3903): Alice watches what Bob's phones publish; all through the load balancer (L). */
class PresenceLadderTest {
    private static final String OPEN = "<presence entity=\"sip:bob@example.org\"><tuple id=\"a\"><status><basic>open</basic></status></tuple></presence>";
    private static final String AWAY = OPEN.replace("open", "closed").replace("\"a\"", "\"b\"");
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;
    private int requests;

    PresenceLadderTest() {
        ladder.accounts.add("alice", "431001", Map.of("cloud_pbx", List.of("1")));
        ladder.accounts.add("bob", "431002", Map.of("cloud_pbx", List.of("1")));
    }

    private SipMessage publish(String document, int expires) {
        SipMessage publish = ladder.request("PUBLISH", "sip:bob@example.org", "p" + ++requests, 1).set("From", "<sip:bob@example.org>;tag=b1").remove("Contact")
                .remove("Record-Route").add("Event", "presence").add("Expires", Integer.toString(expires));
        return document.isEmpty() ? publish : publish.body("application/pidf+xml", document.getBytes(StandardCharsets.UTF_8));
    }

    private void sends(SipMessage publish) {
        ladder.authenticated(publish, "bob", "secret-bob");
    }

    /** @return SIP-ETag */
    private String accepted() {
        return lb.expects(200).header("SIP-ETag").orElseThrow();
    }

    private String told() {
        SipMessage notify = lb.expects("NOTIFY");
        assertThat(notify.header("Content-Type")).contains("application/pidf+xml");
        lb.answers(notify, 200, "OK", "a1");
        return body(notify);
    }

    private void aliceWatches() {
        SipMessage subscribe = ladder.request("SUBSCRIBE", "sip:bob@example.org", "s1", 1).add("Event", "presence").add("Expires", "600");
        ladder.authenticated(subscribe, "alice", "secret-alice");
        lb.expects(202);
    }

    @Test void watchersAreToldWhatAPhonePublishes() {
        aliceWatches();
        assertThat(told()).contains("entity=\"sip:bob@example.org\"", "<basic>closed</basic>");
        sends(publish(OPEN, 300));
        String tag = accepted();
        assertThat(told()).isEqualTo(OPEN);
        sends(publish(AWAY, 300).add("SIP-If-Match", tag));
        String next = accepted();
        assertThat(next).isNotEqualTo(tag);
        assertThat(told()).isEqualTo(AWAY);
        sends(publish("", 300).add("SIP-If-Match", next));
        String renewed = accepted();
        lb.expectsNothing();
        sends(publish("", 0).add("SIP-If-Match", renewed));
        lb.expects(200);
        assertThat(told()).contains("<basic>closed</basic>").isNotEqualTo(AWAY);
    }

    @Test void aPublicationThatIsNotRenewedEnds() {
        sends(publish(OPEN, 300));
        accepted();
        aliceWatches();
        assertThat(told()).isEqualTo(OPEN);
        ladder.time.passes(Duration.ofSeconds(300));
        assertThat(told()).contains("<basic>closed</basic>");
    }

    @Test void ofSeveralDevicesTheLatestCounts() {
        sends(publish(OPEN, 300));
        accepted();
        sends(publish(AWAY, 300));
        String second = accepted();
        aliceWatches();
        assertThat(told()).isEqualTo(AWAY);
        sends(publish("", 0).add("SIP-If-Match", second));
        lb.expects(200);
        assertThat(told()).isEqualTo(OPEN);
    }

    @Test void aTagThatIsNotKnownFails() {
        sends(publish(OPEN, 300).add("SIP-If-Match", "nonsense"));
        assertThat(lb.expects(412).reason()).isEqualTo("Conditional Request Failed");
    }

    @Test void nobodyPublishesForAnother() {
        ladder.authenticated(publish(OPEN, 300).requestUri("sip:bob@example.org").set("From", "<sip:alice@example.org>;tag=b1"), "alice", "secret-alice");
        lb.expects(403);
    }

    @Test void documentsOfOtherKindsAndNoneAreRefused() {
        sends(publish("", 300));
        lb.expects(400);
        sends(publish("", 300).body("text/plain", "here".getBytes(StandardCharsets.UTF_8)));
        assertThat(lb.expects(415).header("Accept")).contains("application/pidf+xml");
        sends(publish("x".repeat(16_385), 300));
        lb.expects(413);
        sends(publish(OPEN, 300).set("Event", "dialog"));
        lb.expects(489);
    }

    @Test void strangersAreChallenged() {
        lb.sends(publish(OPEN, 300));
        lb.expects(407);
    }
}
