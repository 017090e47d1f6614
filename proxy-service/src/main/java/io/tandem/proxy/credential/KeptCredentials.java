package io.tandem.proxy.credential;

import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Certificates that were fetched before, and places that had none. Any thread. */
public final class KeptCredentials implements Credentials {
    private static final int PLACES = 1000;

    private final KeptAnswers<List<X509Certificate>> places;

    public KeptCredentials(Credentials source, FetchProperties rules, InstantSource clock) {
        places = new KeptAnswers<>(source::at, rules, clock, PLACES, (_, _) -> true);
    }

    @Override
    public CompletionStage<List<X509Certificate>> at(String url) {
        return places.at(url);
    }
}
