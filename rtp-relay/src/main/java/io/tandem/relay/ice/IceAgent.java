package io.tandem.relay.ice;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

import io.tandem.relay.os.Endpoint;

/**
 * An ICE agent for one media stream towards one party, with one local candidate a component (RFC 8445). The caller calls {@link #run} when it
 * asked for, and {@link #receive} for every STUN datagram. A restart (§9) is a new agent.
 */
public final class IceAgent {
    /** How this end takes part. @param lite answers only @param controlling nominates; the offerer begins so, or who faces a lite peer */
    public record Mode(boolean lite, boolean controlling) {}

    private static final int MAX_PAIRS = 100;
    private static final long PACE_NANOS = 20_000_000L;
    private static final long RETRANSMIT_NANOS = 100_000_000L;
    private static final int MAX_SENDS = 7;
    /** A better pair is waited for so long once one works. */
    private static final long NOMINATION_NANOS = 200_000_000L;

    private final IceCredentials local;
    private final List<Candidate> candidates;
    private final IceOutput output;
    private final RandomGenerator random;
    private final long tieBreaker;
    private final boolean lite;
    private final List<CandidatePair> pairs = new ArrayList<>();
    private final List<Consent> consents = new ArrayList<>();
    private Optional<IceCredentials> remote = Optional.empty();
    /** No more candidates of the peer are expected. */
    private boolean complete = true;
    private boolean controlling;
    private long firstSuccessNanos = Long.MIN_VALUE;

    /** @param candidates local ones, one a component
     *  @param random     unpredictable: it makes transaction ids */
    public IceAgent(IceCredentials local, List<Candidate> candidates, Mode mode, IceOutput output, RandomGenerator random) {
        this.local = local;
        this.candidates = List.copyOf(candidates);
        this.output = output;
        this.random = random;
        this.tieBreaker = random.nextLong();
        this.lite = mode.lite();
        this.controlling = mode.controlling() && !mode.lite();
    }

    public IceCredentials local() {
        return local;
    }

    public List<Candidate> candidates() {
        return candidates;
    }

    public boolean isControlling() {
        return controlling;
    }

    /** What the peer's description says; checks begin with the next {@link #run}. */
    public void peer(IceCredentials credentials, boolean peerIsLite, List<Candidate> remotes) {
        remote = Optional.of(credentials);
        if (peerIsLite && !lite) controlling = true;
        remotes.forEach(this::add);
        if (lite && peerIsLite) chooseUnchecked();
    }

    /** Candidates are trickled, or the last one has come (RFC 8838 §13). @param now whether all are here */
    public void complete(boolean now) {
        complete = now;
    }

    public Optional<IceCredentials> remote() {
        return remote;
    }

    /** One more candidate of the peer, trickled (RFC 8838 §11). Those over the limit are not looked at. */
    public void add(Candidate candidate) {
        if (localOf(candidate.component()).isEmpty() || find(candidate.component(), candidate.endpoint()).isPresent()) return;
        if (localOf(candidate.component()).get().endpoint().isIpv6() != candidate.endpoint().isIpv6()) return;
        add(new CandidatePair(candidate.component(), candidate.endpoint(), candidate.priority()));
    }

    private boolean add(CandidatePair pair) {
        return pairs.size() < MAX_PAIRS && pairs.add(pair);
    }

    private Optional<Candidate> localOf(int component) {
        return candidates.stream().filter(candidate -> candidate.component() == component).findFirst();
    }

    private Optional<CandidatePair> find(int component, Endpoint endpoint) {
        return pairs.stream().filter(pair -> pair.component == component && pair.remote.equals(endpoint)).findFirst();
    }

    /** Neither side checks: the best candidate it is (§8.1.2). */
    private void chooseUnchecked() {
        for (Candidate candidate : candidates) {
            best(candidate.component(), pair -> true).ifPresent(pair -> {
                pair.state = CandidatePair.State.SUCCEEDED;
                pair.nominated = true;
                output.accept(pair.component, pair.remote);
                output.direct(pair.component, pair.remote);
            });
        }
    }

