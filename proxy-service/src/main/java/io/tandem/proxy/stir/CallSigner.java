package io.tandem.proxy.stir;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.tandem.data.preference.CallPreferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.proxy.call.LoopAnswers;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.identity.CallerNumbers;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.plan.Attempt;
import io.tandem.proxy.plan.Forwarded;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.typed.SipDate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Vouches for the callers of calls to peers (RFC 8224 §4, RFC 8588) and says who has forwarded them (RFC 8946). A call that cannot be signed leaves unsigned:
 * whether that will do is for the peer to say. Event loop; keys are used on other threads. */
public final class CallSigner {
    private static final Logger LOG = LoggerFactory.getLogger(CallSigner.class);

    private final SigningKeys keys;
    private final Executor threads;
    private final LoopAnswers answers;
    private final InstantSource clock;
    private final SecretKeySpec secret;

    /** @param threads sign
     * @param secret   the same on all nodes: names of customers are made of it that tell nobody else who they are */
    public CallSigner(SigningKeys keys, Executor threads, LoopAnswers answers, InstantSource clock, byte[] secret) {
        this.keys = keys;
        this.threads = threads;
        this.answers = answers;
        this.clock = clock;
        this.secret = new SecretKeySpec(secret, "HmacSHA256");
    }

    /** What is to be signed, and by whom. */
    private record Statement(PrivateKey key, String ppt, String certificate, SortedMap<String, ?> claims) {}

    /** @param invite to the B2BUA, of a leg to a peer; is changed
     * @return the same invite; the stage completes on the event loop and does not fail */
    public CompletionStage<SipMessage> signed(SipMessage invite, Attempt attempt) {
        if (keys.isEmpty() || !(attempt.callee().orElseThrow() instanceof Callee.Peer)) {
            return CompletableFuture.completedFuture(invite);
        }
        Instant now = clock.instant();
        if (attempt.original().caller().orElseThrow().isAuthenticated()) {
            invite.remove(IdentityHeader.NAME); // subscribers have no say in what this network vouches for
        }
        List<Statement> statements = statements(attempt, invite.has(IdentityHeader.NAME), now);
        if (statements.isEmpty()) {
            return CompletableFuture.completedFuture(invite);
        }
        try {
            return answers.onLoop(CompletableFuture.supplyAsync(() -> statements.stream().map(CallSigner::sign).toList(), threads)
                    .handle((headers, failure) -> failure == null ? added(invite, headers, now) : unsigned(invite, failure)));
        } catch (RejectedExecutionException busy) {
            return CompletableFuture.completedFuture(unsigned(invite, busy));
        }
    }

    private static String sign(Statement statement) {
        try {
            return Passport.sign(statement.ppt(), statement.certificate(), statement.claims(), statement.key()).toString();
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("the key does not sign: " + unusable.getMessage(), unusable);
        }
    }

    private static SipMessage added(SipMessage invite, List<String> headers, Instant now) {
        headers.forEach(header -> invite.add(IdentityHeader.NAME, header));
        return SipDate.dated(invite, now); // RFC 8224 §4.1
    }

    private static SipMessage unsigned(SipMessage invite, Throwable failure) {
        LOG.error("call {} leaves without Identity: {}", invite.callId(), failure.toString());
        return invite;
    }

    /** @param vouched somebody before us has signed the call */
    private List<Statement> statements(Attempt attempt, boolean vouched, Instant now) {
        List<Attempt> legs = legs(attempt);
        Attempt first = legs.getFirst();
        Caller caller = first.caller().orElseThrow();
        String number = attempt.identity().orElseThrow().number();
        if (number.isEmpty()) {
            return List.of(); // it is hidden even from peers
        }
        Map<String, String> orig = name(number, "sip:" + number + "@" + caller.realm());
        List<Statement> statements = new ArrayList<>();
        if (!vouched) {
            Optional<Subscriber> signer = caller.isAuthenticated() ? Optional.of(caller.subscriber())
                    : legs.stream().flatMap(leg -> leg.forwarded().stream()).map(Forwarded::forwarder).findFirst();
            signer.flatMap(by -> statement(by, IdentityHeader.SHAKEN, claims(orig, first, now, Map.of("attest", level(caller, attempt, number).name(),
                    "origid", origin(caller))))).ifPresent(statements::add);
        }
        if (vouched || !statements.isEmpty()) {
            for (int i = 1; i < legs.size(); i++) {
                statement(legs.get(i).forwarded().orElseThrow().forwarder(), IdentityHeader.DIV,
                        claims(orig, legs.get(i), now, Map.of("div", called(legs.get(i - 1))))).ifPresent(statements::add);
            }
        }
        return statements;
    }

    /** As dialled first, then each leg that the one before was forwarded to. */
    private static List<Attempt> legs(Attempt attempt) {
        List<Attempt> legs = new ArrayList<>(attempt.forwarded().map(how -> legs(how.by())).orElse(List.of()));
        legs.add(attempt);
        return legs;
    }

    /** Empty if the domain does not sign. */
    private Optional<Statement> statement(Subscriber signer, String ppt, SortedMap<String, ?> claims) {
        return keys.of(signer.domain()).flatMap(key -> {
            Optional<String> certificate = signer.preferences().get(CallPreferences.STIR_PUB_URL).filter(url -> url.chars().allMatch(c -> c > ' ' && c < 127
                    && c != '<' && c != '>'));
            if (certificate.isEmpty()) {
                LOG.warn("calls of {} leave without Identity: set preference stir_pub_url of the domain to where its certificate is", signer.domain());
            }
            return certificate.map(url -> new Statement(key, ppt, url, claims));
        });
    }

    private static SortedMap<String, ?> claims(Map<String, String> orig, Attempt leg, Instant now, Map<String, ?> more) {
        SortedMap<String, Object> claims = new TreeMap<>(more);
        claims.put("orig", orig);
        Map<String, String> dest = called(leg);
        claims.put("dest", Map.of(dest.keySet().iterator().next(), List.of(dest.values().iterator().next())));
        claims.put("iat", now.getEpochSecond());
        return claims;
    }

    private static Map<String, String> called(Attempt leg) {
        return name(leg.calledNumber(), leg.called().toString());
    }

    private static Map<String, String> name(String number, String uri) {
        return CanonicalNumber.of(number).map(digits -> Map.of("tn", digits)).orElseGet(() -> Map.of("uri", uri));
    }

    /** A password proves who calls, and that the number was checked; an address only who calls. */
    private static Attest level(Caller caller, Attempt attempt, String number) {
        if (!caller.isAuthenticated()) {
            return Attest.C;
        }
        boolean unchecked = attempt.original().ofCaller().own().get(CallPreferences.CLIP_NO_SCREENING)
                && !number.equals(CallerNumbers.network(caller.subscriber()));
        return caller.hasPassword() && !unchecked ? Attest.A : Attest.B;
    }

    /** The same for all calls of one customer or peer, and for nobody else (RFC 8588 §5.2). */
    private String origin(Caller caller) {
        String origin = caller.peer().map(peer -> "peer " + peer.id()).orElseGet(() -> "customer " + caller.subscriber().customerId());
        try {
            Mac mac = Mac.getInstance(secret.getAlgorithm());
            mac.init(secret);
            ByteBuffer digest = ByteBuffer.wrap(mac.doFinal(("origid " + origin).getBytes(StandardCharsets.UTF_8)));
            long high = digest.getLong() & ~0xF000L | 0x8000L;         // version 8 (RFC 9562 §5.8)
            long low = digest.getLong() & ~(0b11L << 62) | 0b10L << 62; // its variant
            return new UUID(high, low).toString();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
