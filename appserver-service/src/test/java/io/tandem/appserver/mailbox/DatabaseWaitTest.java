package io.tandem.appserver.mailbox;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DatabaseWaitTest {
    @Test
    void databaseThatComesLateIsWaitedFor() {
        AtomicInteger tries = new AtomicInteger();
        String result = new DatabaseWait(Duration.ofSeconds(10), Duration.ofMillis(1)).until(() -> {
            if (tries.incrementAndGet() < 3) throw new SQLException("not yet");
            return "here";
        });
        assertThat(result).isEqualTo("here");
        assertThat(tries).hasValue(3);
    }

    @Test
    void waitEndsWithTheLastFailure() {
        assertThatThrownBy(() -> new DatabaseWait(Duration.ZERO, Duration.ofMillis(1)).until(() -> {
            throw new SQLException("refused");
        })).isInstanceOf(IllegalStateException.class).hasMessageContaining("tandem.db.url").hasRootCauseMessage("refused");
    }
}
