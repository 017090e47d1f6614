package io.tandem.lb;

import java.time.InstantSource;
import java.util.Optional;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.lb.account.AccountProperties;
import io.tandem.lb.control.ControlHttp;
import io.tandem.lb.egress.EgressProperties;
import io.tandem.lb.guard.ScreenSettings;
import io.tandem.lb.guard.Screens;
import io.tandem.lb.nat.NatProperties;
import io.tandem.lb.peer.TrustedPeers;
import io.tandem.lb.screen.DosProperties;
import io.tandem.lb.screen.OverloadProperties;
import io.tandem.lb.screen.UserAgentProperties;
import io.tandem.lb.socket.ListenProperties;
import io.tandem.lb.stream.StreamConfiguration;
import io.tandem.lb.stream.StreamSettings;
import io.tandem.lb.stream.Streams;
import io.tandem.lb.target.Proxies;
import io.tandem.lb.target.TargetProperties;
import io.tandem.lb.trace.LatencyHistogram;
import io.tandem.lb.trace.MessageTap;
import io.tandem.platform.NodeProperties;
import io.tandem.platform.role.RoleWatch;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Puts the load balancer together. */
@Configuration(proxyBeanMethods = false)
@Import(StreamConfiguration.class)
class LbConfiguration {

    @Bean
    LbSettings settings(ListenProperties listen, TargetProperties target, NatProperties nat, EgressProperties egress, ScreenSettings screens,
                        StreamSettings streams, IdentityProperties identity, NodeProperties node) {
        return new LbSettings(listen, target, nat, egress, screens, streams, identity, node.secret());
    }

    @Bean
    ScreenSettings screenSettings(DosProperties dos, UserAgentProperties agents, AccountProperties accounts, OverloadProperties overload) {
        return new ScreenSettings(dos, agents, accounts, overload);
    }

    @Bean
    LbEdge.Surroundings surroundings(MeterRegistry registry, TrustedPeers peers, InstantSource clock, MessageTap tap, LatencyHistogram latency,
                                     ControlHttp control) {
        return new LbEdge.Surroundings(new LbMeters(registry), peers, clock, tap, latency,
                socket -> control.isCarriedBy(socket) ? Optional.of(control) : Optional.empty());
    }

    /** Serves from here on until the context closes. */
    @Bean(destroyMethod = "close")
    LbEdge edge(LbSettings settings, LbEdge.Surroundings around, MeterRegistry registry, RoleWatch role) {
        LbEdge edge = LbEdge.open(settings, around);
        if (role.isOfPair()) {
            LbRole heard = new LbRole(edge);
            role.listen(heard);
            role.drains(heard);
        }
        Gauge.builder("tandem.lb.proxies.up", edge, e -> e.proxies().upCount()).register(registry);
        Gauge.builder("tandem.lb.connections", edge, e -> e.connections().values().stream().mapToLong(Long::longValue).sum()).register(registry);
        return edge;
    }

    @Bean
    Screens screens(LbEdge edge) {
        return edge.screens();
    }

    @Bean(destroyMethod = "")
    Streams streams(LbEdge edge) {
        return edge.streams();
    }

    @Bean
    Proxies proxies(LbEdge edge) {
        return edge.proxies();
    }

    /** Up as long as it serves; without a proxy it answers 503, and the details say so. */
    @Bean
    HealthIndicator sip(LbEdge edge) {
        return () -> Health.up().withDetail("sockets", edge.sockets()).withDetail("proxies", edge.proxies().states())
                .withDetail("connections", edge.connections()).build();
    }
}
