package io.tandem.proxy.regevent;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import io.tandem.net.Scheduler;
import io.tandem.proxy.call.LoopAnswers;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.Locations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registrations that somebody watches. While there are any the registration log is followed; each change in it, and each end of a binding, makes one look at
 * what is registered, a few at once and then one in five seconds (RFC 3680 §4.10): what happens in between is told together. Event loop only. */
public final class RegistrationWatches {
    private static final Logger LOG = LoggerFactory.getLogger(RegistrationWatches.class);
    private static final Duration INTERVAL = Duration.ofMillis(250);
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final int AT_ONCE = 4;
    private static final String TERMINATED = "terminated";

    private final Scheduler scheduler;
    private final LoopAnswers answers;
    private final Locations locations;
    private final RegistrationNews news;
    private final InstantSource clock;
    private final Map<AddressOfRecord, Watch> watches = new HashMap<>();
    private Optional<String> position = Optional.empty();
    private boolean following;
    private Listener listener = new Nobody();

    /** Hears of changes. */
    public interface Listener {
        /** @param all     what is registered now
         * @param changes contacts that came, went or were refreshed */
        void registrationChanged(AddressOfRecord owner, List<ContactState> all, List<ContactState> changes);

        /** There is no such subscriber any more. */
        void registrationEnded(AddressOfRecord owner);
    }

    private record Nobody() implements Listener {
        @Override
        public void registrationChanged(AddressOfRecord owner, List<ContactState> all, List<ContactState> changes) {}

        @Override
        public void registrationEnded(AddressOfRecord owner) {}
    }

    public RegistrationWatches(Scheduler scheduler, LoopAnswers answers, Locations locations, RegistrationNews news, InstantSource clock) {
        this.scheduler = scheduler;
        this.answers = answers;
        this.locations = locations;
        this.news = news;
        this.clock = clock;
    }

    public void listener(Listener all) {
        this.listener = all;
    }

    /** One more watches.
     * @param time for which it does; more may be asked for by {@link #prolong} */
    public void add(AddressOfRecord owner, Duration time) {
        watches.computeIfAbsent(owner, Watch::new).watchers++;
        prolong(owner, time);
        if (!following) {
            following = true;
            follow();
        }
    }

    public void prolong(AddressOfRecord owner, Duration time) {
        answers.when(news.watch(owner, time.plus(AGAIN)), _ -> { }, failure -> LOG.warn("refreshes of {} may not be told: {}", owner, failure.toString()));
    }

    public void remove(AddressOfRecord owner) {
        Watch watch = watches.get(owner);
        if (watch != null && --watch.watchers == 0) {
            watch.end();
            watches.remove(owner);
        }
    }

    /** What is registered now; the stage completes on the loop and fails while Redis is away. */
    public CompletionStage<List<ContactState>> current(AddressOfRecord owner) {
        Watch watch = watches.computeIfAbsent(owner, Watch::new);
        return answers.onLoop(locations.find(owner)).thenApply(bindings -> {
            watch.take(watch.contacts.update(bindings, clock.instant()));
            return watch.contacts.all();
        }).whenComplete((_, _) -> {
            if (watch.watchers == 0) {
                watches.remove(owner, watch); // who only asked once
                watch.end();
            }
        });
    }

    private void follow() {
        if (watches.isEmpty()) {
            following = false;
            position = Optional.empty();
            return;
        }
        if (position.isEmpty()) {
            answers.when(news.end(), end -> {
                position = Optional.of(end);
                watches.values().forEach(Watch::look); // what happened before it was followed
                scheduler.schedule(INTERVAL.toNanos(), this::follow);
            }, this::later);
        } else {
            answers.when(news.after(position.get()), this::take, this::later);
        }
    }

    private void later(Throwable failure) {
        LOG.warn("watched registrations are not followed for {} s: {}", AGAIN.toSeconds(), failure.toString());
        position = Optional.empty();
        scheduler.schedule(AGAIN.toNanos(), this::follow);
    }

    private void take(RegistrationNews.Batch batch) {
        position = Optional.of(batch.position());
        if (batch.gap()) {
            watches.values().forEach(Watch::look);
        }
        for (RegistrationNews.News one : batch.news()) {
            Watch watch = watches.get(one.owner());
            if (watch != null) {
                watch.contacts.note(one.ruid(), one.reason());
                watch.terminated |= one.reason().equals(TERMINATED);
                watch.look();
            }
        }
        scheduler.schedule(INTERVAL.toNanos(), this::follow);
    }

    /** One address-of-record. */
    private final class Watch {
        private final AddressOfRecord owner;
        private final KnownContacts contacts = new KnownContacts();
        private Scheduler.Timeout end = () -> false;
        private int watchers;
        private int spent; // looks, of AT_ONCE
        private boolean looking;
        private boolean wanted;
        private boolean terminated;
        private boolean over;

        Watch(AddressOfRecord owner) {
            this.owner = owner;
        }

        void end() {
            over = true;
            end.cancel();
        }

        /** Looks at what is registered, now or as soon as it may. */
        void look() {
            wanted = true;
            if (over || looking || spent >= AT_ONCE) {
                return;
            }
            wanted = false;
            looking = true;
            spent++;
            scheduler.schedule(AGAIN.toNanos() * spent, this::regain);
            answers.when(locations.find(owner), bindings -> {
                looking = false;
                take(contacts.update(bindings, clock.instant()));
                again();
            }, failure -> {
                LOG.warn("registrations of {} cannot be read: {}", owner, failure.toString());
                looking = false;
                wanted = true;
            });
        }

        private void regain() {
            spent--;
            again();
        }

        private void again() {
            if (wanted) {
                look();
            }
        }

        private void take(List<ContactState> changes) {
            end.cancel();
            if (over) {
                return;
            }
            Instant now = clock.instant();
            contacts.nextEnd().ifPresent(at -> end = scheduler.schedule(Math.max(0, Duration.between(now, at).toNanos()) + INTERVAL.toNanos(), this::look));
            if (!changes.isEmpty()) {
                listener.registrationChanged(owner, contacts.all(), changes);
            }
            if (terminated && contacts.all().isEmpty()) {
                terminated = false;
                listener.registrationEnded(owner);
            }
        }
    }
}
