package io.tandem.proxy.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

import io.tandem.data.snapshot.Alias;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.data.snapshot.SubscriberStatus;
import io.tandem.net.Scheduler;
import io.tandem.proxy.call.LoopAnswers;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.identity.Privacy;
import io.tandem.proxy.number.Subscribers;
import io.tandem.sip.auth.DigestChallenge;
import io.tandem.sip.auth.DigestCredentials;
import io.tandem.sip.auth.DigestVerifier;
import io.tandem.sip.auth.MalformedCredentialsException;
import io.tandem.sip.auth.Nonces;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.Methods;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipMessage.Header;
import io.tandem.sip.message.SipUri;

/** Asks for digest credentials and checks them (RFC 3261 §22, RFC 8760): 401 for REGISTER, 407 for the rest; the realm is the domain of From.
 * An unknown user gets what a wrong password gets, and after the same time. Event loop only. */
public final class Authenticator {
    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9]{1,32}");

    private final Subscribers subscribers;
    private final LoopAnswers answers;
    private final Scheduler scheduler;
    private final Nonces nonces;
    private final long failureDelayNanos;
    private final DigestVerifier verifier;
    private final boolean sha256;

    public Authenticator(Subscribers subscribers, Scheduler scheduler, Nonces nonces, AuthProperties properties) {
        this.subscribers = subscribers;
        this.answers = new LoopAnswers(scheduler);
        this.scheduler = scheduler;
        this.nonces = nonces;
        this.verifier = new DigestVerifier(nonces);
        this.failureDelayNanos = properties.failureDelay().toNanos();
        this.sha256 = properties.sha256();
    }

    /** Who sent this? The stage completes on the event loop. */
    public CompletionStage<Outcome> authenticate(SipMessage request) {
        String realm = realm(request).toLowerCase(Locale.ROOT);
        return answers.onLoop(subscribers.domain(realm)).thenCompose(domain -> domain.isEmpty()
                ? CompletableFuture.completedFuture(new Outcome.Answer(403, "Forbidden", List.of())) : inDomain(request, realm));
    }

    /** A caller that hides has none of our domains in From; it is that of the identity that it prefers, else the one it calls (RFC 3323 §4.1.1.3). */
    private static String realm(SipMessage request) {
        SipUri from = request.from().uri();
        if (!from.host().equalsIgnoreCase(Privacy.NOBODYS_HOST) || isRegister(request)) {
            return from.host();
        }
        return request.header(HeaderNames.P_PREFERRED_IDENTITY).or(() -> request.header(HeaderNames.P_ASSERTED_IDENTITY)).flatMap(Authenticator::host)
                .orElseGet(() -> SipUri.parse(request.requestUri()).host());
    }

    private static Optional<String> host(String identity) {
        try {
            return Optional.of(NameAddr.parse(identity).uri()).filter(SipUri::isSip).map(SipUri::host);
        } catch (MalformedMessageException unreadable) {
            return Optional.empty();
        }
    }

    private CompletionStage<Outcome> inDomain(SipMessage request, String realm) {
        try {
            Optional<DigestCredentials> credentials = credentials(request, realm);
            return credentials.isEmpty() ? CompletableFuture.completedFuture(challenge(request, realm, false, List.of()))
                    : check(request, realm, credentials.get());
        } catch (MalformedCredentialsException malformed) {
            return CompletableFuture.completedFuture(new Outcome.Answer(400, "Bad Auth Header", List.of()));
        }
    }

    /** Those for our realm; a request may carry others for other proxies (RFC 3261 §22.3). */
    private static Optional<DigestCredentials> credentials(SipMessage request, String realm) {
        String header = isRegister(request) ? HeaderNames.AUTHORIZATION : HeaderNames.PROXY_AUTHORIZATION;
        for (String value : request.headers(header)) {
            if (DigestCredentials.isDigest(value)) {
                DigestCredentials credentials = DigestCredentials.parse(value);
                if (credentials.realm().equalsIgnoreCase(realm)) {
                    return Optional.of(credentials);
                }
            }
        }
        return Optional.empty();
    }

    private CompletionStage<Outcome> check(SipMessage request, String realm, DigestCredentials credentials) {
        String user = localPart(credentials.username(), realm);
        long arrivedNanos = scheduler.nanoTime();
        return answers.onLoop(subscribers.byUsername(user, realm)
                        .thenCompose(found -> found.isPresent() ? CompletableFuture.completedFuture(found) : device(user, realm)))
                .thenCompose(found -> {
                    Optional<Subscriber> active = found.filter(known -> known.status() != SubscriberStatus.PENDING);
                    DigestVerifier.Verdict verdict = verdict(request, realm, credentials, active);
                    Outcome outcome = judge(request, realm, verdict, user, active);
                    return verdict == DigestVerifier.Verdict.WRONG ? later(outcome, arrivedNanos) : CompletableFuture.completedFuture(outcome);
                });
    }

    /** At the end of the delay, or at that of a later one of the same length if a look-up has taken longer. */
    private CompletionStage<Outcome> later(Outcome outcome, long arrivedNanos) {
        if (failureDelayNanos == 0) {
            return CompletableFuture.completedFuture(outcome);
        }
        CompletableFuture<Outcome> told = new CompletableFuture<>();
        long passed = scheduler.nanoTime() - arrivedNanos;
        scheduler.schedule(failureDelayNanos - passed % failureDelayNanos, () -> told.complete(outcome));
        return told;
    }

    private CompletionStage<Optional<Subscriber>> device(String user, String realm) {
        return subscribers.byAlias(user, realm).thenApply(found -> found.filter(owner -> owner.alias(user).filter(Alias::isDevid).isPresent()));
    }

    /** Some phones write user@domain. */
    private static String localPart(String username, String realm) {
        String suffix = "@" + realm;
        return username.toLowerCase(Locale.ROOT).endsWith(suffix) ? username.substring(0, username.length() - suffix.length()) : username;
    }

    private DigestVerifier.Verdict verdict(SipMessage request, String realm, DigestCredentials credentials, Optional<Subscriber> found) {
        return found.map(known -> verifier.verify(credentials, realm, client(request), known.sipPassword(), request.method(), request.body()))
                .orElseGet(() -> verifier.verifyNobody(credentials, client(request), request.method(), request.body()));
    }

    private Outcome judge(SipMessage request, String realm, DigestVerifier.Verdict verdict, String user, Optional<Subscriber> found) {
        String account = user + "@" + realm;
        return switch (verdict) {
            case ACCEPTED -> new Outcome.Granted(Caller.authenticated(found.orElseThrow(), user, realm, request));
            case WRONG -> challenge(request, realm, false, AuthenticationReport.attempted(request, account));
            case FORGED -> challenge(request, realm, false, List.of());
            case STALE, REPLAYED -> challenge(request, realm, true, List.of());
        };
    }

    /** A nonce is good for the address that it was sent to: else anybody could fail in the name of another's address until that is banned. */
    private static String client(SipMessage request) {
        return request.header("P-NGCP-Src-Ip").orElse("");
    }

    /** Whether a caller may call itself what From says: who has shown a password has to be of that name (§2.1). */
    public static boolean isOwnName(SipMessage request, Caller caller) {
        String fromUser = request.from().uri().decodedUser().orElse("");
        return !caller.hasPassword() || fromUser.equals(caller.userName()) || fromUser.equals(caller.subscriber().username())
                || caller.subscriber().alias(fromUser).isPresent() || fromUser.equalsIgnoreCase("anonymous") && !isRegister(request)
                || isNumberShown(request, fromUser);
    }

    /** A caller may say that it has a number that is not its own, such as one behind its PBX: what is shown then is for CLI screening to say (§2.9). */
    private static boolean isNumberShown(SipMessage request, String fromUser) {
        return request.method().equals(Methods.INVITE) && NUMBER.matcher(fromUser).matches();
    }

    private Outcome challenge(SipMessage request, String realm, boolean stale, List<Header> report) {
        boolean register = isRegister(request);
        String name = register ? HeaderNames.WWW_AUTHENTICATE : HeaderNames.PROXY_AUTHENTICATE;
        List<Header> headers = new ArrayList<>();
        if (sha256) {
            headers.add(new Header(name, DigestChallenge.sha256(realm, nonces.issue(realm, client(request))).withStale(stale).toString()));
        }
        headers.add(new Header(name, DigestChallenge.md5(realm, nonces.issue(realm, client(request))).withStale(stale).toString()));
        headers.addAll(report);
        return register ? new Outcome.Answer(401, "Unauthorized", headers)
                : new Outcome.Answer(407, "Proxy Authentication Required", headers);
    }

    private static boolean isRegister(SipMessage request) {
        return request.method().equals(Methods.REGISTER);
    }
}
