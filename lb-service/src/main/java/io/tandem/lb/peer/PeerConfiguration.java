package io.tandem.lb.peer;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.tandem.data.DataSources;
import io.tandem.data.change.ChangeFeed;
import io.tandem.platform.DatabaseProperties;
import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlCommands;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Trusted peers and what keeps them up to date. */
@Configuration(proxyBeanMethods = false)
class PeerConfiguration {

    private static final String SWITCH = "tandem.lb.peers.enabled";

    @Bean
    TrustedPeers trustedPeers() {
        return new TrustedPeers();
    }

    /** One connection: for the list and for the feed. Nobody else here needs the database. */
    @Bean(destroyMethod = "close")
    @ConditionalOnProperty(name = SWITCH, matchIfMissing = true)
    HikariDataSource peerDatabase(DatabaseProperties database) {
        return DataSources.open(database.url(), database.username(), database.password(), "lb", 1);
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnProperty(name = SWITCH, matchIfMissing = true)
    PeerWatch peerWatch(TrustedPeers peers, PeerProperties properties, HikariDataSource peerDatabase) {
        return new PeerWatch(peers, new PeerNames(InetAddress::getAllByName), properties, new PeerTables(peerDatabase),
                () -> Optional.of(ChangeFeed.start(peerDatabase, properties.poll()))).start();
    }

    /** The provisioning side sends {@code lcr.reload} to every load balancer after a change of the peers. */
    @Bean
    ControlCommands peerCommands(TrustedPeers peers, ObjectProvider<PeerWatch> watch) {
        return () -> List.of(
                ControlCommand.of("lcr.reload", "lcr.reload: reads the peer hosts from the database and looks up their names",
                        _ -> reload(peers, watch)),
                ControlCommand.of("permissions.trustedReload", "permissions.trustedReload: the same as lcr.reload", _ -> reload(peers, watch)));
    }

    private static String reload(TrustedPeers peers, ObjectProvider<PeerWatch> watch) {
        watch.ifAvailable(PeerWatch::reload);
        return "Ok. " + peers.size() + " trusted addresses until then";
    }

    @Bean
    MeterBinder peerMeters(TrustedPeers peers) {
        return registry -> Gauge.builder("tandem.lb.peers.trusted", peers, TrustedPeers::size).description("addresses of trusted peers")
                .register(registry);
    }
}
