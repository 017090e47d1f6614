package io.tandem.relay.session;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One side of a dialogue. The answering side of a forked call collects a tag for each branch that answered. */
final class Party {
    private final Set<String> tags = new LinkedHashSet<>();
    private final Instant created;

    Party(Optional<String> tag, Instant created) {
        this.created = created;
        tag.ifPresent(tags::add);
    }

    boolean has(String tag) {
        return tags.contains(tag);
    }

    boolean isUntagged() {
        return tags.isEmpty();
    }

    /** The tag heard of last comes last. */
    void add(String tag) {
        tags.remove(tag);
        tags.add(tag);
    }

    /** Empty for a callee that has not answered yet. */
    Optional<String> tag() {
        return tags.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(tags).getLast());
    }

    List<String> tags() {
        return List.copyOf(tags);
    }

    Instant created() {
        return created;
    }
}