    private Optional<CandidatePair> best(int component, Predicate<CandidatePair> condition) {
        return pairs.stream().filter(pair -> pair.component == component).filter(condition).max(byPriority());
    }

    private Comparator<CandidatePair> byPriority() {
        return Comparator.comparingLong(pair -> pair.priority(localOf(pair.component).map(Candidate::priority).orElse(0L), controlling));
    }

    /** The pair in use by nomination. */
    public Optional<Endpoint> nominated(int component) {
        return pairs.stream().filter(pair -> pair.component == component && pair.nominated).findFirst().map(pair -> pair.remote);
    }

    /** Checks have all ended, none with success, and no more candidates are expected. */
    public boolean hasFailed() {
        return complete && remote.isPresent() && !pairs.isEmpty() && pairs.stream().allMatch(pair -> pair.state == CandidatePair.State.FAILED);
    }

    /** Sends what is due. @return nanoseconds until it wants to be called again; -1 if only a datagram or a candidate can wake it */
    public long run(long nowNanos) {
        if (lite || remote.isEmpty()) return -1;
        retransmit(nowNanos);
        nominate(nowNanos);
        boolean more = checkNext(nowNanos);
        checkConsent(nowNanos);
        if (more || pairs.stream().anyMatch(pair -> pair.state == CandidatePair.State.IN_PROGRESS) || isNominationOpen()) return PACE_NANOS;
        return consents.stream().filter(consent -> !consent.isLost()).mapToLong(consent -> Math.max(PACE_NANOS, consent.nextCheckNanos() - nowNanos))
                .min().orElse(-1);
    }

    private boolean isNominationOpen() {
        return controlling && candidates.stream().anyMatch(candidate -> nominated(candidate.component()).isEmpty()
                && best(candidate.component(), pair -> pair.state == CandidatePair.State.SUCCEEDED).isPresent());
    }

    private void retransmit(long nowNanos) {
        for (CandidatePair pair : pairs) {
            if (pair.state != CandidatePair.State.IN_PROGRESS || nowNanos - pair.nextSendNanos < 0) continue;
            if (pair.sends >= MAX_SENDS) {
                pair.state = CandidatePair.State.FAILED;
            } else {
                output.send(pair.component, pair.remote, pair.request);
                pair.nextSendNanos = nowNanos + (RETRANSMIT_NANOS << pair.sends++);
            }
        }
    }

    /** One new check a pace: triggered ones first, then by priority. @return whether another one waits */
    private boolean checkNext(long nowNanos) {
        List<CandidatePair> waiting = pairs.stream().filter(pair -> pair.state == CandidatePair.State.WAITING)
                .sorted(Comparator.comparing((CandidatePair pair) -> !pair.triggered).thenComparing(byPriority().reversed())).limit(2).toList();
        if (!waiting.isEmpty()) check(waiting.getFirst(), nowNanos);
        return waiting.size() > 1;
    }

    private void check(CandidatePair pair, long nowNanos) {
        pair.triggered = false;
        pair.state = CandidatePair.State.IN_PROGRESS;
        pair.transaction = transaction();
        pair.sentControlling = controlling;
        pair.sentNomination = controlling && pair.nominating;
        pair.sends = 1;
        pair.nextSendNanos = nowNanos + RETRANSMIT_NANOS;
        pair.request = request(pair.component, pair.transaction, pair.sentNomination);
        output.send(pair.component, pair.remote, pair.request);
    }

    private byte[] transaction() {
        byte[] transaction = new byte[Stun.TRANSACTION_BYTES];
        random.nextBytes(transaction);
        return transaction;
    }

    private byte[] request(int component, byte[] transaction, boolean nomination) {
        IceCredentials peer = remote.orElseThrow();
        StunWriter request = new StunWriter(Stun.BINDING_REQUEST, transaction).text(Stun.USERNAME, peer.userFragment() + ":" + local.userFragment())
                .number(Stun.PRIORITY, (int) Candidate.priority(Candidate.Type.PRFLX, 0, component))
                .longNumber(controlling ? Stun.ICE_CONTROLLING : Stun.ICE_CONTROLLED, tieBreaker);
        if (nomination) request.flag(Stun.USE_CANDIDATE);
        return request.signed(peer.password());
    }

