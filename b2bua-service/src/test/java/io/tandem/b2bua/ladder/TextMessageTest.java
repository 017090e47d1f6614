package io.tandem.b2bua.ladder;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.tandem.b2bua.thirdparty.TextMessage;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A text message that is sent for a subscriber over the control port (RFC 3428; signalling.md §2.24). */
class TextMessageTest {
    private final Exchange tandem = new Exchange();
    private final Party proxy = tandem.party("proxy", 6002);

    private CompletableFuture<TextMessage.Answer> send() {
        return tandem.server.send(new TextMessage("uuid-a", SipUri.parse("sip:431001@example.org"), SipUri.parse("sip:4366123@example.org"), "Grüße"));
    }

    @Test void theProxyGetsItAsFromTheSubscriberAndItsAnswerIsTold() {
        CompletableFuture<TextMessage.Answer> answer = send();
        SipMessage message = proxy.expects("MESSAGE");               //        T ── MESSAGE ─▶ P
        assertThat(message.requestUri()).isEqualTo("sip:4366123@example.org");
        assertThat(message.from().uri()).hasToString("sip:431001@example.org");
        assertThat(message.header("P-Third-Party-Call")).contains("uuid-a");
        assertThat(message.contentType()).contains("text/plain;charset=UTF-8");
        assertThat(new String(message.body(), StandardCharsets.UTF_8)).isEqualTo("Grüße");
        assertThat(message.has("Contact")).as("RFC 3428 §4").isFalse();
        proxy.responds(202, "MESSAGE", m -> m);                      //        T ◀─  202  ─── P
        assertThat(answer.join().status()).isEqualTo(202);
        tandem.isIdle();
    }

    @Test void aProxyThatSaysNothingIs408() {
        CompletableFuture<TextMessage.Answer> answer = send();
        tandem.time.passes(Duration.ofSeconds(33));
        assertThat(answer).isCompletedWithValue(new TextMessage.Answer(408, "Request Timeout"));
        tandem.isIdle();
    }

    @Test void whoShutsDownSendsNone() {
        tandem.server.drain();
        assertThat(send()).isCompletedWithValue(new TextMessage.Answer(503, "Service Unavailable"));
        proxy.expectsNothing();
    }
}
