package io.tandem.codec;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TelephoneEventTest {
    @Test
    void isTheSameAfterWritingAndReading() {
        TelephoneEvent event = new TelephoneEvent(11, true, 10, 1600);
        assertThat(event.toBytes()).containsExactly(11, 0x8A, 6, 64);
        assertThat(TelephoneEvent.parse(event.toBytes())).contains(event);
        assertThat(event.digit()).contains('#');
        assertThat(new TelephoneEvent(16, true, 0, 0).digit()).isEmpty();
        assertThat(TelephoneEvent.parse(new byte[3])).isEmpty();
    }

    @Test
    void aDigitGrowsAndEndsThrice() {
        List<TelephoneEvent> events = TelephoneEvent.ofDigit('5', 8, 800, 160);
        assertThat(events).extracting(TelephoneEvent::durationTicks).containsExactly(160, 320, 480, 640, 800, 800, 800);
        assertThat(events).extracting(TelephoneEvent::end).containsExactly(false, false, false, false, true, true, true);
        assertThatThrownBy(() -> TelephoneEvent.ofDigit('x', 8, 800, 160)).hasMessageContaining("no DTMF digit: x");
    }
}
