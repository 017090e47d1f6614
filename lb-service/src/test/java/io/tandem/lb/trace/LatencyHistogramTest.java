package io.tandem.lb.trace;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LatencyHistogramTest {
    private final LatencyHistogram latency = new LatencyHistogram();

    @Test void anEmptyOneHasNoQuantiles() {
        assertThat(latency.count()).isZero();
        assertThat(latency.quantileNanos(0.99)).isZero();
    }

    @Test void quantilesAreRightWithinAQuarter() {
        for (int micros = 1; micros <= 1_000; micros++) {
            latency.record(micros * 1_000L, 1);
        }
        assertThat(latency.count()).isEqualTo(1_000);
        assertThat(latency.sumNanos()).isEqualTo(500_500_000L);
        assertThat(latency.quantileNanos(0.5)).isBetween(500_000L, 625_000L);
        assertThat(latency.quantileNanos(0.99)).isBetween(990_000L, 1_000_000L);
        assertThat(latency.maxNanos()).isEqualTo(1_000_000L);
    }

    @Test void everyMessageOfABurstCounts() {
        latency.record(5_000, 32);
        latency.record(100_000, 1);
        assertThat(latency.count()).isEqualTo(33);
        assertThat(latency.quantileNanos(0.9)).isBetween(5_000L, 6_250L);
    }

    @Test void extremesFindTheirBucket() {
        latency.record(-1, 1);
        latency.record(0, 1);
        latency.record(1_023, 1);
        latency.record(1_024, 1);
        latency.record(Long.MAX_VALUE / 4, 1);
        long[] octaves = latency.countsByOctave();
        assertThat(octaves[0]).isEqualTo(3);
        assertThat(octaves[1]).isEqualTo(1);
        assertThat(octaves[octaves.length - 1]).isEqualTo(1);
        assertThat(latency.quantileNanos(1)).isEqualTo(Long.MAX_VALUE / 4);
    }

    @Test void prometheusReadsItAsAHistogram() throws Exception {
        latency.record(1_500, 2);
        latency.record(3_000_000, 1);
        PrometheusRegistry registry = new PrometheusRegistry();
        registry.register(new LatencyCollector(latency, Labels.of("service", "lb-service")));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(out, registry.scrape());
        assertThat(out.toString(StandardCharsets.UTF_8))
            .contains("# TYPE tandem_lb_latency_seconds histogram")
            .contains("tandem_lb_latency_seconds_bucket{service=\"lb-service\",le=\"1.024E-6\"} 0")
            .contains("tandem_lb_latency_seconds_bucket{service=\"lb-service\",le=\"2.048E-6\"} 2")
            .contains("tandem_lb_latency_seconds_bucket{service=\"lb-service\",le=\"+Inf\"} 3")
            .contains("tandem_lb_latency_seconds_count{service=\"lb-service\"} 3");
    }
}
