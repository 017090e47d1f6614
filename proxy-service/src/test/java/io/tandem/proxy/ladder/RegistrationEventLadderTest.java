package io.tandem.proxy.ladder;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.Binding;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.tandem.proxy.ladder.ProxyLadder.body;
import static org.assertj.core.api.Assertions.assertThat;

/** What is registered (RFC 3680): Alice's phone watches the registrations of its subscriber, through the load balancer (L). */
class RegistrationEventLadderTest {
    private static final AddressOfRecord ALICE = new AddressOfRecord("alice", "example.org");
    private static final String DESK = "sip:alice@192.0.2.1:5060";
    private static final Duration POLL = Duration.ofMillis(300);
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;

    private Binding binding(String contact, int seconds, long cSeq) {
        return new Binding("uloc-" + contact, SipUri.parse(contact), "sip:192.0.2.9:5060", List.of(), Optional.of(ladder.time.instant().plusSeconds(seconds)),
                "0.5", "r&d", cSeq, ladder.time.instant(), "phone", "", "", "<urn:uuid:1>", 1);
    }

    private Binding stores(String contact, int seconds, long cSeq, String reason) {
        Binding binding = binding(contact, seconds, cSeq);
        ladder.news.stores(ALICE, binding, reason);
        ladder.time.passes(POLL);
        return binding;
    }

    private SipMessage subscribe(String uri, String callId, int expires) {
        return ladder.request("SUBSCRIBE", uri, callId, 1).add("Event", "reg").add("Accept", "application/reginfo+xml")
                .add("Expires", Integer.toString(expires));
    }

    private SipMessage subscribes(int expires) {
        ladder.authenticated(subscribe("sip:alice@example.org", "s1", expires), "alice", "secret-alice");  // L ── SUBSCRIBE ─▶ P, 407, SUBSCRIBE
        return lb.expects(200);                                                                            // L ◀─ 200 ── P
    }

    /** L ◀─ NOTIFY ── P ◀─ 200. @return body */
    private String told(String state) {
        SipMessage notify = lb.expects("NOTIFY");
        assertThat(notify.header("Event")).contains("reg");
        assertThat(notify.header("Subscription-State").orElseThrow()).startsWith(state);
        assertThat(notify.header("Content-Type")).contains("application/reginfo+xml");
        lb.answers(notify, 200, "OK", "a1");
        return body(notify);
    }

    @Test void aPhoneHearsAtOnceOfAllThatIsRegistered() {
        ladder.news.stores(ALICE, binding(DESK, 600, 7), "registered");
        assertThat(subscribes(600).header("Expires")).contains("600");
        assertThat(told("active;expires=600")).contains("<reginfo xmlns=\"urn:ietf:params:xml:ns:reginfo\" version=\"0\" state=\"full\">",
                "<registration aor=\"sip:alice@example.org\" id=\"r", "state=\"active\"",
                "event=\"registered\" expires=\"600\" q=\"0.5\" callid=\"r&amp;d\" cseq=\"7\">", "<uri>" + DESK + "</uri>",
                "<unknown-param name=\"+sip.instance\">&quot;&lt;urn:uuid:1&gt;&quot;</unknown-param>", "<unknown-param name=\"reg-id\">1</unknown-param>");
        lb.expectsNothing();
        assertThat(ladder.news.watched).containsKey(ALICE);
    }

    @Test void withoutAContactARegistrationHasYetToBegin() {
        subscribes(600);
        assertThat(told("active")).contains("state=\"init\"").doesNotContain("<contact");
    }

    @Test void whatAnyProxyRegistersRefreshesShortensAndRemovesIsToldInPart() {
        subscribes(600);
        told("active");
        stores(DESK, 600, 1, "registered");
        assertThat(told("active")).contains("version=\"1\" state=\"partial\"", "state=\"active\" event=\"registered\"", "expires=\"600\"");
        ladder.time.passes(Duration.ofSeconds(60));
        stores(DESK, 600, 2, "refreshed");
        assertThat(told("active")).contains("version=\"2\"", "event=\"refreshed\" duration-registered=\"60\"", "cseq=\"2\"");
        ladder.time.passes(Duration.ofSeconds(60));
        Binding last = stores(DESK, 90, 3, "refreshed");
        assertThat(told("active")).contains("version=\"3\"", "event=\"shortened\"", "expires=\"90\"");
        ladder.news.removes(ALICE, last, "unregistered");
        ladder.time.passes(POLL);
        assertThat(told("active")).contains("version=\"4\"", "id=\"r", "state=\"terminated\">", "state=\"terminated\" event=\"unregistered\"")
                .doesNotContain("expires=");
        lb.expectsNothing();
    }

    @ParameterizedTest
    @CsvSource({"unregistered, unregistered", "expired, expired", "connection_closed, deactivated", "unanswered, deactivated", "provisioning, deactivated"})
    void eachEndHasItsEvent(String reason, String event) {
        Binding desk = stores(DESK, 600, 1, "registered");
        subscribes(600);
        told("active");
        ladder.news.removes(ALICE, desk, reason);
        ladder.time.passes(POLL);
        assertThat(told("active")).contains("event=\"" + event + "\"");
    }

