package io.tandem.proxy.ladder;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.tandem.data.change.Change;
import io.tandem.data.change.ChangeLog;
import io.tandem.data.mailbox.MailboxState;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.proxy.mwi.MailboxChanges;
import io.tandem.proxy.mwi.Mailboxes;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;

import static io.tandem.proxy.ladder.ProxyLadder.body;
import static org.assertj.core.api.Assertions.assertThat;

/** Message waiting indication (RFC 3842): what Alice's phone is told of her mailbox, through the load balancer (L). */
class MessageWaitingLadderTest {
    private static final String CONTACT = "sip:alice@192.0.2.1:5060";
    private final ProxyLadder ladder = new ProxyLadder();
    private final ProxyLadder.Party lb = ladder.lb;
    private final MailboxChanges feed = new MailboxChanges(ladder.time, ladder.core.messageWaiting(), () -> true);
    private final Subscriber alice = ladder.accounts.add("alice", "431001", Map.of());
    private long change;

    MessageWaitingLadderTest() {
        has(0, 0, 0);
    }

    private void has(int fresh, int old, int urgent) {
        ladder.mailboxes.states.put(alice.id(), new MailboxState("alice", "example.org", fresh, old, urgent));
    }

    /** The app server, or the API, has changed the mailbox. */
    private void has(int fresh, int old) {
        has(fresh, old, 0);
        changed(new Change(++change, ChangeLog.MAILBOX, Integer.toString(alice.id())));
    }

    private void changed(Change... changes) {
        feed.onChanges(List.of(changes));
        ladder.time.runDue();
    }

    private SipMessage subscribe(String uri, int expires) {
        return ladder.request("SUBSCRIBE", uri, "s1", 1).add("Event", "message-summary").add("Accept", "application/simple-message-summary")
                .add("Expires", Integer.toString(expires));
    }

    private SipMessage subscribes(int expires) {
        ladder.authenticated(subscribe("sip:alice@example.org", expires), "alice", "secret-alice");  // L ── SUBSCRIBE ─▶ P, 407, SUBSCRIBE
        return lb.expects(200);                                                                      // L ◀─ 200 ── P
    }

    /** @return body */
    private String told(String state) {
        SipMessage notify = lb.expects("NOTIFY");                                                    // L ◀─ NOTIFY ── P
        assertThat(notify.header("Event")).contains("message-summary");
        assertThat(notify.header("Subscription-State").orElseThrow()).startsWith(state);
        assertThat(notify.header("Content-Type")).contains("application/simple-message-summary");
        lb.answers(notify, 200, "OK", "a1");
        return body(notify);
    }

    @Test void aPhoneThatSubscribesIsToldAtOnceAndOnEachChange() {
        has(2, 1, 1);
        assertThat(subscribes(600).header("Expires")).contains("600");
        assertThat(told("active;expires=600"))
                .isEqualTo("Messages-Waiting: yes\r\nMessage-Account: sip:alice@example.org\r\nVoice-Message: 2/1 (1/0)\r\n");
        has(3, 1);
        assertThat(told("active")).contains("Voice-Message: 3/1 (0/0)");
        has(0, 4);
        assertThat(told("active")).contains("Messages-Waiting: no", "Voice-Message: 0/4 (0/0)");
        lb.expectsNothing();
    }

    @Test void theSubscriptionEndsWithTheStateOfTheMailbox() {
        subscribes(600);
        told("active");
        ladder.mailboxes.states.put(alice.id(), new MailboxState("alice", "example.org", 1, 0, 0));
        ladder.time.passes(Duration.ofSeconds(600));
        assertThat(told("terminated;reason=timeout")).contains("Voice-Message: 1/0 (0/0)");
        has(2, 0);
        lb.expectsNothing();
    }

    @Test void aFetchIsAnsweredAndLeavesNothing() {
        subscribes(0);
        assertThat(told("terminated;reason=timeout")).contains("Messages-Waiting: no");
        assertThat(ladder.core.presence().subscriptions()).isZero();
    }

    @Test void aDatabaseThatIsAwayLeavesTheSubscriptionAlive() {
        ladder.mailboxes.away = true;
        subscribes(600);
        SipMessage empty = lb.expects("NOTIFY");
        assertThat(empty.hasBody()).isFalse();
        lb.answers(empty, 200, "OK", "a1");
        has(1, 0);
        lb.expectsNothing();
        ladder.mailboxes.away = false;
        has(2, 0);
        assertThat(told("active")).contains("Voice-Message: 2/0");
    }

    @Test void aFeedThatHasLostItsPlaceTellsAllAnew() {
        subscribes(600);
        told("active");
        ladder.mailboxes.states.put(alice.id(), new MailboxState("alice", "example.org", 5, 0, 0));
        feed.onLost();
        ladder.time.runDue();
        assertThat(told("active")).contains("Voice-Message: 5/0");
    }

    @Test void nobodyLooksIntoAnothersMailbox() {
        ladder.accounts.add("alice", "431001", Map.of("cloud_pbx", List.of("1")));
        ladder.accounts.add("bob", "431002", Map.of("cloud_pbx", List.of("1")));
        ladder.authenticated(subscribe("sip:bob@example.org", 600), "alice", "secret-alice");
        lb.expects(403);
        ladder.authenticated(subscribe("sip:nobody@example.org", 600).set("Call-ID", "s2"), "alice", "secret-alice");
        lb.expects(404);
    }

