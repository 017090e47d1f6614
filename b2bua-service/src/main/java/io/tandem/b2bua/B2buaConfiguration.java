package io.tandem.b2bua;

import java.time.InstantSource;
import java.util.Optional;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.tandem.b2bua.call.CallSettings;
import io.tandem.b2bua.message.IdentityProperties;
import io.tandem.b2bua.message.LegProperties;
import io.tandem.b2bua.message.MethodProperties;
import io.tandem.b2bua.outlet.ListenProperties;
import io.tandem.b2bua.park.ParkProperties;
import io.tandem.b2bua.replica.CallReplica;
import io.tandem.b2bua.replica.RedisCallStore;
import io.tandem.b2bua.replica.ReplicaProperties;
import io.tandem.b2bua.session.TransferProperties;
import io.tandem.b2bua.thirdparty.ThirdPartyProperties;
import io.tandem.b2bua.timer.CallProperties;
import io.tandem.data.redis.LoopRedis;
import io.tandem.platform.RedisProperties;
import io.tandem.platform.role.NodeRole;
import io.tandem.platform.role.RoleWatch;
import io.tandem.platform.warmup.WarmUp;
import io.tandem.platform.warmup.WarmUpProperties;
import io.tandem.sip.transaction.TransactionLayer;
import io.tandem.sip.transaction.TransactionStatistics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the SIP server, its health and its meters. */
@Configuration(proxyBeanMethods = false)
class B2buaConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(B2buaConfiguration.class);

    @Bean CallSettings callSettings(CallProperties limits, ThirdPartyProperties thirdParty, TransferProperties transfers, ParkProperties park,
            LegProperties legs) {
        return new CallSettings(limits, thirdParty, transfers, park, legs);
    }

    @Bean(destroyMethod = "close") SipServer sipServer(ListenProperties listen, IdentityProperties identity, MethodProperties methods,
            CallSettings settings, SipServer.Replicas replicas, RoleWatch role) {
        var server = new SipServer(listen, identity, methods, settings, replicas);
        LOG.info("B2BUA serves UDP {}", server.localAddress());
        role.listen(now -> {
            if (now.active() || !now.holds()) server.role(now.active()); // what comes while the node is being promoted waits
        });
        return server;
    }

    @Bean(destroyMethod = "close") WarmUp warmUp(WarmUpProperties properties, RoleWatch role, IdentityProperties identity, MethodProperties methods,
            CallSettings settings, InstantSource clock) {
        return new WarmUp(properties, role, () -> new OwnCalls(identity, methods, settings, clock));
    }

    /** Over the event loop itself: an answered call waits for no other thread. */
    @Bean SipServer.Replicas replicas(ReplicaProperties properties, RedisProperties redis, RoleWatch role, InstantSource clock) {
        return (loop, sentBy) -> {
            if (!properties.enabled()) return new CallReplica(Optional.empty(), clock);
            if (!LoopRedis.serves(redis.uri())) {
                LOG.warn("established calls end with this process: tandem.redis.uri is no redis:// address;"
                    + " if that is meant so, say tandem.b2bua.replica.enabled: false");
                return new CallReplica(Optional.empty(), clock);
            }
            LoopRedis connection = LoopRedis.open(loop, redis.uri());
            role.listen(now -> {
                if (now.holds()) connection.probe();
            });
            var store = new RedisCallStore(connection, loop, clock, sentBy, role.pair(), () -> fence(role.role())).start();
            return new CallReplica(Optional.of(store), clock);
        };
    }

    /** Epoch of what is written: whoever has lost its role writes nothing any more, though it has heard of the later epoch. */
    private static long fence(NodeRole role) {
        return role.active() ? role.epoch() : 0;
    }

    /** Down while the event loop does not run what is due. */
    @Bean HealthIndicator sipHealthIndicator(SipServer server, CallProperties limits) {
        return () -> {
            boolean lags = server.loopDelay().standing().compareTo(limits.maxLoopDelay()) > 0;
            return (lags ? Health.down() : Health.up())
                .withDetail("address", server.localAddress().toString())
                .withDetail("calls", server.calls())
                .withDetail("loopDelayMillis", server.loopDelay().standing().toMillis()).build();
        };
    }

    @Bean MeterBinder sipMeters(SipServer server) {
        return registry -> {
            Gauge.builder("tandem.calls", server, SipServer::calls).description("calls up or being set up").register(registry);
            Gauge.builder("tandem.transactions", server, SipServer::transactions).description("live SIP transactions").register(registry);
            Gauge.builder("tandem.transactions.pending", server.transactionLayer(), TransactionLayer::pending)
                .description("SIP transactions that wait for more than repetitions").register(registry);
            Gauge.builder("tandem.loop.delay", server, s -> s.loopDelay().standing().toNanos() / 1e9).baseUnit("seconds")
                .description("how late the event loop runs what is due").register(registry);
            countTransactions(registry, server.transactionLayer().statistics());
        };
    }

    private static void countTransactions(MeterRegistry registry, TransactionStatistics statistics) {
        FunctionCounter.builder("tandem.sip.retransmissions.received", statistics, TransactionStatistics::retransmissionsReceived).register(registry);
        FunctionCounter.builder("tandem.sip.retransmissions.sent", statistics, TransactionStatistics::retransmissionsSent).register(registry);
        FunctionCounter.builder("tandem.sip.timeouts", statistics, TransactionStatistics::timeouts).register(registry);
        FunctionCounter.builder("tandem.sip.user.errors", statistics, TransactionStatistics::userErrors).register(registry);
    }
}
