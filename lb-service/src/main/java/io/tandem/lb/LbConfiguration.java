package io.tandem.lb;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.lb.nat.NatProperties;
import io.tandem.lb.screen.OverloadProperties;
import io.tandem.lb.socket.ListenProperties;
import io.tandem.lb.target.TargetProperties;
import io.tandem.platform.NodeProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the load balancer together. */
@Configuration(proxyBeanMethods = false)
class LbConfiguration {

    @Bean
    LbSettings settings(ListenProperties listen, TargetProperties target, NatProperties nat, OverloadProperties overload, TcpProperties tcp,
                        IdentityProperties identity, NodeProperties node) {
        return new LbSettings(listen, target, nat, overload, tcp, identity, node.secret());
    }

    /** Serves from here on until the context closes. */
    @Bean(destroyMethod = "close")
    LbEdge edge(LbSettings settings, MeterRegistry registry) {
        LbEdge edge = LbEdge.open(settings, new LbMeters(registry));
        Gauge.builder("tandem.lb.connections", edge, LbEdge::connections).register(registry);
        Gauge.builder("tandem.lb.proxies.up", edge, e -> e.proxies().upCount()).register(registry);
        return edge;
    }

    /** Up as long as it serves; without a proxy it answers 503, and the details say so. */
    @Bean
    HealthIndicator sip(LbEdge edge) {
        return () -> Health.up().withDetail("sockets", edge.sockets().all().stream().map(s -> s.name() + " " + s.label()).toList())
                .withDetail("proxies", edge.proxies().states()).withDetail("connections", edge.connections()).build();
    }
}
