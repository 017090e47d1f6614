package io.tandem.ha;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.ha.client.HaClient;
import io.tandem.ha.client.NodeState;
import io.tandem.ha.client.NodeStatus;
import io.tandem.ha.client.Reply;
import io.tandem.ha.client.Request;
import io.tandem.ha.control.ControlProperties;
import io.tandem.ha.control.ControlSocket;
import io.tandem.ha.control.RoleSocket;
import io.tandem.ha.election.DataFolder;
import io.tandem.ha.election.EpochFile;
import io.tandem.ha.election.HaNodeProperties;
import io.tandem.ha.election.LocalRole;
import io.tandem.ha.election.NodeRole;
import io.tandem.ha.health.HealthProperties;
import io.tandem.ha.health.ServiceHealth;
import io.tandem.ha.store.StoreProperties;
import io.tandem.ha.store.Stores;
import io.tandem.ha.takeover.ClusterRole;
import io.tandem.ha.takeover.CrmProperties;
import io.tandem.ha.takeover.PairProperties;
import io.tandem.ha.takeover.PairRole;
import io.tandem.ha.witness.WitnessPort;
import io.tandem.ha.witness.WitnessProperties;
import io.tandem.platform.NodeProperties;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the node's role to its epoch file and its control socket. */
@Configuration(proxyBeanMethods = false)
class HaConfiguration {
    /** Of the role's socket: the services are in its group, and reading it orders nothing. */
    private static final String READABLE_BY_SERVICES = "rw-rw----";

    @Bean DataFolder dataFolder(NodeProperties node) throws IOException { return DataFolder.open(node.dataDir().resolve("ha-manager")); }

    @Bean(initMethod = "start", destroyMethod = "stop")
    LocalRole role(HaNodeProperties self, PairProperties pair, NodeProperties node, DataFolder folder, InstantSource clock, ServiceHealth health,
                   Stores stores, RoleChanges changes, CrmProperties crm) {
        Consumer<NodeStatus> listener = status -> {
            health.roleChanged(status.state() == NodeState.ACTIVE);
            changes.tell(status);
        };
        if (pair.isPair() && crm.manager() == CrmProperties.Crm.PACEMAKER) {
            return new ClusterRole(pair, self, folder.path(), clock, health::isWhole, listener);
        }
        if (!pair.isPair()) return new NodeRole(self.name(), self.number(), new EpochFile(folder.path()), clock);
        // nobody hands over to a node whose services have not started or whose stores are old; it takes over all the same when there is no other
        BooleanSupplier ready = () -> health.isWhole() && health.haveStarted() && stores.haveFollowed();
        return new PairRole(pair, self, node.secretBytes(), folder.path(), clock, ready, listener, changes);
    }

    @Bean ServiceHealth serviceHealth(HealthProperties properties, InstantSource clock) { return new ServiceHealth(properties, clock); }

    /** On threads of their own: the manager's waits for no store. */
    @Bean Stores stores(StoreProperties properties, PairProperties pair, DataFolder folder, InstantSource clock) {
        return new Stores(properties, pair.name(), folder.path(), clock);
    }

    @Bean RoleChanges roleChanges(Stores stores) { return new RoleChanges(stores); }

    /** Services connect here and are told; see {@link RoleSocket}. */
    @Bean RoleSocket roleSocket(ControlProperties properties, NodeProperties node, LocalRole role, RoleChanges changes) throws IOException {
        Supplier<NodeStatus> shown = role instanceof NodeRole ? role::status : () -> changes.shown(role.status());
        RoleSocket socket = RoleSocket.open(HaClient.roleSocket(socket(properties, node)), READABLE_BY_SERVICES, shown);
        changes.to(socket);
        return socket;
    }

    /** On a host that is the witness of pairs. */
    @Bean @ConditionalOnProperty("tandem.ha-manager.witness.pairs[0].name") WitnessPort witness(WitnessProperties properties, NodeProperties node)
            throws IOException {
        return new WitnessPort(properties, node.secretBytes());
    }

    @Bean ControlSocket control(ControlProperties properties, NodeProperties node, LocalRole role, Stores stores, ServiceHealth health)
            throws IOException {
        return ControlSocket.open(socket(properties, node), properties.permissions(), request -> {
            Reply reply = compared(role.answer(request), request, stores);
            if (reply.accepted() && request.command() == Request.Command.MAKE_ACTIVE && request.force()) stores.force();
            return told(reply, request, Stream.concat(stores.report().stream(), health.report().stream()).toList());
        });
    }

    /** The node's status with that of its stores and services. */
    private static Reply told(Reply reply, Request request, List<String> more) {
        if (request.command() != Request.Command.STATUS) return reply;
        String lines = Stream.concat(Stream.of(reply.message()).filter(it -> !it.isEmpty()), more.stream()).collect(Collectors.joining("\n"));
        return new Reply(reply.accepted(), lines, reply.status());
    }

    private static Reply compared(Reply reply, Request request, Stores stores) {
        return switch (request.command()) {
            case COMPARE -> stores.comparisons().map(it -> it.begin(reply)).orElse(reply);
            case COMPARISON -> stores.comparisons().map(it -> it.state(reply)).orElse(reply);
            case STATUS, MAKE_ACTIVE, MAKE_STANDBY, MAINTENANCE_ON, MAINTENANCE_OFF, PROMOTE, DEMOTE -> reply;
        };
    }

    private static Path socket(ControlProperties properties, NodeProperties node) {
        return properties.socket().orElseGet(() -> HaClient.defaultSocket(node.dataDir()));
    }

    @Bean Gauge active(LocalRole role, MeterRegistry metrics) {
        return Gauge.builder("tandem_ha_active", role, it -> it.status().state() == NodeState.ACTIVE ? 1 : 0)
                .description("1 if this node is active").register(metrics);
    }

    @Bean Gauge epoch(LocalRole role, MeterRegistry metrics) {
        return Gauge.builder("tandem_ha_epoch", role, it -> it.status().epoch())
                .description("period in which this node is active").register(metrics);
    }

    @Bean SmartInitializingSingleton pairMetrics(LocalRole role, PairProperties pair, Stores stores, MeterRegistry metrics) {
        return () -> {
            PairMetrics.ofStores(stores, metrics);
            if (role instanceof PairRole led) PairMetrics.ofPair(led, pair, metrics);
        };
    }

    @Bean Gauge refusedHeartbeats(LocalRole role, MeterRegistry metrics) {
        return Gauge.builder("tandem_ha_heartbeats_refused", role, it -> it instanceof PairRole pair ? pair.refused() : 0)
                .description("heartbeats that did not verify, since the start").register(metrics);
    }

    @Bean("roleHealthIndicator") HealthIndicator health(LocalRole role) {
        return () -> {
            NodeStatus status = role.status();
            return Health.up().withDetail("state", status.state().toString()).withDetail("epoch", status.epoch())
                    .withDetail("since", status.since().toString()).withDetail("detail", status.detail()).build();
        };
    }
}
