package io.tandem.proxy.credential;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.tandem.testkit.time.ManualScheduler;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Places of certificates are asked once in a while. */
class KeptCredentialsTest {
    private final ManualScheduler time = new ManualScheduler();
    private final List<CompletableFuture<List<X509Certificate>>> asked = new ArrayList<>();
    private final KeptCredentials kept = new KeptCredentials(this::ask, new FetchProperties(List.of(), Set.of(443), false, List.of(), Duration.ofSeconds(1),
            8192, 8192, 4, Duration.ofHours(1), Duration.ofSeconds(30)), time);

    private CompletionStage<List<X509Certificate>> ask(String url) {
        asked.add(new CompletableFuture<>());
        return asked.getLast();
    }

    @Test void callsThatWaitForTheSamePlaceAskOnce() {
        kept.at("https://a.example/1");
        kept.at("https://a.example/1");
        assertThat(asked).hasSize(1);
        kept.at("https://a.example/2");
        assertThat(asked).hasSize(2);
    }

    @Test void whatWasFetchedIsUsedForAnHour() {
        kept.at("https://a.example/1");
        asked.getFirst().complete(List.of());
        time.passes(Duration.ofMinutes(59));
        assertThat(kept.at("https://a.example/1").toCompletableFuture()).isCompleted();
        assertThat(asked).hasSize(1);
        time.passes(Duration.ofMinutes(1));
        kept.at("https://a.example/1");
        assertThat(asked).hasSize(2);
    }

    @Test void aPlaceThatNobodyHadTimeForIsAskedAtOnce() {
        kept.at("https://a.example/1");
        asked.getFirst().completeExceptionally(new CredentialException(CredentialException.Kind.BUSY, "too many"));
        kept.at("https://a.example/1");
        assertThat(asked).hasSize(2);
    }

    @Test void aPlaceWithoutAnyIsLeftAloneForHalfAMinute() {
        kept.at("https://a.example/1");
        asked.getFirst().completeExceptionally(CredentialException.unreachable("nobody there"));
        time.passes(Duration.ofSeconds(29));
        assertThat(kept.at("https://a.example/1").toCompletableFuture()).isCompletedExceptionally();
        assertThat(asked).hasSize(1);
        time.passes(Duration.ofSeconds(1));
        kept.at("https://a.example/1");
        assertThat(asked).hasSize(2);
    }
}