    @Test void registeredPhonesAreToldWithoutHavingAsked() {
        ladder.registered("alice", CONTACT);
        ladder.registered("alice", "sip:alice@192.0.2.2:5062");
        has(1, 0);
        SipMessage notify = lb.expects("NOTIFY");                                                    // L ◀─ NOTIFY ── P
        assertThat(notify.requestUri()).isEqualTo(CONTACT);
        assertThat(notify.header("P-D-Uri").orElseThrow()).contains("received=sip:192.0.2.9:5060");
        assertThat(notify.header("From").orElseThrow()).startsWith("<sip:voicebox@voicebox.sipwise.local>");
        assertThat(notify.header("To")).contains("<sip:alice@example.org>");
        assertThat(notify.header("Event")).contains("message-summary");
        assertThat(body(notify)).isEqualTo("Messages-Waiting: yes\r\nMessage-Account: sip:alice@example.org\r\nVoice-Message: 1/0 (0/0)\r\n");
        SipMessage second = lb.expects("NOTIFY");
        assertThat(second.requestUri()).isEqualTo("sip:alice@192.0.2.2:5062");
        lb.answers(notify, 200, "OK", "p1");
        lb.answers(second, 481, "Subscription Does Not Exist", "p2");
        ladder.isIdle();
    }

    @Test void aPhoneThatHasSubscribedIsToldOnce() {
        ladder.registered("alice", CONTACT);
        subscribes(600);
        told("active");
        has(1, 0);
        assertThat(told("active;")).contains("Voice-Message: 1/0");
        lb.expectsNothing();
    }

    @Test void ofSeveralProxiesOneTellsThePhones() {
        ladder.registered("alice", CONTACT);
        ladder.mailboxes.claim(new Mailboxes.Claim(alice.id(), new MailboxState("alice", "example.org", 1, 0, 0), 1, false));
        has(1, 0);
        lb.expectsNothing();
        has(2, 0);
        assertThat(lb.expects("NOTIFY").requestUri()).isEqualTo(CONTACT);
    }

    @Test void severalChangesAtOnceAreOneMessage() {
        ladder.registered("alice", CONTACT);
        String id = Integer.toString(alice.id());
        changed(new Change(7, ChangeLog.MAILBOX, id), new Change(8, ChangeLog.SUBSCRIBER, id), new Change(9, ChangeLog.MAILBOX, id),
                new Change(10, ChangeLog.MAILBOX, "no id"), new Change(11, ChangeLog.MAILBOX, "4711"));
        lb.expects("NOTIFY");
        lb.expectsNothing();
        assertThat(ladder.mailboxes.claimed).containsExactly(9L);
    }

    @Test void whoIsNotRegisteredCostsNothing() {
        has(1, 0);
        lb.expectsNothing();
        ladder.locations.away = true;
        has(2, 0);
        lb.expectsNothing();
        assertThat(ladder.core.transactions()).isZero();
    }

    private void loses() {
        feed.onLost();
        ladder.time.runDue();
    }

    @Test void aFeedThatHasLostItsPlaceTellsOnlyPhonesThatKnowOtherwise() {
        Subscriber bob = ladder.accounts.add("bob", "431002", Map.of());
        ladder.mailboxes.states.put(bob.id(), new MailboxState("bob", "example.org", 1, 0, 0));
        ladder.registered("alice", CONTACT);
        ladder.registered("bob", "sip:bob@192.0.2.3:5060");
        has(1, 0);
        lb.answers(lb.expects("NOTIFY"), 200, "OK", "p1");
        changed(new Change(++change, ChangeLog.MAILBOX, Integer.toString(bob.id())));
        lb.answers(lb.expects("NOTIFY"), 200, "OK", "p2");
        ladder.mailboxes.states.put(bob.id(), new MailboxState("bob", "example.org", 0, 1, 0)); // missed
        loses();
        ladder.time.passes(Duration.ofMillis(300));
        assertThat(body(lb.expects("NOTIFY"))).contains("sip:bob@example.org", "Voice-Message: 0/1");
        lb.expectsNothing();
    }

    @Test void missedChangesAreLookedForAtAMeasuredPace() {
        for (int i = 100; i < 130; i++) {
            ladder.mailboxes.states.put(i, new MailboxState("s" + i, "example.org", 1, 0, 0));
        }
        loses();
        ladder.time.passes(Duration.ofMillis(950));
        assertThat(ladder.mailboxes.claimed).hasSize(10);                       // ten in a second
        ladder.time.passes(Duration.ofSeconds(3));
        assertThat(ladder.mailboxes.claimed).hasSize(31);
    }

    @Test void whileTheDatabaseIsAwayMissedChangesWait() {
        ladder.registered("alice", CONTACT);
        has(1, 0, 0);
        ladder.mailboxes.away = true;
        loses();
        ladder.time.passes(Duration.ofSeconds(20));
        lb.expectsNothing();
        ladder.mailboxes.away = false;
        ladder.time.passes(Duration.ofSeconds(5));
        assertThat(body(lb.expects("NOTIFY"))).contains("Voice-Message: 1/0");
    }

    @Test void aRestoredLogWhoseNumbersAreLowerStillTellsOfChanges() {
        ladder.registered("alice", CONTACT);
        change = 1000;
        has(1, 0);
        lb.answers(lb.expects("NOTIFY"), 200, "OK", "p1");
        ladder.mailboxes.position = 10;
        loses();
        change = 10;
        has(2, 0);
        assertThat(body(lb.expects("NOTIFY"))).contains("Voice-Message: 2/0");
    }
}
