package io.tandem.lb.target;

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

    @Bean
    MeterBinder targetMeters(Proxies proxies, LbFacts lb) {
        return new TargetMeters(proxies, lb.loop()::execute);
    }
}
