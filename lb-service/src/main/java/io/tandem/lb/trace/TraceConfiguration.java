package io.tandem.lb.trace;

import java.time.InstantSource;
import java.util.Optional;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import io.tandem.lb.trace.TraceFilter.EveryNth;
import io.tandem.platform.control.ControlCommands;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Observation of the load balancer: tap, latency, and what shows them. */
@Configuration(proxyBeanMethods = false)
class TraceConfiguration {
    @Bean Traces messageTap(InstantSource clock) {
        return new Traces(clock, System::nanoTime);
    }

    @Bean ControlCommands traceCommands(Traces traces) {
        return new TraceCommands(traces);
    }

    @Bean(destroyMethod = "close") SampleLogging sampleLogging(Traces traces, SampleProperties properties) {
        return new SampleLogging(properties.every() == 0 ? Optional.empty()
            : Optional.of(SampleLog.start(traces, new EveryNth(properties.every(), properties.maxPerSecond(), System::nanoTime))));
    }

    /** The sampled log, if it is on. */
    record SampleLogging(Optional<SampleLog> log) implements AutoCloseable {
        @Override public void close() {
            log.ifPresent(SampleLog::close);
        }
    }

    @Bean LatencyHistogram latency(PrometheusRegistry prometheus, @Value("${spring.application.name:lb-service}") String service) {
        LatencyHistogram latency = new LatencyHistogram();
        prometheus.register(new LatencyCollector(latency, Labels.of("service", service)));
        return latency;
    }
}
