package io.tandem.b2bua.control;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.tandem.b2bua.thirdparty.DialProgress;
import io.tandem.b2bua.thirdparty.DialRequest;
import io.tandem.b2bua.thirdparty.TextMessage;
import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlFault;
import io.tandem.sip.message.SipUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DialCommandsTest {
    private static final String[] GOOD = {"uuid-a", "sip:alice@example.org", "sip:123@example.org"};

    private CompletableFuture<DialProgress> news = new CompletableFuture<>();
    private Optional<DialRequest> asked = Optional.empty();
    private final CompletableFuture<TextMessage.Answer> answer = new CompletableFuture<>();
    private Optional<TextMessage> sent = Optional.empty();

    private Object dial(String... parameters) throws ControlFault {
        return commands().getFirst().call(List.of((Object[]) parameters));
    }

    private Object send(String... parameters) throws ControlFault {
        return commands().get(1).call(List.of((Object[]) parameters));
    }

    private List<ControlCommand> commands() {
        return new DialCommands(request -> {
            asked = Optional.of(request);
            return news;
        }, message -> {
            sent = Optional.of(message);
            return answer;
        }, Duration.ofMillis(1), Duration.ofMillis(1)).commands();
    }

    @Test void whatBecameOfATextMessageIsTheAnswer() throws Exception {
        answer.complete(new TextMessage.Answer(202, "Accepted"));
        assertThat(send("uuid-a", "sip:431001@example.org", "sip:4366123@example.org", "Grüße\r\n")).isEqualTo("202 Accepted");
        assertThat(sent).contains(new TextMessage("uuid-a", SipUri.parse("sip:431001@example.org"), SipUri.parse("sip:4366123@example.org"), "Grüße\r\n"));
    }

    @Test void aTextMessageThatIsRefusedIsAFault() {
        answer.complete(new TextMessage.Answer(402, "Insufficient Credit"));
        assertThatExceptionOfType(ControlFault.class).isThrownBy(() -> send("u", "sip:a@b", "sip:c@b", "x")).withMessage("Insufficient Credit")
            .matches(fault -> fault.code() == 402);
    }

    @Test void aTextMessageThatNobodyAnswersIsNoSuccess() {
        assertThatExceptionOfType(ControlFault.class).isThrownBy(() -> send("u", "sip:a@b", "sip:c@b", "x")).matches(fault -> fault.code() == 504);
    }

    @ParameterizedTest
    @CsvSource({"'a b', sip:a@b, x", "u, tel:+1, x", "u, sip:a@b, ''"})
    void whatIsNoTextMessageIsRefused(String uuid, String from, String text) {
        assertThatExceptionOfType(ControlFault.class).isThrownBy(() -> send(uuid, from, "sip:c@b", text)).matches(fault -> fault.code() == 400);
        assertThat(sent).isEmpty();
    }

    @Test void theFirstNewsOfThePhonesIsTheAnswer() throws Exception {
        news.complete(new DialProgress(180, "Ringing"));
        assertThat(dial(GOOD)).isEqualTo("180 Ringing");
        assertThat(asked.orElseThrow().subscriber()).isEqualTo("uuid-a");
        assertThat(asked.orElseThrow().phone()).hasToString("sip:alice@example.org");
        assertThat(asked.orElseThrow().destination()).hasToString("sip:123@example.org");
    }

    @Test void withoutNewsTheCallGoesOn() throws Exception {
        assertThat(dial(GOOD)).isEqualTo("100 Trying");
    }

    @Test void phonesThatDoNotRingAreAFault() {
        news.complete(new DialProgress(480, "Offline"));
        assertThatExceptionOfType(ControlFault.class).isThrownBy(() -> dial(GOOD)).withMessage("Offline").matches(fault -> fault.code() == 480);
    }

    @ParameterizedTest
    @CsvSource({"'a b', sip:alice@example.org, sip:1@example.org", "'u\r\nX: y', sip:alice@example.org, sip:1@example.org",
        "u, alice, sip:1@example.org", "u, sip:alice@example.org, tel:+431", "u, sip:alice@example.org, 'sip:1@example.org?Replaces=x'",
        "u, sip:alice@example.org, 'sip:1@e\r\nX: y'"})
    void whatIsNoCallIsRefused(String uuid, String phone, String destination) {
        assertThatExceptionOfType(ControlFault.class).isThrownBy(() -> dial(uuid, phone, destination)).matches(fault -> fault.code() == 400);
        assertThat(asked).isEmpty();
    }
}
