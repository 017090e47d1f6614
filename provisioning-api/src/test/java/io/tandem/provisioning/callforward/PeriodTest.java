package io.tandem.provisioning.callforward;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class PeriodTest {
    @ParameterizedTest
    @CsvSource({"year,2026", "year,2026-2030", "month,12", "month,11-2", "mday,31", "wday,7-1", "hour,22-6", "minute,0-59"})
    void numbersAndRangesAreTaken(String column, String value) {
        assertThat(period(column).fault(value)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"year,2030-2026,The range ends before it starts", "month,13,Value must be between 1 and 12", "wday,0,Value must be between 1 and 7",
        "hour,8-24,Value must be between 0 and 23", "minute,x,Value must be a number or a range as 0-59", "mday,1-,Value must be a number or a range as 1-31",
        "mday,-1,Value must be a number or a range as 1-31"})
    void othersAreNamed(String column, String value, String fault) {
        assertThat(period(column).fault(value)).contains(fault);
    }

    private static Period period(String column) {
        return Period.COLUMNS.stream().filter(period -> period.column().equals(column)).findFirst().orElseThrow();
    }
}
