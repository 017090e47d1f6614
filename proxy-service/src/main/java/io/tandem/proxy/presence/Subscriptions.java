package io.tandem.proxy.presence;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.sip.dialog.DialogId;

/** All subscriptions. Event loop only, but for {@link #size}. */
final class Subscriptions {
    private final Map<DialogId, Subscription> byDialog = new HashMap<>();
    private final Map<AddressOfRecord, Set<Subscription>> byWatched = new HashMap<>();
    private final Map<Integer, Integer> perWatcher = new HashMap<>();
    private final PresenceProperties limits;
    private volatile int size;

    Subscriptions(PresenceProperties limits) {
        this.limits = limits;
    }

    /** Whether this subscriber may have one more. */
    boolean hasRoomFor(int watcher) {
        return size < limits.maxSubscriptions() && perWatcher.getOrDefault(watcher, 0) < limits.maxPerSubscriber();
    }

    void add(Subscription subscription) {
        byDialog.put(subscription.dialog().id(), subscription);
        byWatched.computeIfAbsent(subscription.watched(), _ -> new LinkedHashSet<>()).add(subscription);
        perWatcher.merge(subscription.watcher(), 1, Integer::sum);
        size = byDialog.size();
    }

    /** @return false if it was not here any more */
    boolean remove(Subscription subscription) {
        if (!byDialog.remove(subscription.dialog().id(), subscription)) {
            return false;
        }
        byWatched.computeIfPresent(subscription.watched(), (_, all) -> {
            all.remove(subscription);
            return all.isEmpty() ? null : all;
        });
        perWatcher.computeIfPresent(subscription.watcher(), (_, count) -> count > 1 ? count - 1 : null);
        size = byDialog.size();
        return true;
    }

    Optional<Subscription> of(DialogId dialog) {
        return Optional.ofNullable(byDialog.get(dialog));
    }

    /** As a list that does not change. */
    List<Subscription> all() {
        return List.copyOf(byDialog.values());
    }

    boolean isWatched(AddressOfRecord watched) {
        return byWatched.containsKey(watched);
    }

    /** Who watches this subscriber, as a list that does not change. */
    List<Subscription> watching(AddressOfRecord watched) {
        return List.copyOf(byWatched.getOrDefault(watched, Set.of()));
    }

    /** The one that has reserved this place of a line. */
    Optional<Subscription> seizing(AddressOfRecord line, int appearance) {
        Stream<Subscription> all = byWatched.getOrDefault(line, Set.of()).stream();
        return all.filter(one -> one.appearance().isPresent() && one.appearance().getAsInt() == appearance).findFirst();
    }

    /** Any thread. */
    int size() {
        return size;
    }
}
