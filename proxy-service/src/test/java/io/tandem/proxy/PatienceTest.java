package io.tandem.proxy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.lettuce.core.RedisConnectionException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PatienceTest {

    @Test void aStoreThatComesLateIsWaitedFor() {
        AtomicInteger tries = new AtomicInteger();
        String connected = new Patience(Duration.ofSeconds(10), Duration.ofMillis(1)).until("MySQL", () -> {
            if (tries.incrementAndGet() < 3) {
                throw new SQLException("not yet");
            }
            return "here";
        });
        assertThat(connected).isEqualTo("here");
        assertThat(tries).hasValue(3);
    }

    @Test void patienceEnds() {
        assertThatThrownBy(() -> new Patience(Duration.ZERO, Duration.ofMillis(1)).until("Redis", () -> {
            throw new RedisConnectionException("refused");
        })).isInstanceOf(IllegalStateException.class).hasMessageContaining("Redis not reachable").hasRootCauseMessage("refused");
    }
}
