package io.tandem.b2bua.control;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.tandem.b2bua.thirdparty.DialProgress;
import io.tandem.b2bua.thirdparty.DialRequest;
import io.tandem.platform.control.ControlFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DialCommandsTest {
    private static final String[] GOOD = {"uuid-a", "sip:alice@example.org", "sip:123@example.org"};

    private CompletableFuture<DialProgress> news = new CompletableFuture<>();
    private Optional<DialRequest> asked = Optional.empty();

    private Object dial(String... parameters) throws ControlFault {
        return new DialCommands(request -> {
            asked = Optional.of(request);
            return news;
        }, Duration.ofMillis(1)).commands().getFirst().call(List.of((Object[]) parameters));
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
