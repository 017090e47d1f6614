package io.tandem.ha;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.ha.store.Comparisons;
import io.tandem.ha.store.Stores;
import io.tandem.ha.takeover.PairProperties;
import io.tandem.ha.takeover.PairRole;

/** What the alarms of a pair are made of. */
final class PairMetrics {
    private static final String WITNESS = "witness";

    private PairMetrics() {}

    /** Of a pair that the HA manager itself leads. */
    static void ofPair(PairRole role, PairProperties pair, MeterRegistry metrics) {
        Gauge.builder("tandem_ha_protected", role, it -> it.view().isProtected() ? 1 : 0)
                .description("1 if this node is active and its peer could take over").register(metrics);
        FunctionCounter.builder("tandem_ha_address_claims", role, it -> it.view().claims())
                .description("so often another host has said that it has a shared address which this node held").register(metrics);
        pair.links().forEach(link -> link(role, link.name(), metrics));
        if (pair.witness() != null) link(role, WITNESS, metrics);
        pair.pingAddresses().forEach(address -> Gauge.builder("tandem_ha_ping_node_up", role,
                it -> it.view().pingNodes().getOrDefault(address.getHostAddress(), false) ? 1 : 0)
                .description("1 if the ping node answers").tag("address", address.getHostAddress()).register(metrics));
    }

    private static void link(PairRole role, String name, MeterRegistry metrics) {
        Gauge.builder("tandem_ha_link_up", role, it -> it.view().links().getOrDefault(name, false) ? 1 : 0)
                .description("1 if the peer, or the witness, is heard by this way").tag("link", name).register(metrics);
    }

    static void ofStores(Stores stores, MeterRegistry metrics) {
        Gauge.builder("tandem_ha_stores_protected", stores, it -> it.protect() ? 1 : 0)
                .description("1 if what is written on the active node is on the standby, too").register(metrics);
        stores.comparisons().ifPresent(comparisons -> {
            Gauge.builder("tandem_ha_database_differences", comparisons, Comparisons::differences)
                    .description("chunks of tables in which the databases of the pair differed when they were compared last").register(metrics);
            Gauge.builder("tandem_ha_database_compared_seconds", comparisons, Comparisons::finishedSeconds)
                    .description("when the databases of the pair were compared last, seconds since 1970; before the first time: since when it is waited for")
                    .register(metrics);
        });
    }
}
