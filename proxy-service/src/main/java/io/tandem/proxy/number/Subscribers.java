package io.tandem.proxy.number;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

import io.tandem.data.snapshot.Domain;
import io.tandem.data.snapshot.Subscriber;

/** Finds subscribers and served domains. Any thread; never blocks; stages complete on any thread. */
public interface Subscribers {

    CompletionStage<Optional<Subscriber>> byUsername(String username, String domain);

    /** By number or device name as alias in this domain. */
    CompletionStage<Optional<Subscriber>> byAlias(String alias, String domain);

    /** By E.164 digits, in whatever domain. */
    CompletionStage<Optional<Subscriber>> byNumber(String digits);

    /** Whose longest number these digits go on from, in whatever domain. */
    CompletionStage<Optional<Subscriber>> byBaseNumber(String digits);

    CompletionStage<Optional<Subscriber>> byUuid(String uuid);

    CompletionStage<Optional<Domain>> domain(String name);
}
