package io.tandem.relay.replica;

import io.tandem.relay.wire.Value;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Which commands a shadow must hear of. */
class CallLogTest {
    private final CallLog log = new CallLog("call", null);

    private boolean isNews(String command, String sdp) {
        return log.isNews(command, Value.Dictionary.with("command", command).put("sdp", sdp).build(), false);
    }

    @Test
    void theRefreshOfASessionTimerIsNoNews() {
        assertThat(isNews("offer", "1")).isTrue();
        assertThat(isNews("answer", "2")).isTrue();
        assertThat(isNews("offer", "1")).isFalse();
        assertThat(isNews("answer", "2")).isFalse();
    }

    @Test
    void anAnswerToAChangedOfferIsNewsEvenIfItIsTheSame() {
        isNews("offer", "1");
        isNews("answer", "2");
        assertThat(isNews("offer", "3")).isTrue();
        assertThat(isNews("answer", "2")).isTrue();
    }

    @Test
    void whatAnotherCommandUndidIsNewsAgain() {
        assertThat(isNews("silence-media", "")).isTrue();
        assertThat(isNews("silence-media", "")).isFalse();
        assertThat(isNews("unsilence-media", "")).isTrue();
        assertThat(isNews("silence-media", "")).isTrue();
    }

    @Test
    void aRepeatedCommandThatChoseAnewIsNews() {
        isNews("offer", "1");
        assertThat(log.isNews("offer", Value.Dictionary.with("command", "offer").put("sdp", "1").build(), true)).isTrue();
    }
}
