package io.tandem.data.snapshot;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tandem.data.change.Change;
import io.tandem.data.change.ChangeFeed;
import io.tandem.data.change.ChangeListener;
import io.tandem.data.change.ChangeLog;
import io.tandem.data.coherence.CoherentReads;

/**
 * Finds subscribers and domains. Any thread, event loops too: nothing here blocks. A future is complete on return if the answer is
 * cached; else it completes on a virtual thread, so a loop continues with {@code thenAcceptAsync(..., loop::execute)}. It fails with
 * {@link io.tandem.data.coherence.ReadOverloadException} or the {@link java.sql.SQLException} of the read, and then nothing is cached.
 *
 * <p>Coherence: an answer is cached only if no change was told while it was read; keys (names, numbers) are hints that are checked
 * against the subscriber they lead to; answers "there is none" are dropped on every change.
 */
public final class Directory implements ChangeListener, AutoCloseable {
    private static final int CACHED_DOMAINS = 10_000;
    private static final int CACHED_ABSENCES = 10_000;
    private static final int CACHED_EXTENSIONS = 10_000;

    private final SubscriberSource source;
    private final CoherentReads reads;
    private final Cache<Integer, Subscriber> subscribers;
    private final Cache<LookupKey, Integer> index;
    private final Cache<LookupKey, Boolean> absences = Caffeine.newBuilder().maximumSize(CACHED_ABSENCES).build();
    /** Apart: somebody's new number may be nearer than the one that an extension was found by. */
    private final Cache<LookupKey, Integer> extensions = Caffeine.newBuilder().maximumSize(CACHED_EXTENSIONS).build();
    private final Cache<String, Optional<Domain>> domains = Caffeine.newBuilder().maximumSize(CACHED_DOMAINS).build();

    Directory(SubscriberSource source, DirectorySettings settings) {
        this.source = source;
        this.reads = new CoherentReads(settings.concurrentReads(), settings.waitingReads());
        this.subscribers = Caffeine.newBuilder().maximumSize(settings.cachedSubscribers()).build();
        this.index = Caffeine.newBuilder().maximumSize(4L * settings.cachedSubscribers()).build();
    }

    /** A directory over the local replica, kept up to date by the feed. Close it before the pool. */
    public static Directory open(DataSource dataSource, ChangeFeed feed, DirectorySettings settings) {
        Directory directory = new Directory(new JdbcSubscriberSource(dataSource), settings);
        feed.subscribe(directory);
        return directory;
    }

    /** The subscriber with this user name, as in an address-of-record; case matters in the user name only (RFC 3261 §19.1.4). */
    public CompletableFuture<Optional<Subscriber>> byUsername(String username, String domain) {
        return find(new LookupKey.Username(username, canonical(domain)));
    }

    /** The subscriber of this domain with this number or device name as alias. */
    public CompletableFuture<Optional<Subscriber>> byAlias(String alias, String domain) {
        return find(new LookupKey.AliasName(alias, canonical(domain)));
    }

    /** The subscriber, of whatever domain, with this number: E.164 digits without plus sign. */
    public CompletableFuture<Optional<Subscriber>> byNumber(String digits) { return find(new LookupKey.Number(digits)); }

    /** The subscriber with the longest number that this one goes on from: a base number with an extension behind it.
     * @param digits E.164 digits without plus sign */
    public CompletableFuture<Optional<Subscriber>> byBaseNumber(String digits) { return find(new LookupKey.Extension(digits)); }

    public CompletableFuture<Optional<Subscriber>> byUuid(String uuid) { return find(new LookupKey.Uuid(uuid)); }

    /** The served domain of this name, in any case; empty for a foreign one. */
    public CompletableFuture<Optional<Domain>> domain(String name) {
        String key = canonical(name);
        Optional<Domain> cached = domains.getIfPresent(key);
        if (cached != null) return CompletableFuture.completedFuture(cached);
        return reads.once(key, () -> source.domain(key), found -> domains.put(key, found));
    }

    private CompletableFuture<Optional<Subscriber>> find(LookupKey key) {
        Integer id = placesOf(key).getIfPresent(key);
        Subscriber known = id == null ? null : subscribers.getIfPresent(id);
        if (known != null && key.finds(known)) return CompletableFuture.completedFuture(Optional.of(known));
        if (absences.getIfPresent(key) != null) return CompletableFuture.completedFuture(Optional.empty());
        return reads.once(key, () -> source.find(key).filter(key::finds), found -> remember(key, found)); // SQL finds "alice " and "alice" alike
    }

    private void remember(LookupKey key, Optional<Subscriber> found) {
        if (found.isEmpty()) {
            absences.put(key, Boolean.TRUE);
            return;
        }
        Subscriber subscriber = found.get();
        subscribers.put(subscriber.id(), subscriber);
        placesOf(key).put(key, subscriber.id());
    }

    private Cache<LookupKey, Integer> placesOf(LookupKey key) { return key instanceof LookupKey.Extension ? extensions : index; }

    @Override public void onChanges(List<Change> changes) {
        if (changes.stream().anyMatch(Directory::isUnclear)) {
            onLost();
            return;
        }
        Set<Integer> domainIds = ids(changes, ChangeLog.DOMAIN);
        Set<Integer> customerIds = ids(changes, ChangeLog.CUSTOMER);
        reads.forget(() -> {
            absences.invalidateAll();
            extensions.invalidateAll();
            subscribers.invalidateAll(ids(changes, ChangeLog.SUBSCRIBER));
            if (!domainIds.isEmpty()) domains.invalidateAll();
            if (!domainIds.isEmpty() || !customerIds.isEmpty()) {
                subscribers.asMap().values().removeIf(
                        subscriber -> domainIds.contains(subscriber.domainId()) || customerIds.contains(subscriber.customerId()));
            }
        });
    }

    @Override public void onLost() {
        reads.forget(() -> {
            absences.invalidateAll();
            extensions.invalidateAll();
            domains.invalidateAll();
            subscribers.invalidateAll();
            index.invalidateAll();
        });
    }

    /** A profile reaches subscribers whose snapshot does not say so; a key that is no id can mean anything. */
    private static boolean isUnclear(Change change) {
        return switch (change.entity()) {
            case ChangeLog.PROFILE -> true;
            case ChangeLog.SUBSCRIBER, ChangeLog.DOMAIN, ChangeLog.CUSTOMER -> !change.key().matches("\\d{1,9}");
            default -> false; // somebody else's business
        };
    }

    private static Set<Integer> ids(List<Change> changes, String entity) {
        return changes.stream().filter(change -> change.entity().equals(entity)).map(change -> Integer.valueOf(change.key()))
                .collect(Collectors.toSet());
    }

    /** Subscribers in memory, for a gauge. */
    public long cachedSubscribers() { return subscribers.estimatedSize(); }

    /** Look-ups that wait for the database, for a gauge. */
    public int waitingReads() { return reads.waiting(); }

    @Override public void close() { reads.close(); }

    private static String canonical(String domain) { return domain.toLowerCase(Locale.ROOT); }
}
