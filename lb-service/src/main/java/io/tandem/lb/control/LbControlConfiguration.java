package io.tandem.lb.control;

import java.util.Optional;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.tandem.lb.socket.ListenProperties;
import io.tandem.lb.target.TargetProperties;
import io.tandem.lb.trace.LatencyHistogram;
import io.tandem.platform.control.CommandTable;
import io.tandem.platform.control.ControlCommands;
import io.tandem.platform.control.http.AllowedNetworks;
import io.tandem.platform.control.http.ControlConfiguration;
import io.tandem.platform.control.http.ControlEndpoint;
import io.tandem.platform.control.http.ControlListener;
import io.tandem.platform.control.http.ControlProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The control port of the load balancer. */
@Configuration(proxyBeanMethods = false)
@Import(ControlConfiguration.class)
class LbControlConfiguration {
    @Bean ControlPort controlPort(ListenProperties listen) {
        return ControlPort.of(listen);
    }

    /** Elements of this system may send commands, and who is named beside them. */
    @Bean ControlEndpoint controlEndpoint(CommandTable commands, ControlProperties control, ListenProperties listen, TargetProperties target,
            MeterRegistry registry) {
        Stream<String> elements = Stream.concat(listen.inside().stream(), target.proxies().stream().map(TargetProperties.Proxy::address));
        return new ControlEndpoint(commands, AllowedNetworks.of(Stream.concat(elements, control.allowed().stream()).toList()), registry);
    }

    @Bean ControlHttp controlHttp(ControlEndpoint endpoint, ControlPort port) {
        return new ControlHttp(endpoint, port);
    }

    @Bean(destroyMethod = "close") OwnListener controlListener(ControlEndpoint endpoint, ControlPort port) {
        return new OwnListener(port.sharedWith().isPresent() ? Optional.empty() : Optional.of(ControlListener.open(port.address(), endpoint)));
    }

    /** Open unless a SIP socket carries the commands. */
    record OwnListener(Optional<ControlListener> listener) implements AutoCloseable {
        @Override public void close() {
            listener.ifPresent(ControlListener::close);
        }
    }

    @Bean ControlCommands lbCommands(LbFacts lb, LatencyHistogram latency, MeterRegistry registry) {
        return new LbCommands(lb, latency, registry);
    }

    @Bean MeterBinder lbGauges(LbFacts lb) {
        return new LbGauges(lb);
    }
}
