package io.tandem.provisioning.registration;

import java.time.Instant;
import java.util.List;

import io.tandem.provisioning.resource.ApiError;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ExpiryTest {
    private static final Instant NOW = Instant.parse("2026-11-23T15:00:00Z");

    @Test void aMomentInThePastMeansNever() {
        for (String past : List.of("2000-01-01 00:00:00", "2026-11-23 15:00:00", "0", "-1", "1", "1795445999.5", "1970-01-01")) {
            assertThat(Expiry.read(past, NOW)).describedAs(past).isEmpty();
        }
        assertThat(Expiry.read("4294967295", NOW)).isEmpty();
    }

    @Test void aMomentInTheFutureIsTheEnd() {
        assertThat(Expiry.read("2026-11-23 15:00:01", NOW)).contains(NOW.plusSeconds(1));
        assertThat(Expiry.read("2026-11-23T16:00:00.000", NOW)).contains(NOW.plusSeconds(3600));
        assertThat(Expiry.read(Long.toString(NOW.getEpochSecond() + 5), NOW)).contains(NOW.plusSeconds(5));
    }

    @Test void whatIsShownCanBeWrittenBack() {
        assertThat(Expiry.read(Expiry.shown("0"), NOW)).isEmpty();
        assertThat(Expiry.read(Expiry.shown("1795446060"), NOW)).contains(NOW.plusSeconds(60));
    }

    @Test void otherTextIsRefused() {
        for (String faulty : List.of("tomorrow", "2026-13-01", "2026-02-31 00:00:00", "2026-11-23 25:00:00", "99999999999999")) {
            assertThatThrownBy(() -> Expiry.read(faulty, NOW)).describedAs(faulty).isInstanceOf(ApiError.class).hasMessageContaining("expires");
        }
    }
}
