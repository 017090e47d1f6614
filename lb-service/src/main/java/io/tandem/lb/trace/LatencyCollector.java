package io.tandem.lb.trace;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBucket;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;

/** The latency histogram for Prometheus, {@code tandem_lb_latency_seconds}: a bucket an octave. Micrometer has no histogram that others fill. */
record LatencyCollector(LatencyHistogram latency, Labels labels) implements Collector {
    static final String NAME = "tandem_lb_latency_seconds";

    @Override public MetricSnapshot collect() {
        return HistogramSnapshot.builder().name(NAME)
            .help("Time from reading a burst to having sent what came of it, for each message")
            .dataPoint(HistogramDataPointSnapshot.builder().labels(labels).sum(latency.sumNanos() / 1e9).classicHistogramBuckets(buckets()).build())
            .build();
    }

    private ClassicHistogramBuckets buckets() {
        long[] counts = latency.countsByOctave();
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        for (int octave = 0; octave < counts.length - 1; octave++) {
            buckets.bucket(LatencyHistogram.octaveEndNanos(octave) / 1e9, counts[octave]);
        }
        return buckets.bucket(Double.POSITIVE_INFINITY, counts[counts.length - 1]).build();
    }
}
