package io.tandem.provisioning;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lettuce.core.RedisConnectionException;
import io.tandem.platform.role.RoleWatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

class UpkeepTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(Upkeep.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final AtomicBoolean away = new AtomicBoolean();
    private final Upkeep upkeep = new Upkeep("events of registrations", Duration.ofSeconds(1), () -> {
        if (away.get()) {
            throw new RedisConnectionException("refused");
        }
    }, RoleWatch.single("sp"));

    @BeforeEach void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach void leave() {
        logger.detachAppender(log);
    }

    @Test void aRedisThatIsAwayIsToldWhenItGoesAndWhenItIsBack() {
        upkeep.run();
        assertThat(told()).isEmpty();
        away.set(true);
        for (int second = 0; second < 60; second++) {
            upkeep.run();
        }
        assertThat(told()).hasSize(1).first().asString().contains("events of registrations fail").contains("refused");
        away.set(false);
        upkeep.run();
        upkeep.run();
        assertThat(told()).hasSize(2).last().asString().isEqualTo("events of registrations work again");
    }

    @Test void whatNobodyThoughtOfDoesNotEndTheWork() {
        new Upkeep("events of calls", Duration.ofSeconds(1), () -> {
            throw new IllegalStateException("a fault");
        }, RoleWatch.single("sp")).run();
        assertThat(log.list).singleElement().matches(event -> event.getLevel().equals(Level.ERROR));
    }

    private List<String> told() {
        return log.list.stream().filter(event -> event.getLevel().isGreaterOrEqual(Level.INFO)).map(ILoggingEvent::getFormattedMessage).toList();
    }
}
