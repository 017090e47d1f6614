package io.tandem.lb.target;

import java.util.Locale;
import java.util.concurrent.Executor;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Gauges of the proxies: how many have each state, and of each whether calls go there. Those of single proxies come and go with the list.
 * @param loop runs tasks on the proxies' thread */
record TargetMeters(Proxies proxies, Executor loop) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        for (TargetState state : TargetState.values()) {
            Gauge.builder("tandem.lb.targets", proxies, all -> all.states().values().stream().filter(state::equals).count())
                    .tag("state", state.name().toLowerCase(Locale.ROOT)).description("proxies by state").register(registry);
        }
        MultiGauge up = MultiGauge.builder("tandem.lb.target.up").description("1 while calls go to this proxy").register(registry);
        show(up);
        loop.execute(() -> {
            proxies.onReload(_ -> show(up));
            show(up); // the list may have changed meanwhile
        });
    }

    private void show(MultiGauge up) {
        up.register(proxies.states().keySet().stream().map(target -> MultiGauge.Row.of(Tags.of("target", target), proxies,
                all -> all.states().get(target) == TargetState.ACTIVE ? 1 : 0)).toList(), true);
    }
}
