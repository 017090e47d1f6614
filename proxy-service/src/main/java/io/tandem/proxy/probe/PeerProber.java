package io.tandem.proxy.probe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

import io.tandem.data.peering.PeerHost;
import io.tandem.data.peering.Peering;
import io.tandem.data.tables.CallTables;
import io.tandem.net.Scheduler;
import io.tandem.proxy.call.LoopAnswers;
import io.tandem.proxy.leg.PeerTarget;
import io.tandem.proxy.route.Elements;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transaction.ClientTransaction;
import io.tandem.sip.transaction.ClientTransactionListener;
import io.tandem.sip.transaction.TransactionLayer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks servers of peers whether they are there, all of them once in an interval. Every proxy does so for itself: it may be the only one that cannot reach
 * a server. Event loop only. */
public final class PeerProber {
    private static final Logger LOG = LoggerFactory.getLogger(PeerProber.class);
    private static final String FROM = "<sip:ping@probe.ngcp.local>;tag=";

    private final ProbeProperties properties;
    private final CallTables tables;
    private final PeerConditions conditions;
    private final Way way;
    private final Scheduler scheduler;
    private final LoopAnswers answers;
    private final SipUri defaultPath;
    private long number = RandomGenerator.getDefault().nextLong(1L << 40); // no Call-ID of an earlier process
    private volatile boolean stopped;
    private volatile boolean resting;

    /** By the load balancer. */
    public record Way(TransactionLayer layer, Elements elements) {}

    public PeerProber(ProbeProperties properties, CallTables tables, PeerConditions conditions, Way way, Scheduler scheduler, LoopAnswers answers) {
        this.properties = properties;
        this.tables = tables;
        this.conditions = conditions;
        this.way = way;
        this.scheduler = scheduler;
        this.answers = answers;
        this.defaultPath = way.elements().defaultPath();
    }

    /** Begins the first interval. */
    public void start() {
        if (stopped) {
            return;
        }
        scheduler.schedule(properties.interval().toNanos(), this::start);
        if (resting) {
            return;
        }
        answers.when(tables.peering(), this::spread, failure -> LOG.warn("peers are not probed: {}", failure.toString()));
    }

    /** Any thread. */
    public void stop() {
        stopped = true;
    }

    /** Whether this node is a standby, which reaches no peer and must not take that for theirs. Any thread. */
    public void rest(boolean standby) {
        resting = standby;
    }

    /** Two entries with one address and port are one server. */
    private void spread(Peering peering) {
        Map<String, PeerHost> servers = new LinkedHashMap<>();
        peering.groups().stream().flatMap(group -> group.hosts().stream()).filter(PeerHost::probed)
                .forEach(host -> servers.putIfAbsent(PeerConditions.key(host), host));
        conditions.keepOnly(servers.keySet());
        int place = 0;
        for (PeerHost host : servers.values()) {
            scheduler.schedule(properties.interval().toNanos() / servers.size() * place++, () -> ask(host));
        }
    }

    private void ask(PeerHost host) {
        if (resting) {
            return;
        }
        Asked asked = new Asked(host);
        try {
            SipUri dUri = PeerTarget.dUri(defaultPath, host);
            asked.timeout = scheduler.schedule(properties.timeout().toNanos(), () -> asked.settle(false));
            way.layer().send(options(host, dUri), way.elements().flowTo(way.elements().loadBalancer(dUri)), asked);
        } catch (MalformedMessageException | IllegalArgumentException spoiled) {
            LOG.warn("peer {} cannot be probed, correct it at /api/peeringservers/{}: {}", host.name(), host.id(), spoiled.getMessage());
            asked.settle(false);
        }
    }

    private SipMessage options(PeerHost host, SipUri dUri) {
        String uri = SipUri.of("", host.shownHost(), host.port()).withParameter("transport", host.transport().token()).toString();
        String tag = Long.toString(++number, 36);
        SipMessage.Builder request = SipMessage.request(Methods.OPTIONS, uri)
                .header(HeaderNames.MAX_FORWARDS, "70").header(HeaderNames.FROM, FROM + tag).header(HeaderNames.TO, "<" + uri + ">")
                .header(HeaderNames.CALL_ID, "probe-" + tag + "-" + Elements.uri(way.elements().self()).host())
                .header(HeaderNames.CSEQ, "1 " + Methods.OPTIONS).header("P-D-Uri", dUri.toString());
        host.viaRoute().ifPresent(routes -> request.header(HeaderNames.ROUTE, routes));
        return request.build();
    }

    /** A probe whose outcome counts once. */
    private final class Asked implements ClientTransactionListener {
        private final PeerHost host;
        private Scheduler.Timeout timeout = () -> false;
        private boolean settled;

        Asked(PeerHost host) {
            this.host = host;
        }

        void settle(boolean answered) {
            if (!settled) {
                settled = true;
                timeout.cancel();
                if (answered || !resting) {
                    conditions.note(host, answered);
                }
            }
        }

        /** A server that refuses is there; one that is overloaded or has no such domain takes no calls. */
        @Override
        public void onResponse(ClientTransaction tx, SipMessage response) {
            if (response.status() >= 200) {
                settle(switch (response.status()) {
                    case 403, 404, 405 -> true;
                    default -> response.status() < 400;
                });
            }
        }

        @Override
        public void onTimeout(ClientTransaction tx) {
            settle(false);
        }

        @Override
        public void onTransportError(ClientTransaction tx, Exception cause) {
            settle(false);
        }
    }
}
