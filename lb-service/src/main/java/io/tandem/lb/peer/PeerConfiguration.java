package io.tandem.lb.peer;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisLink;
import io.tandem.platform.RedisProperties;
import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlCommands;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Trusted peers and what keeps them up to date. */
@Configuration(proxyBeanMethods = false)
class PeerConfiguration {

    /** Empty if it is switched off. */
    record Watching(Optional<PeerWatch> watch, Optional<RedisLink> redis) implements AutoCloseable {

        static Watching start(TrustedPeers peers, PeerProperties properties, String redisUri) {
            RedisLink redis = new RedisLink(redisUri);
            PeerNames names = new PeerNames(InetAddress::getAllByName);
            return new Watching(Optional.of(new PeerWatch(peers, names, properties, () -> redis.get(Keys.PEERS)).start()), Optional.of(redis));
        }

        @Override
        public void close() {
            watch.ifPresent(PeerWatch::close);
            redis.ifPresent(RedisLink::close);
        }
    }

    @Bean
    TrustedPeers trustedPeers() {
        return new TrustedPeers();
    }

    @Bean(destroyMethod = "close")
    Watching peerWatching(TrustedPeers peers, PeerProperties properties, RedisProperties redis) {
        return properties.enabled() ? Watching.start(peers, properties, redis.uri()) : new Watching(Optional.empty(), Optional.empty());
    }

    /** The provisioning side sends {@code lcr.reload} to every load balancer after a change of the peers. */
    @Bean
    ControlCommands peerCommands(TrustedPeers peers, Watching watching) {
        return () -> List.of(
                ControlCommand.of("lcr.reload", "lcr.reload: reads the list of peers and looks up their names", _ -> reload(peers, watching)),
                ControlCommand.of("permissions.trustedReload", "permissions.trustedReload: the same as lcr.reload", _ -> reload(peers, watching)));
    }

    private static String reload(TrustedPeers peers, Watching watching) {
        watching.watch().ifPresent(PeerWatch::reload);
        return "Ok. " + peers.size() + " trusted addresses until then";
    }

    @Bean
    MeterBinder peerMeters(TrustedPeers peers) {
        return registry -> Gauge.builder("tandem.lb.peers.trusted", peers, TrustedPeers::size).description("addresses of trusted peers")
                .register(registry);
    }
}
