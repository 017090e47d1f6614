package io.tandem.appserver.dtmf;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import io.tandem.codec.TelephoneEvent;
import io.tandem.sip.info.InfoDigits;
import io.tandem.sip.message.SipMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DigitsTest {
    @Test
    void eachEventIsOneDigitHoweverManyPacketsItHas() {
        DigitDetector detector = new DigitDetector();
        StringBuilder heard = new StringBuilder();
        int timestamp = 0;
        for (char digit : "1#1*D".toCharArray()) {
            for (TelephoneEvent event : TelephoneEvent.ofDigit(digit, 10, 800, 160)) detector.onPacket(timestamp, event.toBytes()).ifPresent(heard::append);
            timestamp += 1600;
        }
        assertThat(heard.toString()).isEqualTo("1#1*D");
    }

    @Test
    void digitWhoseFirstPacketsAreLostIsHeardByItsEnd() {
        DigitDetector detector = new DigitDetector();
        assertThat(detector.onPacket(5, new TelephoneEvent(11, true, 10, 800).toBytes())).contains('#');
        assertThat(detector.onPacket(9, new TelephoneEvent(16, true, 10, 800).toBytes())).isEmpty();
        assertThat(detector.onPacket(9, new byte[2])).isEmpty();
    }

    @Test
    void digitsInInfo() {
        assertThat(digit("application/dtmf-relay", "Signal= #\r\nDuration=160\r\n")).contains('#');
        assertThat(digit("application/dtmf", "5")).contains('5');
        assertThat(digit("application/dtmf-relay", "Duration=160")).isEmpty();
        assertThat(digit("text/plain", "5")).isEmpty();
        assertThat(digit("application/dtmf", "hookflash")).isEmpty();
    }

    private static Optional<Character> digit(String type, String body) {
        return InfoDigits.digit(SipMessage.request("INFO", "sip:a@b").body(type, body.getBytes(StandardCharsets.US_ASCII)).build());
    }
}
