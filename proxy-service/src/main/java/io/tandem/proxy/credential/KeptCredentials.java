package io.tandem.proxy.credential;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/** Certificates that were fetched before, and places that had none. Each place is asked once, however many calls wait for it. Any thread. */
public final class KeptCredentials implements Credentials {
    private static final int PLACES = 1000;

    private final Cache<String, Kept> places = Caffeine.newBuilder().maximumSize(PLACES).build();
    private final Credentials source;
    private final FetchProperties rules;
    private final InstantSource clock;

    public KeptCredentials(Credentials source, FetchProperties rules, InstantSource clock) {
        this.source = source;
        this.rules = rules;
        this.clock = clock;
    }

    private record Kept(CompletableFuture<List<X509Certificate>> chain, Instant since) {}

    @Override
    public CompletionStage<List<X509Certificate>> at(String url) {
        if (url.length() > CertificatePlace.LONGEST) {
            return source.at(url); // to hear why not
        }
        Instant now = clock.instant();
        return places.asMap().compute(url, (_, known) -> known != null && isGood(known, now) ? known : new Kept(source.at(url).toCompletableFuture(), now))
                .chain();
    }

    private boolean isGood(Kept known, Instant now) {
        Duration age = Duration.between(known.since(), now);
        if (!known.chain().isCompletedExceptionally()) {
            return age.compareTo(rules.kept()) < 0;
        }
        boolean busy = known.chain().exceptionNow() instanceof CredentialException failure && failure.kind() == CredentialException.Kind.BUSY;
        return !busy && age.compareTo(rules.failureKept()) < 0;
    }
}
