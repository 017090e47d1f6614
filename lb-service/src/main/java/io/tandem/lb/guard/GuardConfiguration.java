package io.tandem.lb.guard;

import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.lb.control.LbFacts;
import io.tandem.lb.socket.ListenProperties;
import io.tandem.platform.RedisProperties;
import io.tandem.platform.control.ControlCommands;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Sharing, commands and meters of the bans. */
@Configuration(proxyBeanMethods = false)
class GuardConfiguration {

    /** Empty if it is switched off. */
    record Sharing(Optional<BanSharing> shared) implements AutoCloseable {
        @Override
        public void close() {
            shared.ifPresent(BanSharing::close);
        }
    }

    @Bean(destroyMethod = "close")
    Sharing banSharing(Screens screens, LbFacts lb, RedisProperties redis, ListenProperties listen, BanSharingProperties properties, InstantSource clock) {
        return new Sharing(properties.enable()
                ? Optional.of(BanSharing.open(lb.loop(), screens, redis.uri(), listen.internal(), properties, clock)) : Optional.empty());
    }

    @Bean
    ControlCommands htableCommands(Screens screens, LbFacts lb, ObjectProvider<Sharing> sharing) {
        return new HtableCommands(screens, lb.loop(), () -> sharing.getObject().shared());
    }

    /** The loop's plain counters, read from outside: a moment old at most. */
    @Bean
    ScreenMeters screenMeters(Screens screens, MeterRegistry registry) {
        return new ScreenMeters(screens, registry);
    }

    /** Registers the counters. */
    record ScreenMeters(Screens screens, MeterRegistry registry) {
        private static final Set<String> GAUGES = Set.of("bans.active", "sources.known");

        ScreenMeters {
            for (String name : screens.counters().keySet()) {
                if (GAUGES.contains(name)) {
                    Gauge.builder("tandem.lb.screen." + name, screens, s -> s.counters().getOrDefault(name, 0L)).register(registry);
                } else {
                    FunctionCounter.builder("tandem.lb.screen." + name, screens, s -> s.counters().getOrDefault(name, 0L)).register(registry);
                }
            }
        }
    }
}
