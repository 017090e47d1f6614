package io.tandem.proxy.number;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

import io.tandem.data.snapshot.Directory;
import io.tandem.data.snapshot.Domain;
import io.tandem.data.snapshot.Subscriber;

/** Subscribers of the provisioning database, cached by {@link Directory}. */
public record DirectorySubscribers(Directory directory) implements Subscribers {

    @Override
    public CompletionStage<Optional<Subscriber>> byUsername(String username, String domain) {
        return directory.byUsername(username, domain);
    }

    @Override
    public CompletionStage<Optional<Subscriber>> byAlias(String alias, String domain) {
        return directory.byAlias(alias, domain);
    }

    @Override
    public CompletionStage<Optional<Subscriber>> byNumber(String digits) {
        return directory.byNumber(digits);
    }

    @Override
    public CompletionStage<Optional<Subscriber>> byBaseNumber(String digits) {
        return directory.byBaseNumber(digits);
    }

    @Override
    public CompletionStage<Optional<Subscriber>> byUuid(String uuid) {
        return directory.byUuid(uuid);
    }

    @Override
    public CompletionStage<Optional<Domain>> domain(String name) {
        return directory.domain(name);
    }
}
