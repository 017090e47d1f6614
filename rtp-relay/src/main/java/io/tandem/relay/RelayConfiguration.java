package io.tandem.relay;

import java.time.InstantSource;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tandem.data.DataSources;
import io.tandem.platform.DatabaseProperties;
import io.tandem.platform.RedisProperties;
import io.tandem.platform.control.CommandTable;
import io.tandem.platform.control.ControlCommands;
import io.tandem.platform.control.http.AllowedNetworks;
import io.tandem.platform.control.http.ControlConfiguration;
import io.tandem.platform.control.http.ControlEndpoint;
import io.tandem.platform.control.http.ControlProperties;
import io.tandem.platform.role.RoleListener;
import io.tandem.platform.role.RoleWatch;
import io.tandem.platform.systemd.WatchedThreads;
import io.tandem.relay.callback.CallbackProperties;
import io.tandem.relay.control.CliCommands;
import io.tandem.relay.control.ConsoleCommands;
import io.tandem.relay.control.stream.ControlPorts;
import io.tandem.relay.control.stream.ControlWork;
import io.tandem.relay.control.stream.StreamProperties;
import io.tandem.relay.kernel.KernelProperties;
import io.tandem.relay.latch.LearningProperties;
import io.tandem.relay.offload.KernelRelay;
import io.tandem.relay.player.PlayerProperties;
import io.tandem.relay.player.SqlClips;
import io.tandem.relay.port.EphemeralPorts;
import io.tandem.relay.port.PortProperties;
import io.tandem.relay.record.RecordingProperties;
import io.tandem.relay.replica.ReplicaProperties;
import io.tandem.relay.session.LoadProperties;
import io.tandem.relay.session.SessionProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the relay, its control ports, its health and its figures. */
@Configuration(proxyBeanMethods = false)
@Import(ControlConfiguration.class)
class RelayConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(RelayConfiguration.class);

    /** Sounds of sound sets: music for callers on hold. */
    @Bean(destroyMethod = "close")
    SqlClips soundClips(DatabaseProperties database) {
        SqlClips clips = new SqlClips(() -> DataSources.open(database.url(), database.username(), database.password(), "relay-sounds", 1));
        clips.prepare();
        return clips;
    }

    @Bean
    RelayNode relayNode(io.tandem.relay.ControlProperties ng, MediaProperties media, PortProperties ports, SessionProperties session,
            LearningProperties learning, CallbackProperties callback, LoadProperties load, PlayerProperties player, SqlClips sounds,
            RecordingProperties recording, KernelProperties kernel, ReplicaProperties replica, RedisProperties redis, InstantSource clock) {
        EphemeralPorts.overlap(ports).ifPresent(LOG::warn);
        WarmUp.run(media, ports, kernel);
        return new RelayNode(ng, media, ports, session, learning, callback, load, player, sounds, recording,
                KernelRelay.open(kernel, media.addresses(), media.trafficClass()), replica.over(redis.uri()), clock);
    }

    /** On a pair a relay with a peer serves while its node has the shared addresses, since media wait for no store;
     * elsewhere its own settings say whether it begins as the one that serves. */
    @Bean
    RoleListener relayRole(RoleWatch watch, RelayNode relay, ReplicaProperties replica) {
        RoleListener listener = role -> {
            if (role.holds()) {
                relay.role().becomeActive();
            } else {
                relay.role().becomeStandby();
            }
        };
        if (replica.enabled() && watch.isOfPair()) {
            watch.listen(listener);
        }
        return listener;
    }

    /** Who may reach the HTTP port may send commands. */
    @Bean
    ControlEndpoint controlEndpoint(CommandTable commands, ControlProperties control, StreamProperties listen, MeterRegistry registry) {
        return new ControlEndpoint(commands, AllowedNetworks.of(Stream.concat(control.allowed().stream(), listen.allowed().stream())
                .toList()), registry);
    }

    @Bean(destroyMethod = "close")
    ControlPorts controlPorts(RelayNode relay, StreamProperties listen, ControlEndpoint commands, PrometheusMeterRegistry metrics) {
        return ControlPorts.open(listen, new ControlWork(relay.control(), relay.endpoint(), new CliCommands(relay.console()), commands,
                metrics::scrape));
    }

    @Bean
    ControlCommands consoleCommands(RelayNode relay) {
        return new ConsoleCommands(relay.console(), relay.control());
    }

    @Bean
    WatchedThreads mediaThreads(RelayNode relay) {
        return new WatchedThreads(relay.mediaThreads());
    }

    /** Down when a media thread has ended or no port is left: new calls would have no audio. */
    @Bean
    HealthIndicator relayHealth(RelayNode relay) {
        return () -> {
            int free = relay.portCapacity() - relay.portsInUse();
            Health.Builder health = relay.isAlive() && free > 0 ? Health.up() : Health.down();
            return health.withDetail("ng", relay.controlAddress().toString()).withDetail("engine", relay.engineName())
                    .withDetail("kernelPath", relay.kernelPath()).withDetail("kernelFlows", relay.kernelFlows())
                    .withDetail("role", relay.role().isActive() ? "active" : "standby")
                    .withDetail("replicated", relay.isReplicated()).withDetail("sessions", relay.sessions()).withDetail("freePorts", free).build();
        };
    }

    @Bean
    MeterBinder relayMeters(RelayNode relay) {
        return new RelayMeters(relay);
    }
}
