package io.tandem.proxy.control;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.data.change.ChangeFeed;
import io.tandem.data.redis.RedisCommands;
import io.tandem.platform.control.CommandTable;
import io.tandem.platform.control.ControlCommands;
import io.tandem.platform.control.http.AllowedNetworks;
import io.tandem.platform.control.http.ControlConfiguration;
import io.tandem.platform.control.http.ControlEndpoint;
import io.tandem.platform.control.http.ControlListener;
import io.tandem.platform.control.http.ControlProperties;
import io.tandem.proxy.ProxyCore;
import io.tandem.proxy.ProxyNode;
import io.tandem.proxy.ledger.RedisLedger;
import io.tandem.proxy.location.RedisLocations;
import io.tandem.proxy.route.SipProperties;
import io.tandem.proxy.upstream.SharedUpstreamStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The control port of the proxy. */
@Configuration(proxyBeanMethods = false)
@Import(ControlConfiguration.class)
class ProxyControlConfiguration {
    /** The load balancers may send commands, and who is named beside them. */
    @Bean ControlEndpoint controlEndpoint(CommandTable commands, ControlProperties control, SipProperties sip, MeterRegistry registry) {
        return new ControlEndpoint(commands, AllowedNetworks.of(Stream.concat(sip.loadBalancers().stream(), control.allowed().stream()).toList()), registry);
    }

    @Bean(destroyMethod = "close") Port controlPort(ControlEndpoint endpoint, ControlPortProperties properties) {
        return new Port(properties.listen().isBlank() ? Optional.empty() : Optional.of(ControlListener.open(literal(properties.listen()), endpoint)));
    }

    /** Open, or switched off. */
    record Port(Optional<ControlListener> listener) implements AutoCloseable {
        @Override public void close() {
            listener.ifPresent(ControlListener::close);
        }
    }

    private static InetSocketAddress literal(String text) {
        int colon = text.lastIndexOf(':');
        try {
            return new InetSocketAddress(InetAddress.ofLiteral(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
            throw new IllegalArgumentException("tandem.proxy.control.listen '%s' is not address:port".formatted(text), e);
        }
    }

    @Bean ControlCommands proxyCommands(ProxyNode node, ChangeFeed feed) {
        return new ProxyCommands(() -> counters(node.core()), feed::wake);
    }

    private static Map<String, Long> counters(ProxyCore core) {
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("tm.current", (long) core.transactions());
        counters.put("calls.current", (long) core.calls());
        counters.put("loop.delay_us", TimeUnit.NANOSECONDS.toMicros(core.loopDelayNanos()));
        counters.put("pings.sent", core.pinger().sent());
        counters.put("pings.answered", core.pinger().answered());
        counters.put("pings.dropped", core.pinger().dropped());
        counters.put("peers.down", core.peerConditions().down());
        counters.put("bindings.disconnected", core.doorstep().closed());
        return counters;
    }

    @Bean ControlCommands explainCommands(ProxyNode node, InstantSource clock) {
        return new ExplainCommands(node.core().dryRun(), node.core().recent(), clock);
    }

    @Bean ControlCommands ledgerCommands(RedisLedger ledger) {
        return new LedgerCommands(ledger);
    }

    @Bean ControlCommands peerCommands(ProxyNode node) {
        return new PeerCommands(node.core().peerConditions());
    }

    @Bean ControlCommands upstreamCommands(SharedUpstreamStore store) {
        return new UpstreamCommands(store);
    }

    @Bean ControlCommands locationCommands(RedisCommands redis, InstantSource clock) {
        return new LocationCommands(new RedisLocations(redis, clock), clock);
    }
}
