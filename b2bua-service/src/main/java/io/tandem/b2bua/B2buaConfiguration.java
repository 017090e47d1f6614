package io.tandem.b2bua;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.tandem.b2bua.call.CallSettings;
import io.tandem.b2bua.message.IdentityProperties;
import io.tandem.b2bua.message.MethodProperties;
import io.tandem.b2bua.outlet.ListenProperties;
import io.tandem.b2bua.session.TransferProperties;
import io.tandem.b2bua.thirdparty.ThirdPartyProperties;
import io.tandem.b2bua.timer.CallProperties;
import io.tandem.sip.transaction.TransactionLayer;
import io.tandem.sip.transaction.TransactionStatistics;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the SIP server, its health and its meters. */
@Configuration(proxyBeanMethods = false)
class B2buaConfiguration {
    @Bean(destroyMethod = "close") SipServer sipServer(ListenProperties listen, IdentityProperties identity, MethodProperties methods,
            CallProperties limits, ThirdPartyProperties thirdParty, TransferProperties transfers) {
        return new SipServer(listen, identity, methods, new CallSettings(limits, thirdParty, transfers));
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