    /** Regular nomination (§8.1.1): the best pair that works, once no better one is under way or has had its time. */
    private void nominate(long nowNanos) {
        if (!controlling) return;
        for (Candidate candidate : candidates) {
            int component = candidate.component();
            if (pairs.stream().anyMatch(pair -> pair.component == component && (pair.nominated || pair.nominating))) continue;
            Optional<CandidatePair> best = best(component, pair -> pair.state == CandidatePair.State.SUCCEEDED);
            if (best.isEmpty()) continue;
            boolean betterOpen = best(component, pair -> pair.isOpen() || pair == best.get()).filter(pair -> pair != best.get()).isPresent();
            if (betterOpen && nowNanos - firstSuccessNanos < NOMINATION_NANOS) continue;
            best.get().nominating = true;
            check(best.get(), nowNanos);
        }
    }

    private void checkConsent(long nowNanos) {
        for (Consent consent : consents) {
            if (consent.hasJustExpired(nowNanos)) output.consentLost(consent.pair.component);
            if (consent.isLost() || !consent.isDue(nowNanos)) continue;
            byte[] transaction = transaction();
            output.send(consent.pair.component, consent.pair.remote, request(consent.pair.component, transaction, false));
            consent.sent(transaction, nowNanos, random.nextDouble());
        }
    }

    /** A STUN datagram came to a component's port. What is not for this agent is not answered, or with an error. */
    public void receive(int component, Endpoint source, byte[] datagram, long nowNanos) {
        if (localOf(component).isPresent()) StunMessage.parse(datagram).ifPresent(message -> receive(component, source, message, nowNanos));
    }

    private void receive(int component, Endpoint source, StunMessage message, long nowNanos) {
        switch (message.type()) {
            case Stun.BINDING_REQUEST -> onRequest(component, source, message, nowNanos);
            case Stun.BINDING_SUCCESS -> onSuccess(component, source, message, nowNanos);
            case Stun.BINDING_ERROR -> onError(component, source, message, nowNanos);
            default -> { } // indications keep a NAT's binding open and say nothing (§11)
        }
    }

    private void onRequest(int component, Endpoint source, StunMessage message, long nowNanos) {
        Optional<String> user = message.text(Stun.USERNAME);
        if (user.isEmpty() || !message.hasIntegrity()) {
            refuse(component, source, message, Stun.BAD_REQUEST, "Bad Request");
        } else if (!isForThisAgent(user.get()) || !message.isSignedWith(local.password())) {
            refuse(component, source, message, Stun.UNAUTHENTICATED, "Unauthenticated");
        } else if (!message.unknown().isEmpty()) {
            output.send(component, source, new StunWriter(Stun.BINDING_ERROR, message.transaction()).error(Stun.UNKNOWN_ATTRIBUTE, "Unknown Attribute")
                    .unknown(message.unknown()).signed(local.password()));
        } else if (isRoleConflictLost(message)) {
            output.send(component, source, new StunWriter(Stun.BINDING_ERROR, message.transaction()).error(Stun.ROLE_CONFLICT, "Role Conflict")
                    .signed(local.password()));
        } else {
            answer(component, source, message, nowNanos);
        }
    }

    private void refuse(int component, Endpoint source, StunMessage message, int code, String reason) {
        output.send(component, source, new StunWriter(Stun.BINDING_ERROR, message.transaction()).error(code, reason).fingerprinted());
    }

    private boolean isForThisAgent(String user) {
        int colon = user.indexOf(':');
        return colon > 0 && user.substring(0, colon).equals(local.userFragment())
                && remote.map(peer -> peer.userFragment().equals(user.substring(colon + 1))).orElse(true);
    }

    /** Both ends think they nominate, or neither: the larger tie-breaker nominates (§7.3.1.1). @return whether the peer must change its role */
    private boolean isRoleConflictLost(StunMessage message) {
        int sameRole = controlling ? Stun.ICE_CONTROLLING : Stun.ICE_CONTROLLED;
        if (lite || message.longNumber(sameRole).isEmpty()) return false;
        boolean larger = Long.compareUnsigned(tieBreaker, message.longNumber(sameRole).getAsLong()) >= 0;
        if (larger == controlling) return true;
        controlling = !controlling;
        return false;
    }

