package io.tandem.proxy.stir;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.tandem.proxy.credential.CertificateTrust;
import io.tandem.proxy.credential.CredentialException;
import io.tandem.proxy.credential.Credentials;
import io.tandem.proxy.credential.Revocation;

/** Verifies who vouches for the caller of a call from elsewhere (RFC 8224 §6.2, RFC 8588 §6, RFC 8946 §5). Never blocks: certificates are fetched, and
 * signatures checked, elsewhere; stages complete on any thread. */
public final class IdentityVerifier {
    private static final int MOST_HEADERS = 8;

    private final Duration freshness;
    private final Credentials credentials;
    private final CertificateTrust trust;
    private final Revocation revocation;
    private final Executor threads;

    /** @param freshness how old or early a signature may be; zero: of any age
     * @param threads   check signatures */
    public IdentityVerifier(Duration freshness, Credentials credentials, CertificateTrust trust, Revocation revocation, Executor threads) {
        this.freshness = freshness;
        this.credentials = credentials;
        this.trust = trust;
        this.revocation = revocation;
        this.threads = threads;
    }

    /** What a call says.
     * @param identities lines of its Identity headers
     * @param from       numbers or URIs of the caller, one of which must be vouched for
     * @param to         numbers or URIs of whom it calls, likewise
     * @param now        when it came */
    public record Question(List<String> identities, List<String> from, List<String> to, Instant now) {
        public Question {
            identities = List.copyOf(identities);
            from = canonical(from);
            to = canonical(to);
        }

        private static List<String> canonical(List<String> names) {
            return names.stream().map(name -> CanonicalNumber.of(name).orElse(name)).distinct().toList();
        }
    }

    /** A PASSporT that the result depends on, and where its Identity header says the certificate is. */
    private record Link(Passport passport, String info) {}

    public CompletionStage<Verification> verify(Question question) {
        List<IdentityHeader> headers = question.identities().stream().limit(MOST_HEADERS).map(IdentityHeader::parse).flatMap(Optional::stream).toList();
        if (headers.stream().noneMatch(header -> header.ppt().equals(IdentityHeader.SHAKEN))) {
            return done(Verification.noIdentity("none of " + question.identities().size() + " Identity headers is one of SHAKEN in full form"));
        }
        try {
            List<Link> links = headers.stream().filter(header -> header.ppt().equals(IdentityHeader.SHAKEN) || header.ppt().equals(IdentityHeader.DIV))
                    .map(header -> new Link(Passport.parse(header), header.info())).toList();
            List<Link> chain = chain(links, question.to());
            Optional<Verification.Refused> refusal = refusal(chain, question);
            return refusal.isPresent() ? done(refusal.get()) : signatures(chain, question.now());
        } catch (MalformedPassportException malformed) {
            return done(Verification.invalid("a PASSporT cannot be read: " + malformed.getMessage()));
        }
    }

    private static CompletionStage<Verification> done(Verification verification) {
        return CompletableFuture.completedFuture(verification);
    }

    /** From the one for whoever is called now, over those of the forwards before, to the first (RFC 8946 §5). Empty without one for who is called. */
    private static List<Link> chain(List<Link> links, List<String> called) {
        List<Link> chain = new ArrayList<>();
        List<String> wanted = called;
        while (chain.size() <= links.size()) {
            List<String> target = wanted;
            List<Link> fitting = links.stream().filter(link -> link.passport().to().stream().anyMatch(target::contains)).toList();
            Optional<Link> first = fitting.stream().filter(link -> link.passport().attest().isPresent()).findFirst();
            if (first.isPresent()) {
                chain.add(first.get());
                return chain;
            }
            if (fitting.isEmpty()) {
                break;
            }
            chain.add(fitting.getFirst());
            wanted = List.of(fitting.getFirst().passport().forwardedBy().orElseThrow());
        }
        return List.of();
    }

    /** What can be told without the certificate. */
    private Optional<Verification.Refused> refusal(List<Link> chain, Question question) {
        if (chain.isEmpty()) {
            return Optional.of(Verification.invalid("no PASSporT is for " + question.to()));
        }
        for (Link link : chain) {
            Passport passport = link.passport();
            if (!question.from().contains(passport.from())) {
                return Optional.of(Verification.invalid("it is signed for " + passport.from() + ", not for " + question.from()));
            }
            Duration age = Duration.between(passport.signedAt(), question.now()).abs();
            if (!freshness.isZero() && age.compareTo(freshness) > 0) {
                return Optional.of(Verification.stale("signed at " + passport.signedAt() + ", received at " + question.now()));
            }
            if (!passport.certificate().equals(link.info())) {
                return Optional.of(Verification.noCredential("x5u is " + passport.certificate() + ", info is " + link.info()));
            }
        }
        return Optional.empty();
    }

    /** All are fetched at once; the first that is wrong is what the caller hears of. */
    private CompletionStage<Verification> signatures(List<Link> chain, Instant now) {
        CompletionStage<Verification> verdict = done(new Verification.Passed(chain.getLast().passport().attest().orElseThrow()));
        for (Link link : chain) {
            verdict = verdict.thenCombine(signature(link.passport(), now), (before, one) -> before instanceof Verification.Refused ? before
                    : one.<Verification>map(refused -> refused).orElse(before));
        }
        return verdict;
    }

    private CompletionStage<Optional<Verification.Refused>> signature(Passport passport, Instant now) {
        Instant valid = freshness.isZero() ? passport.signedAt() : now;
        return credentials.at(passport.certificate()).thenComposeAsync(certificates -> {
            Optional<Verification.Refused> refused = signature(passport, certificates, valid);
            return refused.isPresent() ? CompletableFuture.completedFuture(refused)
                    : revocation.check(certificates, valid, now).thenApply(_ -> Optional.<Verification.Refused>empty());
        }, threads).exceptionally(failure -> Optional.of(refusal(failure)));
    }

    private static Verification.Refused refusal(Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof CredentialException wrong && wrong.kind() == CredentialException.Kind.UNSUPPORTED ? Verification.untrusted(wrong.why())
                : Verification.noCredential(String.valueOf(cause.getMessage()));
    }

    private Optional<Verification.Refused> signature(Passport passport, List<X509Certificate> certificates, Instant valid) {
        try {
            String number = passport.forwardedBy().orElse(passport.from());
            return passport.isSignedBy(trust.keyOf(certificates, number, valid)) ? Optional.empty()
                    : Optional.of(Verification.invalid("the signature is not that of the owner of " + passport.certificate()));
        } catch (CredentialException untrusted) {
            return Optional.of(Verification.untrusted(untrusted.why()));
        } catch (GeneralSecurityException | MalformedPassportException unreadable) {
            return Optional.of(Verification.invalid("the signature cannot be read: " + unreadable.getMessage()));
        }
    }
}
