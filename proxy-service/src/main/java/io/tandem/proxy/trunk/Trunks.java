package io.tandem.proxy.trunk;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.tandem.data.peering.PeerHost;
import io.tandem.data.tables.CallTables;
import io.tandem.net.Scheduler;
import io.tandem.proxy.call.LoopAnswers;
import io.tandem.proxy.call.Target;
import io.tandem.proxy.number.Subscribers;
import io.tandem.sip.auth.DigestChallenge;
import io.tandem.sip.auth.DigestCredentials;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transport.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends requests to peers that may want a password, and answers their challenges (RFC 3261 §22). Event loop only. */
public final class Trunks {
    private static final Logger LOG = LoggerFactory.getLogger(Trunks.class);
    private static final Pattern UUID = Pattern.compile("[A-Za-z0-9-]{2,64}"); // a peer's caller has 0
    private static final String RACK = "RAck";
    private static final int CNONCE_BYTES = 8;

    private final CallTables tables;
    private final Subscribers subscribers;
    private final LoopAnswers answers;
    private final Scheduler scheduler;
    private final Duration longestInvite;
    private final SecureRandom random = new SecureRandom();
    private final TrunkMark.Signer signer;
    private final NonceUses nonces = new NonceUses();
    /** INVITEs that were sent with credentials, by Call-ID and the CSeq that their sender knows: their ACK and PRACK need both. */
    private final Map<String, Sent> invites = new HashMap<>();

    private record Sent(int attempt, String header, String credentials) {}

    /** @param longestInvite from an INVITE to its last ACK
     * @param secret        the same on all nodes */
    public Trunks(CallTables tables, Subscribers subscribers, LoopAnswers answers, Scheduler scheduler, Duration longestInvite, byte[] secret) {
        this.tables = tables;
        this.subscribers = subscribers;
        this.answers = answers;
        this.scheduler = scheduler;
        this.longestInvite = longestInvite;
        this.signer = new TrunkMark.Signer(secret);
    }

    /** The stage never fails.
     * @param callerUuid of the subscriber who calls
     * @param callId     of leg B */
    public CompletionStage<Trunk> of(PeerHost host, Optional<String> callerUuid, String callId) {
        Optional<TrunkCredentials> servers = TrunkCredentials.of(host.preferences());
        return answers.onLoop(ofCaller(callerUuid)).thenApply(own -> {
            List<TrunkCredentials> all = Stream.of(own, servers).flatMap(Optional::stream).toList();
            return new Trunk(all, all.isEmpty() ? "" : signer.write(new TrunkMark(host.id(), callerUuid.filter(_ -> own.isPresent())), callId));
        });
    }

    private CompletionStage<Optional<TrunkCredentials>> ofCaller(Optional<String> uuid) {
        return uuid.filter(known -> UUID.matcher(known).matches()).map(known -> subscribers.byUuid(known)
                .thenApply(found -> found.flatMap(caller -> TrunkCredentials.of(caller.preferences()))).exceptionally(failure -> {
                    LOG.warn("a call to a peer goes without the password of its caller {}: {}", known, failure.toString());
                    return Optional.empty();
                })).orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    }

    /** An initial INVITE.
     * @param invite ready to leave but for its CSeq, which is changed */
    public Target initial(SipMessage invite, Flow flow, Trunk trunk) {
        return !trunk.mark().isEmpty() ? first(invite, flow, trunk.credentials()) : new Target(invite, flow);
    }

    /** Does this request go to a peer that may challenge it?
     * @param route our own that it came by, as it came back from outside */
    public boolean leads(SipUri route, SipMessage request) {
        return signer.read(route, request.callId()).isPresent();
    }

    /** A request inside a dialog that began with {@link #initial}; the stage never fails.
     * @param request ready to leave but for its CSeq, which is changed
     * @param route   that {@link #leads} to a peer; if server and caller are gone the request goes without password */
    public CompletionStage<Target> inDialog(SipMessage request, Flow flow, SipUri route) {
        TrunkMark mark = signer.read(route, request.callId()).orElseThrow();
        CompletionStage<Optional<TrunkCredentials>> servers = tables.peering()
                .thenApply(peering -> peering.host(mark.server()).flatMap(host -> TrunkCredentials.of(host.preferences()))).exceptionally(failure -> {
                    LOG.warn("{} of call {} goes without password: {}", request.method(), request.callId(), failure.toString());
                    return Optional.empty();
                });
        return answers.onLoop(ofCaller(mark.caller()).thenCombine(servers, (own, others) -> Stream.of(own, others).flatMap(Optional::stream).toList()))
                .thenApply(credentials -> first(request, flow, credentials));
    }

