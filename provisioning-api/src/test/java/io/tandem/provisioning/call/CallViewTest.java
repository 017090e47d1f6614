package io.tandem.provisioning.call;

import java.math.BigDecimal;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class CallViewTest {
    @ParameterizedTest
    @CsvSource({"0,0:00:00.000", "65.25,0:01:05.250", "3600,1:00:00.000", "90061.999,25:01:01.999"})
    void durationsAreHoursMinutesAndSeconds(BigDecimal seconds, String shown) {
        assertThat(CallView.hours(seconds)).isEqualTo(shown);
    }
}
