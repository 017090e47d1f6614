package io.tandem.proxy.regevent;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.tandem.proxy.location.Binding;
import io.tandem.proxy.regevent.ContactState.Event;

/** What is registered for one address-of-record, as it was seen last. Event loop only. */
final class KnownContacts {
    /** Clocks and rounding to seconds do not make a registration shorter. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private final Map<String, ContactState> known = new LinkedHashMap<>();
    private final Map<String, String> removals = new HashMap<>(); // RUID to why, as the log has it
    private boolean read;

    /** Why a binding will be found gone. */
    void note(String ruid, String reason) {
        removals.put(ruid, reason);
    }

    /** Takes what is registered now.
     * @return what has changed; nothing the first time */
    List<ContactState> update(List<Binding> current, Instant now) {
        Map<String, Binding> all = new LinkedHashMap<>();
        current.forEach(binding -> all.put(binding.ruid(), binding));
        List<ContactState> changes = new ArrayList<>();
        for (ContactState before : List.copyOf(known.values())) {
            Binding after = all.get(before.binding().ruid());
            if (after == null) {
                known.remove(before.binding().ruid());
                changes.add(new ContactState(before.binding(), removal(before.binding(), now), before.since()));
            }
        }
        for (Binding after : all.values()) {
            change(Optional.ofNullable(known.get(after.ruid())), after, now).ifPresent(changed -> {
                known.put(after.ruid(), changed);
                changes.add(changed);
            });
        }
        removals.clear();
        boolean first = !read;
        read = true;
        return first ? List.of() : changes;
    }

    private Event removal(Binding gone, Instant now) {
        return removals.containsKey(gone.ruid()) ? Event.ofRemoval(removals.get(gone.ruid()))
                : gone.isExpired(now) ? Event.EXPIRED : Event.DEACTIVATED;
    }

    private Optional<ContactState> change(Optional<ContactState> before, Binding after, Instant now) {
        if (before.isEmpty()) {
            return Optional.of(new ContactState(after, after.isPermanent() ? Event.CREATED : Event.REGISTERED,
                    read ? Optional.of(now) : Optional.empty()));
        }
        Binding old = before.get().binding();
        boolean same = old.expiresAt().equals(after.expiresAt()) && old.contact().equals(after.contact()) && old.cSeq() == after.cSeq()
                && Objects.equals(old.callId(), after.callId()) && old.lastModified().equals(after.lastModified());
        return same ? Optional.empty() : Optional.of(new ContactState(after, isShorter(old, after) ? Event.SHORTENED : Event.REFRESHED,
                before.get().since()));
    }

    private static boolean isShorter(Binding old, Binding after) {
        return after.expiresAt().filter(end -> end.plus(TOLERANCE).isBefore(old.expiresAt().orElse(Instant.MAX))).isPresent();
    }

    List<ContactState> all() {
        return List.copyOf(known.values());
    }

    /** When the next of them ends by itself. */
    Optional<Instant> nextEnd() {
        return known.values().stream().flatMap(contact -> contact.binding().expiresAt().stream()).min(Instant::compareTo);
    }
}