    private void answer(int component, Endpoint source, StunMessage message, long nowNanos) {
        output.send(component, source, new StunWriter(Stun.BINDING_SUCCESS, message.transaction()).mappedAddress(source).signed(local.password()));
        Optional<CandidatePair> known = find(component, source);
        CandidatePair pair = known.orElseGet(() -> new CandidatePair(component, source, message.number(Stun.PRIORITY).orElse(0) & 0xFFFF_FFFFL));
        if (known.isEmpty() && !add(pair)) return;
        output.accept(component, source);
        boolean nomination = message.has(Stun.USE_CANDIDATE) && !controlling;
        if (lite) {
            pair.state = CandidatePair.State.SUCCEEDED;
            if (nomination) select(pair, nowNanos);
            else if (nominated(component).isEmpty()) output.direct(component, source);
            return;
        }
        if (nomination) pair.nominating = true;
        if (pair.state == CandidatePair.State.SUCCEEDED) {
            if (nomination) select(pair, nowNanos);
        } else if (pair.state != CandidatePair.State.IN_PROGRESS) {
            pair.state = CandidatePair.State.WAITING;
            pair.triggered = true;
        }
    }

    private Optional<CandidatePair> underWay(int component, Endpoint source, StunMessage message) {
        return pairs.stream().filter(pair -> pair.component == component && pair.state == CandidatePair.State.IN_PROGRESS
                && Arrays.equals(pair.transaction, message.transaction()) && pair.remote.equals(source)).findFirst();
    }

    private boolean isFromPeer(StunMessage message) {
        return remote.filter(peer -> message.isSignedWith(peer.password())).isPresent();
    }

    private void onSuccess(int component, Endpoint source, StunMessage message, long nowNanos) {
        if (!isFromPeer(message)) return;
        Optional<CandidatePair> pair = underWay(component, source, message);
        if (pair.isPresent()) {
            succeeded(pair.get(), nowNanos);
        } else {
            consents.stream().filter(consent -> consent.pair.component == component && consent.pair.remote.equals(source))
                    .forEach(consent -> consent.answered(message.transaction(), nowNanos));
        }
    }

    private void succeeded(CandidatePair pair, long nowNanos) {
        pair.state = CandidatePair.State.SUCCEEDED;
        if (firstSuccessNanos == Long.MIN_VALUE) firstSuccessNanos = nowNanos;
        output.accept(pair.component, pair.remote);
        if (controlling ? pair.sentNomination : pair.nominating) {
            select(pair, nowNanos);
        } else if (nominated(pair.component).isEmpty()) {
            best(pair.component, candidate -> candidate.state == CandidatePair.State.SUCCEEDED)
                    .ifPresent(best -> output.direct(best.component, best.remote));
        }
    }

    private void select(CandidatePair pair, long nowNanos) {
        if (pair.nominated) return;
        pairs.stream().filter(other -> other.component == pair.component).forEach(other -> {
            other.nominated = false;
            if (other.isOpen()) other.state = CandidatePair.State.FAILED;  // no longer needed (§8.1.2)
        });
        pair.nominated = true;
        consents.removeIf(consent -> consent.pair.component == pair.component);
        if (!lite) consents.add(new Consent(pair, nowNanos));
        output.direct(pair.component, pair.remote);
    }

    private void onError(int component, Endpoint source, StunMessage message, long nowNanos) {
        Optional<CandidatePair> found = underWay(component, source, message);
        if (found.isEmpty()) return;
        CandidatePair pair = found.get();
        if (message.errorCode() == Stun.ROLE_CONFLICT && isFromPeer(message)) {
            controlling = !pair.sentControlling;                       // §7.2.5.1
            check(pair, nowNanos);
        } else if (!message.hasIntegrity() || isFromPeer(message)) {
            pair.state = CandidatePair.State.FAILED;
        }
    }
}
