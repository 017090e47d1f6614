package io.tandem.provisioning.callforward;

import java.util.Map;
import java.util.Optional;

import io.tandem.data.forward.ForwardType;

/** Forwards calls of one type to a set of destinations, if the other sets let it. */
record Mapping(long id, ForwardType type, Map<SetKind, SetName> sets, boolean enabled, boolean useRedirection) {
    /** A set as mappings show it. */
    record SetName(long id, String name) {}

    Mapping {
        sets = Map.copyOf(sets);
    }

    Optional<SetName> set(SetKind kind) {
        return Optional.ofNullable(sets.get(kind));
    }

    Optional<Long> setId(SetKind kind) {
        return set(kind).map(SetName::id);
    }
}
