package io.tandem.ha;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.ha.client.HaClient;
import io.tandem.ha.client.NodeState;
import io.tandem.ha.client.NodeStatus;
import io.tandem.ha.control.ControlProperties;
import io.tandem.ha.control.ControlSocket;
import io.tandem.ha.election.DataFolder;
import io.tandem.ha.election.EpochFile;
import io.tandem.ha.election.HaNodeProperties;
import io.tandem.ha.election.NodeRole;
import io.tandem.platform.NodeProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the node's role to its epoch file and its control socket. */
@Configuration(proxyBeanMethods = false)
class HaConfiguration {
    @Bean DataFolder dataFolder(NodeProperties node) throws IOException { return DataFolder.open(node.dataDir().resolve("ha-manager")); }

    @Bean(initMethod = "start", destroyMethod = "stop")
    NodeRole role(HaNodeProperties node, DataFolder folder, InstantSource clock) {
        return new NodeRole(node.name(), node.number(), new EpochFile(folder.path()), clock);
    }

    @Bean ControlSocket control(ControlProperties properties, NodeProperties node, NodeRole role) throws IOException {
        Path socket = properties.socket().orElseGet(() -> HaClient.defaultSocket(node.dataDir()));
        return ControlSocket.open(socket, properties.permissions(), role::answer);
    }

    @Bean Gauge active(NodeRole role, MeterRegistry metrics) {
        return Gauge.builder("tandem_ha_active", role, it -> it.status().state() == NodeState.ACTIVE ? 1 : 0)
                .description("1 if this node is active").register(metrics);
    }

    @Bean Gauge epoch(NodeRole role, MeterRegistry metrics) {
        return Gauge.builder("tandem_ha_epoch", role, it -> it.status().epoch())
                .description("period in which this node is active").register(metrics);
    }

    @Bean("roleHealthIndicator") HealthIndicator health(NodeRole role) {
        return () -> {
            NodeStatus status = role.status();
            return Health.up().withDetail("state", status.state().toString()).withDetail("epoch", status.epoch())
                    .withDetail("since", status.since().toString()).withDetail("detail", status.detail()).build();
        };
    }
}
