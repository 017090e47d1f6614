package io.tandem.lb.target;

import java.util.Locale;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.tandem.lb.control.LbFacts;
import io.tandem.platform.control.ControlCommands;
import io.tandem.platform.control.LoopCall;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/** The proxies under control and in sight. */
@Configuration(proxyBeanMethods = false)
class DispatcherConfiguration {

    @Bean
    ControlCommands dispatcherCommands(Proxies proxies, LbFacts lb, ConfigurableEnvironment environment) {
        return new DispatcherCommands(proxies, new LoopCall(lb.loop()), new TargetReload(environment)::proxies, lb.loop()::nanoTime);
    }

    /** One gauge per state: how many proxies have it. */
    @Bean
    MeterBinder targetMeters(Proxies proxies) {
        return registry -> {
            for (TargetState state : TargetState.values()) {
                Gauge.builder("tandem.lb.targets", proxies, all -> all.states().values().stream().filter(state::equals).count())
                        .tag("state", state.name().toLowerCase(Locale.ROOT)).description("proxies by state").register(registry);
            }
        };
    }
}
