package io.tandem.lb.target;

import java.util.List;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TargetMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Proxies proxies = new Proxies(list("10.0.0.1:5062", "10.0.0.2:5062"));

    private static List<TargetProperties.Proxy> list(String... addresses) {
        return List.of(addresses).stream().map(address -> new TargetProperties.Proxy(address, 1)).toList();
    }

    private List<String> shown() {
        return registry.find("tandem.lb.target.up").gauges().stream().map(gauge -> gauge.getId().getTag("target") + '=' + gauge.value()).sorted().toList();
    }

    @Test
    void gaugesFollowTheListAndTheStates() {
        new TargetMeters(proxies, Runnable::run).bindTo(registry);
        assertThat(shown()).containsExactly("10.0.0.1:5062=0.0", "10.0.0.2:5062=0.0");
        proxies.admit("10.0.0.2:5062", Target.Admission.OPEN, Target.Life.UP);
        assertThat(shown()).containsExactly("10.0.0.1:5062=0.0", "10.0.0.2:5062=1.0");
        proxies.reload(list("10.0.0.2:5062", "10.0.0.3:5062"), 0);
        assertThat(shown()).containsExactly("10.0.0.2:5062=1.0", "10.0.0.3:5062=0.0");
        proxies.admit("10.0.0.3:5062", Target.Admission.OPEN, Target.Life.UP);
        assertThat(shown()).containsExactly("10.0.0.2:5062=1.0", "10.0.0.3:5062=1.0");
        proxies.reload(list("10.0.0.1:5062"), 0);
        assertThat(shown()).containsExactly("10.0.0.1:5062=0.0");
    }

    @Test
    void statesAreCounted() {
        new TargetMeters(proxies, Runnable::run).bindTo(registry);
        proxies.admit("10.0.0.2:5062", Target.Admission.DRAINED, Target.Life.UP);
        Gauge drained = registry.get("tandem.lb.targets").tag("state", "drained").gauge();
        assertThat(drained.value()).isEqualTo(1);
        assertThat(registry.get("tandem.lb.targets").tag("state", "new").gauge().value()).isEqualTo(1);
    }
}
