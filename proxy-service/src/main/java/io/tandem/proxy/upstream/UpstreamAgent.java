package io.tandem.proxy.upstream;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.tandem.net.Scheduler;
import io.tandem.proxy.dns.SipTarget;
import io.tandem.proxy.leg.ForeignTarget;
import io.tandem.proxy.leg.PeerTarget;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transaction.ClientTransaction;
import io.tandem.sip.transaction.ClientTransactionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one registration alive. Event loop only. */
final class UpstreamAgent {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamAgent.class);
    private static final int MOST_CHALLENGES = 3;
    private static final int SLOWEST = 10; // times the first pause is the longest

    private final Upstream upstream;
    private final UpstreamRegister register;
    private final UpstreamRegistrations.Office office;
    private final Pace pace;
    private UpstreamState state;
    private Scheduler.Timeout timer = () -> false;
    private int failures;
    private boolean stopped;

    /** When the next REGISTER may leave. */
    interface Pace {
        /** @return nanoseconds to wait */
        long next();
    }

    /** @param known as another proxy, or an earlier process, has left it */
    UpstreamAgent(Upstream upstream, Optional<UpstreamState> known, UpstreamRegistrations.Office office, Pace pace) {
        this.pace = pace;
        this.upstream = upstream;
        this.office = office;
        this.register = new UpstreamRegister(upstream, office.elements().selfUri());
        this.state = known.filter(before -> before.address().equals(upstream.address().toString()))
                .orElseGet(() -> UpstreamState.begin(upstream.address().toString(), UpstreamRegister.callId(upstream.id()), office.clock().instant()));
    }

    Upstream upstream() {
        return upstream;
    }

    /** Goes on where it was: half of what is left of a registration is waited, and the rest of a pause. */
    void start() {
        Duration left = Duration.between(office.clock().instant(), state.expiresAt());
        if (state.status() == UpstreamState.Status.ACTIVE && left.isPositive()) {
            after(left.dividedBy(2));
        } else {
            after(Duration.ZERO);
        }
    }

    /** Somebody else goes on. */
    void stop() {
        stopped = true;
        timer.cancel();
    }

    /** Takes the registration back, and ends. */
    void remove() {
        stop();
        office.store().forget(upstream.id());
        if (state.status() == UpstreamState.Status.ACTIVE) {
            send(new Sent(0, 0, false));
        }
    }

    private void after(Duration time) {
        timer.cancel();
        timer = office.scheduler().schedule(time.toNanos(), () -> timer = office.scheduler().schedule(pace.next(),
                () -> send(new Sent(office.settings().expires().toSeconds(), 0, false))));
    }

    /** To the server of the peer, else where the DNS says; after a failure to the next place there. */
    private void send(Sent sent) {
        if (upstream.server().isPresent()) {
            send(sent, PeerTarget.dUri(office.elements().defaultPath(), upstream.server().get()), Optional.empty());
            return;
        }
        office.answers().when(office.targets().of(upstream.registrar()), found -> {
            List<SipTarget> places = found.stream().filter(place -> !office.elements().hosts().contains(place.address().getHostAddress())).toList();
            if (places.isEmpty()) {
                sent.failed(0, found.isEmpty() ? "the DNS knows no such registrar" : "the registrar is this system", OptionalLong.empty(), true);
            } else {
                send(sent, ForeignTarget.dUri(office.elements().defaultPath(), places.get(failures % places.size())), Optional.empty());
            }
        }, failure -> sent.failed(0, "DNS: " + failure.getMessage(), OptionalLong.empty(), true));
    }

    private void send(Sent sent, SipUri dUri, Optional<SipMessage.Header> credentials) {
        state = new UpstreamState(state.status(), state.code(), state.reason(), state.address(), state.callId(), state.cSeq() + 1, state.at(),
                state.expiresAt());
        sent.dUri = dUri;
        try {
            SipMessage request = register.request(state.callId(), state.cSeq(), sent.expires, dUri);
            credentials.ifPresent(header -> request.add(header.name(), header.value()));
            office.layer().send(request, office.elements().flowTo(office.elements().loadBalancer(dUri)), sent);
        } catch (MalformedMessageException | IllegalArgumentException spoiled) {
            sent.failed(0, String.valueOf(spoiled.getMessage()), OptionalLong.empty(), false);
        }
    }

    private void settle(UpstreamState.Status status, int code, String reason, Instant expiresAt) {
        state = new UpstreamState(status, code, reason, state.address(), state.callId(), state.cSeq(), office.clock().instant(), expiresAt);
        if (!stopped) {
            office.store().keep(upstream.id(), state);
        }
    }

    /** One REGISTER. */
    private final class Sent implements ClientTransactionListener {
        private final long expires;
        private final int challenges;
        private final boolean lengthened;
        private SipUri dUri = SipUri.of("", "invalid", -1);

        /** @param challenges that were answered before it
         * @param lengthened the registrar has asked for more time */
        Sent(long expires, int challenges, boolean lengthened) {
            this.expires = expires;
            this.challenges = challenges;
            this.lengthened = lengthened;
        }

        @Override
        public void onResponse(ClientTransaction tx, SipMessage response) {
            int status = response.status();
            if (status < 200 || stopped && expires > 0) {
                return;
            }
            if (status < 300) {
                succeeded(response);
            } else if ((status == 401 || status == 407) && challenges < MOST_CHALLENGES && (challenges == 0 || register.isStale(response))
                    && register.credentials(response, 1).isPresent()) {
                UpstreamAgent.this.send(new Sent(expires, challenges + 1, lengthened), dUri, register.credentials(response, 1));
            } else if (status == 423 && !lengthened && UpstreamRegister.minExpires(response).orElse(0) > expires && expires > 0) {
                UpstreamAgent.this.send(new Sent(UpstreamRegister.minExpires(response).getAsLong(), 0, true), dUri, Optional.empty());
            } else {
                failed(status, response.reason(), UpstreamRegister.retryAfter(response), status == 408 || status / 100 == 5);
            }
        }

        private void succeeded(SipMessage response) {
            long granted = register.granted(response, expires);
            if (expires == 0) {
                return;
            }
            if (granted == 0) {
                failed(response.status(), "granted no time", OptionalLong.empty(), false);
                return;
            }
            if (state.status() != UpstreamState.Status.ACTIVE) {
                LOG.info("registered {} for {} s", upstream, granted);
            }
            failures = 0;
            settle(UpstreamState.Status.ACTIVE, response.status(), response.reason(), office.clock().instant().plusSeconds(granted));
            after(Duration.ofSeconds(granted).dividedBy(2));
        }

        /** @param passes it may go better soon */
        private void failed(int code, String reason, OptionalLong retryAfter, boolean passes) {
            if (stopped) {
                return;
            }
            Duration longest = office.settings().retry();
            Duration pause = passes ? longest.dividedBy(SLOWEST).multipliedBy(1L << Math.min(failures, 4)) : longest;
            pause = pause.compareTo(longest) > 0 ? longest : pause;
            Duration asked = Duration.ofSeconds(Math.min(3600, retryAfter.orElse(0)));
            pause = asked.compareTo(pause) > 0 ? asked : pause;
            failures++;
            settle(UpstreamState.Status.FAILED, code, reason, state.expiresAt());
            LOG.warn("registration of {} fails: {} {}; tried again in {} s, see `tandem ctl proxy upstream.list`, correct the peer_auth_* preferences of {}",
                    upstream, code, reason, pause.toSeconds(), upstream.id());
            after(pause);
        }

        @Override
        public void onTimeout(ClientTransaction tx) {
            failed(408, Methods.REGISTER + " is not answered", OptionalLong.empty(), true);
        }

        @Override
        public void onTransportError(ClientTransaction tx, Exception cause) {
            failed(503, String.valueOf(cause.getMessage()), OptionalLong.empty(), true);
        }
    }
}
