package io.tandem.proxy.rehearsal;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.tandem.data.snapshot.Alias;
import io.tandem.data.snapshot.Domain;
import io.tandem.data.snapshot.E164Number;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.data.snapshot.SubscriberStatus;
import io.tandem.proxy.number.Subscribers;

/** Two subscribers that nobody else knows. The real ones are asked for them, too, in vain, so that looking up is no new thing; whatever they say. */
final class OwnSubscribers implements Subscribers {
    static final String DOMAIN = "warm-up.invalid"; // RFC 2606: nobody's
    static final String SECRET = "warm-up";
    /** Belongs to no row. */
    private static final int NOBODY = Integer.MAX_VALUE;
    private static final int MOST_ASKED = 100;

    static final Subscriber ALICE = subscriber("alice", NOBODY - 1, "1");
    static final Subscriber BOB = subscriber("bob", NOBODY, "2");

    private final Subscribers real;
    private final AtomicInteger asked = new AtomicInteger();

    OwnSubscribers(Subscribers real) {
        this.real = real;
    }

    private static Subscriber subscriber(String name, int id, String number) {
        E164Number primary = new E164Number("999", "000", number); // an unassigned country code
        return new Subscriber(id, "warm-up-" + name, name, DOMAIN, NOBODY, NOBODY, SECRET, NOBODY, Optional.empty(), Optional.empty(), SubscriberStatus.ACTIVE,
                Optional.of(primary), List.of(new Alias("999000" + number, true, false, Optional.empty())), Preferences.NONE, Preferences.NONE);
    }

    private static Optional<Subscriber> named(String username) {
        return List.of(ALICE, BOB).stream().filter(one -> one.username().equals(username)).findFirst();
    }

    private <T> CompletionStage<T> after(Supplier<? extends CompletionStage<?>> lookup, T answer) {
        return asked.getAndIncrement() < MOST_ASKED ? lookup.get().handle((_, _) -> answer) : CompletableFuture.completedFuture(answer);
    }

    @Override
    public CompletionStage<Optional<Subscriber>> byUsername(String username, String domain) {
        return after(() -> real.byUsername(username, domain), named(username));
    }

    @Override
    public CompletionStage<Optional<Subscriber>> byAlias(String alias, String domain) {
        return after(() -> real.byAlias(alias, domain), Optional.empty());
    }

    @Override
    public CompletionStage<Optional<Subscriber>> byNumber(String digits) {
        return after(() -> real.byNumber(digits), Optional.empty());
    }

    @Override
    public CompletionStage<Optional<Subscriber>> byBaseNumber(String digits) {
        return after(() -> real.byBaseNumber(digits), Optional.empty());
    }

    @Override
    public CompletionStage<Optional<Subscriber>> byUuid(String uuid) {
        return after(() -> real.byUuid(uuid), uuid.equals(ALICE.uuid()) ? Optional.of(ALICE) : Optional.empty());
    }

    @Override
    public CompletionStage<Optional<Domain>> domain(String name) {
        return after(() -> real.domain(name), name.equals(DOMAIN) ? Optional.of(new Domain(NOBODY, DOMAIN, NOBODY, Preferences.NONE)) : Optional.empty());
    }
}