    @Test void aBindingThatIsNotRefreshedExpires() {
        Binding desk = stores(DESK, 60, 1, "registered");
        stores("sip:alice@192.0.2.2:5060", 600, 1, "registered");
        subscribes(600);
        told("active");
        ladder.time.passes(Duration.ofSeconds(59));
        lb.expectsNothing();
        ladder.locations.update(ALICE, List.of(), List.of(desk.ruid()));               // Redis lets it go; nobody says so
        ladder.time.passes(Duration.ofSeconds(2));
        assertThat(told("active")).contains("event=\"expired\"", "state=\"active\">").doesNotContain("192.0.2.2");
    }

    @Test void whatChangesOftenIsToldTogether() {
        subscribes(600);
        told("active");
        for (int i = 0; i < 10; i++) {
            stores("sip:alice@192.0.2." + i, 600, 1, "registered");                     // ten in 3 s
            if (i < 3) {
                assertThat(told("active")).contains("192.0.2." + i);
            }
        }
        lb.expectsNothing();
        ladder.time.passes(Duration.ofMillis(2200));
        assertThat(told("active")).contains("192.0.2.3", "192.0.2.9");
        lb.expectsNothing();
    }

    @Test void aRefreshOfTheSubscriptionTellsAllAgain() {
        stores(DESK, 3600, 1, "registered");
        SipMessage ok = subscribes(600);
        told("active");
        ladder.lb.sends(ladder.inDialog("SUBSCRIBE", "s1", 3, ok.toTag().orElseThrow()).set("To", ok.header("To").orElseThrow())
                .add("Event", "reg").add("Expires", "300"));
        lb.expects(200);
        assertThat(told("active;expires=300")).contains("version=\"1\" state=\"full\"", DESK);
    }

    @Test void theSubscriptionEndsWithAllThatIsRegistered() {
        stores(DESK, 3600, 1, "registered");
        subscribes(600);
        told("active");
        ladder.time.passes(Duration.ofSeconds(600));
        assertThat(told("terminated;reason=timeout")).contains("state=\"full\"", DESK);
        stores("sip:alice@192.0.2.2", 600, 1, "registered");
        lb.expectsNothing();
        assertThat(ladder.core.presence().subscriptions()).isZero();
    }

    @Test void aFetchIsAnsweredAndLeavesNothing() {
        stores(DESK, 600, 1, "registered");
        subscribes(0);
        assertThat(told("terminated;reason=timeout")).contains(DESK);
        ladder.isIdle();
    }

    @Test void aSubscriberWhoIsTerminatedIsWatchedNoMore() {
        Binding desk = stores(DESK, 600, 1, "registered");
        subscribes(600);
        told("active");
        ladder.news.removes(ALICE, desk, "terminated");
        ladder.time.passes(POLL);
        assertThat(told("active")).contains("event=\"rejected\"");
        assertThat(told("terminated;reason=noresource")).contains("state=\"init\"");
        assertThat(ladder.core.presence().subscriptions()).isZero();
    }

    @Test void whileRedisIsAwayTheSubscriptionLivesAndHearsOfAllAfterwards() {
        subscribes(600);
        told("active");
        ladder.locations.away = true;
        ladder.time.passes(Duration.ofSeconds(20));
        ladder.locations.update(ALICE, List.of(binding(DESK, 600, 1)), List.of());     // nobody could say so
        ladder.locations.away = false;
        ladder.time.passes(Duration.ofSeconds(6));
        assertThat(told("active")).contains("event=\"registered\"", DESK);
    }

    @Test void onlyTheSubscriberItselfAndThePilotOfItsPbxMayWatch() {
        seat("pilot", "43100", "");
        seat("wendy", "4310013", "13");
        seat("bob", "4310012", "12");
        watches("wendy", "bob", "w1", 403);
        watches("pilot", "bob", "w2", 200);
        assertThat(told("active")).contains("aor=\"sip:bob@example.org\"");
        watches("bob", "pilot", "w3", 403);
        watches("alice", "bob", "w4", 403);
        watches("alice", "nobody", "w5", 404);
    }

    private void watches(String watcher, String watched, String callId, int status) {
        ladder.authenticated(subscribe("sip:" + watched + "@example.org", callId, 600).set("From", "<sip:" + watcher + "@example.org>;tag=w1"), watcher,
                "secret-" + watcher);
        lb.expects(status);
    }

    private void seat(String name, String number, String extension) {
        Map<String, List<String>> preferences = new HashMap<>(Map.of("cloud_pbx", List.of("1"), "cloud_pbx_base_cli", List.of("43100")));
        if (!extension.isEmpty()) {
            preferences.put("cloud_pbx_ext", List.of(extension));
        }
        ladder.accounts.add(name, number, preferences);
    }
}
