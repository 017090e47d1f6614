package io.tandem.proxy.credential;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiPredicate;
import java.util.function.Function;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/** What was fetched before, and places that had nothing. Each place is asked once, however many calls wait for it. Any thread.
 * @param <T> what is fetched */
public final class KeptAnswers<T> {
    private final Cache<String, Kept<T>> places;
    private final Function<String, CompletionStage<T>> source;
    private final FetchProperties rules;
    private final InstantSource clock;
    private final BiPredicate<T, Instant> good;

    /** @param most places that are remembered
     * @param good whether an answer is still to be used */
    public KeptAnswers(Function<String, CompletionStage<T>> source, FetchProperties rules, InstantSource clock, int most, BiPredicate<T, Instant> good) {
        this.places = Caffeine.newBuilder().maximumSize(most).build();
        this.source = source;
        this.rules = rules;
        this.clock = clock;
        this.good = good;
    }

    private record Kept<T>(CompletableFuture<T> answer, Instant since) {}

    /** As the source says, now or before. */
    public CompletionStage<T> at(String url) {
        if (url.length() > CertificatePlace.LONGEST) {
            return source.apply(url); // to hear why not
        }
        Instant now = clock.instant();
        return places.asMap().compute(url, (_, known) -> known != null && isGood(known, now) ? known
                : new Kept<>(source.apply(url).toCompletableFuture(), now)).answer();
    }

    private boolean isGood(Kept<T> known, Instant now) {
        Duration age = Duration.between(known.since(), now);
        if (!known.answer().isCompletedExceptionally()) {
            return age.compareTo(rules.kept()) < 0 && (!known.answer().isDone() || good.test(known.answer().join(), now));
        }
        boolean busy = known.answer().exceptionNow() instanceof CredentialException failure && failure.kind() == CredentialException.Kind.BUSY;
        return !busy && age.compareTo(rules.failureKept()) < 0;
    }
}
