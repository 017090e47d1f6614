package io.tandem.lb.control;

import java.util.List;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Gauges of what {@link LbFacts} tells: open connections by protocol. */
record LbGauges(LbFacts lb) implements MeterBinder {
    private static final List<String> PROTOCOLS = List.of("tcp", "tls", "ws", "wss");

    @Override public void bindTo(MeterRegistry registry) {
        for (String protocol : PROTOCOLS) {
            Gauge.builder("tandem.lb.connections.open", lb, facts -> facts.connections().getOrDefault(protocol, 0L)).tag("protocol", protocol)
                .description("open connections").register(registry);
        }
    }
}
