package io.tandem.sip.typed;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TypedHeadersTest {
    private static SipMessage with(String name, String... values) {
        SipMessage message = SipMessage.request("NOTIFY", "sip:a@b").build();
        for (String value : values) {
            message.add(name, value);
        }
        return message;
    }

    @Test void readsSubscriptionHeaders() {
        assertThat(TypedHeaders.event(with("o", "presence.winfo;id=7"))).contains(new EventType("presence.winfo", Optional.of("7")));
        SubscriptionState state = TypedHeaders.subscriptionState(with("Subscription-State", "terminated;reason=probation;retry-after=30"))
                .orElseThrow();
        assertThat(state.isTerminated()).isTrue();
        assertThat(state).isEqualTo(new SubscriptionState("terminated", Optional.of("probation"), Optional.empty(),
                Optional.of(Duration.ofSeconds(30))));
    }

    @Test void readsReasons() {
        assertThat(TypedHeaders.reasons(with("Reason", "SIP;cause=200;text=\"Call completed elsewhere\", Q.850;cause=16", "preemption")))
                .containsExactly(new ReasonValue("SIP", Optional.of(200), Optional.of("Call completed elsewhere")),
                        new ReasonValue("Q.850", Optional.of(16), Optional.empty()),
                        new ReasonValue("preemption", Optional.empty(), Optional.empty()));
    }

    @Test void readsWhatResponsesCarry() {
        assertThat(TypedHeaders.retryAfter(with("Retry-After", "120 (I'm in a meeting);duration=3600")))
                .contains(new RetryAfter(Duration.ofSeconds(120), Optional.of("I'm in a meeting"), Optional.of(Duration.ofHours(1))));
        assertThat(TypedHeaders.retryAfter(with("Retry-After", "5")))
                .contains(new RetryAfter(Duration.ofSeconds(5), Optional.empty(), Optional.empty()));
        assertThat(TypedHeaders.warnings(with("Warning", "370 devnull \"Choose a bigger pipe\"")))
                .containsExactly(new WarningValue(370, "devnull", "Choose a bigger pipe"));
    }

    @Test void readsDialogAndBodyHeaders() {
        assertThat(TypedHeaders.reliableAck(with("RAck", "776656 1 INVITE"))).contains(new ReliableAck(776656, 1, "INVITE"));
        assertThat(TypedHeaders.replaces(with("Replaces", "98732@sip.example.com;from-tag=r33th4x0r;to-tag=ff87ff;early-only")))
                .contains(new Replaces("98732@sip.example.com", "ff87ff", "r33th4x0r", true));
        assertThat(TypedHeaders.sessionExpires(with("x", "1800;refresher=uas")))
                .contains(new SessionInterval(Duration.ofMinutes(30), Optional.of(SessionInterval.Refresher.UAS)));
        assertThat(TypedHeaders.disposition(with("Content-Disposition", "session;handling=optional")))
                .contains(new Disposition("session", Optional.of("optional")));
        assertThat(TypedHeaders.date(with("Date", "Sat, 13 Nov 2010 23:29:00 GMT"))).contains(Instant.parse("2010-11-13T23:29:00Z"));
    }

    @Test void aMissingHeaderIsEmpty() {
        assertThat(TypedHeaders.event(with("Subject", "x"))).isEmpty();
        assertThat(TypedHeaders.reasons(with("Subject", "x"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";;;", "soon", "99999999999999999999", "((((((((((((((((((((1", "\""})
    void brokenHeadersAreRefusedByOneName(String value) {
        assertThatExceptionOfType(UnreadableHeaderException.class)
                .isThrownBy(() -> TypedHeaders.sessionExpires(with("Session-Expires", value)));
    }

    @Test void hugeAndDeepValuesNeverReachTheParser() {
        assertThatExceptionOfType(UnreadableHeaderException.class)
                .isThrownBy(() -> TypedHeaders.retryAfter(with("Retry-After", "1 " + "(".repeat(4000)))).withMessageContaining("nested");
        assertThatExceptionOfType(UnreadableHeaderException.class)
                .isThrownBy(() -> TypedHeaders.retryAfter(with("Retry-After", "1".repeat(5000)))).withMessageContaining("longer");
    }

    @Test void noLog4jIsNeeded() {
        assertThatThrownBy(() -> Class.forName("org.apache.log4j.Logger")).isInstanceOf(ClassNotFoundException.class);
    }
}
