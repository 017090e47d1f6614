package io.tandem.lb.control;

import java.util.List;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.tandem.lb.target.TargetState;

/** Gauges of what {@link LbFacts} tells: open connections by protocol, and whether calls go to a proxy. */
record LbGauges(LbFacts lb) implements MeterBinder {
    private static final List<String> PROTOCOLS = List.of("tcp", "tls", "ws", "wss");

    @Override public void bindTo(MeterRegistry registry) {
        for (String protocol : PROTOCOLS) {
            Gauge.builder("tandem.lb.connections.open", lb, facts -> facts.connections().getOrDefault(protocol, 0L)).tag("protocol", protocol)
                .description("open connections").register(registry);
        }
        for (String target : lb.targets().keySet()) {
            Gauge.builder("tandem.lb.target.up", lb, facts -> facts.targets().get(target) == TargetState.ACTIVE ? 1 : 0).tag("target", target)
                .description("1 while calls go to this proxy").register(registry);
        }
    }
}