    private Target first(SipMessage request, Flow flow, List<TrunkCredentials> credentials) {
        long cSeq = request.cSeq();
        request.header(RACK).ifPresent(rAck -> request.set(RACK, renumbered(request.callId(), rAck)));
        return new Target(Numbering.number(request, cSeq, 0), flow, new Asked(cSeq, flow, credentials, 0, ""));
    }

    /** {@code RAck: rseq cseq method} (RFC 3262 §7.2). */
    private String renumbered(String callId, String rAck) {
        String[] parts = rAck.strip().split("\\s+");
        if (parts.length != 3 || !parts[1].matches("\\d{1,9}")) {
            return rAck; // for the peer to refuse
        }
        long cSeq = Long.parseLong(parts[1]);
        return parts[0] + " " + Numbering.onWire(cSeq, attempt(callId, cSeq)) + " " + parts[2];
    }

    /** The ACK of a 2xx has number and credentials of its INVITE (RFC 3261 §13.2.2.4).
     * @return the same message */
    public SipMessage acknowledged(SipMessage ack) {
        long cSeq = ack.cSeq();
        Optional.ofNullable(invites.get(key(ack.callId(), cSeq))).ifPresent(sent -> ack.set(sent.header(), sent.credentials()));
        return Numbering.number(ack, cSeq, attempt(ack.callId(), cSeq));
    }

    private int attempt(String callId, long cSeq) {
        return Optional.ofNullable(invites.get(key(callId, cSeq))).map(Sent::attempt).orElse(0);
    }

    private static String key(String callId, long cSeq) {
        return cSeq + " " + callId;
    }

    private void remember(String key, Sent sent) {
        if (invites.put(key, sent) == null) {
            scheduler.schedule(longestInvite.toNanos(), () -> invites.remove(key));
        }
    }

    /** A request that the peer may challenge.
     * @param cSeq    as its sender knows it
     * @param attempt how often it was sent before, from 0
     * @param nonce   of the last challenge that was answered; empty before the first */
    private final class Asked implements Target.Challenged {
        private final long cSeq;
        private final Flow flow;
        private final List<TrunkCredentials> credentials;
        private final int attempt;
        private final String nonce;

        Asked(long cSeq, Flow flow, List<TrunkCredentials> credentials, int attempt, String nonce) {
            this.cSeq = cSeq;
            this.flow = flow;
            this.credentials = credentials;
            this.attempt = attempt;
            this.nonce = nonce;
        }

        /** Once; a second time only if the nonce alone was wrong (RFC 7616 §3.3). */
        @Override
        public Optional<Target> after(SipMessage sent, SipMessage response) {
            boolean proxy = response.status() == 407;
            List<String> challenges = response.lines(proxy ? HeaderNames.PROXY_AUTHENTICATE : HeaderNames.WWW_AUTHENTICATE);
            String header = proxy ? HeaderNames.PROXY_AUTHORIZATION : HeaderNames.AUTHORIZATION;
            Optional<Target> again = credentials.stream().flatMap(known -> known.choose(challenges).filter(this::isFresh)
                    .map(challenge -> again(sent, header, challenge, known)).stream()).findFirst();
            if (again.isEmpty()) {
                LOG.warn("{} of call {} to {} fails: {} {}; correct peer_auth_user, peer_auth_pass or peer_auth_realm", sent.method(), sent.callId(),
                        sent.requestUri(), attempt > 0 ? "the peer does not take the password of" : "no challenge " + challenges + " for", credentials);
            }
            return again;
        }

        private boolean isFresh(DigestChallenge challenge) {
            return attempt == 0 || challenge.stale() && !challenge.nonce().equals(nonce) && attempt < Numbering.ATTEMPTS - 1;
        }

        private Target again(SipMessage sent, String header, DigestChallenge challenge, TrunkCredentials known) {
            byte[] cnonce = new byte[CNONCE_BYTES];
            random.nextBytes(cnonce);
            String answer = DigestCredentials.answer(challenge, known.user(), known.password(), sent.method(), sent.requestUri(),
                    HexFormat.of().formatHex(cnonce), nonces.next(challenge.nonce())).toString();
            SipMessage next = sent.copy();
            next.removeFirst(HeaderNames.VIA);
            Numbering.number(next.set(header, answer), cSeq, attempt + 1);
            if (next.method().equals(Methods.INVITE)) {
                remember(key(next.callId(), cSeq), new Sent(attempt + 1, header, answer));
            }
            return new Target(next, flow, new Asked(cSeq, flow, credentials, attempt + 1, challenge.nonce()));
        }
    }
}
