package io.tandem.relay;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.tandem.relay.session.Totals;

/** The relay's figures for Prometheus, under names of its own and under those that rtpengine's dashboards know. */
final class RelayMeters implements MeterBinder {
    private final RelayNode relay;

    RelayMeters(RelayNode relay) {
        this.relay = relay;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "tandem_relay_sessions", "live calls", RelayNode::sessions);
        gauge(registry, "tandem_relay_kernel_flows", "streams that go through the kernel", RelayNode::kernelFlows);
        gauge(registry, "tandem_relay_ports_in_use", "UDP ports open for media", RelayNode::portsInUse);
        gauge(registry, "rtpengine_sessions", "live calls", RelayNode::sessions);
        gauge(registry, "rtpengine_ports_used", "UDP ports open for media", RelayNode::portsInUse);
        gauge(registry, "rtpengine_ports_free", "UDP ports that calls may still get", node -> node.portCapacity() - node.portsInUse());
        gauge(registry, "rtpengine_packetrate", "packets a second", node -> node.traffic().rates().packets());
        gauge(registry, "rtpengine_byterate", "octets a second", node -> node.traffic().rates().bytes());
        gauge(registry, "rtpengine_mos_average", "mean opinion score of all ended calls with reports, 1-5", node -> node.quality().mos());
        gauge(registry, "rtpengine_jitter_average_ms", "jitter that receivers of ended calls reported", node -> node.quality().jitterMillis());
        gauge(registry, "rtpengine_packetloss_average_percent", "loss that receivers of ended calls reported", node -> node.quality().lossPercent());
        gauge(registry, "rtpengine_rtt_average_ms", "round trip between both parties of ended calls", node -> node.quality().roundTripMillis());
        counter(registry, "rtpengine_sessions_begun", "calls begun", node -> node.totals().managed());
        counter(registry, "rtpengine_rejected_sessions", "offers refused for want of ports or by the limit", node -> node.totals().rejected());
        counter(registry, "rtpengine_packets", "packets received", node -> node.traffic().sums().packets());
        counter(registry, "rtpengine_bytes", "octets received", node -> node.traffic().sums().bytes());
        counter(registry, "rtpengine_packet_errors", "packets received and dropped", node -> node.traffic().sums().errors());
        for (Totals.End why : Totals.End.values()) {
            FunctionCounter.builder("rtpengine_closed_sessions", relay, node -> node.totals().ended(why)).description("calls ended")
                    .tag("reason", why.name().toLowerCase(Locale.ROOT)).register(registry);
        }
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<RelayNode> value) {
        Gauge.builder(name, relay, value).description(description).register(registry);
    }

    private void counter(MeterRegistry registry, String name, String description, ToDoubleFunction<RelayNode> value) {
        FunctionCounter.builder(name, relay, value).description(description).register(registry);
    }
}
