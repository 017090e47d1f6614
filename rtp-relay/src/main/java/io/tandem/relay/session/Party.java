package io.tandem.relay.session;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.tandem.relay.choice.Choices;
import io.tandem.relay.sdp.ShownOrigin;

/** One side of a dialogue. The answering side of a forked call collects a tag for each branch that answered. */
public final class Party {
    private final Set<String> tags = new LinkedHashSet<>();
    private final Instant created;
    private final ShownOrigin origin;
    private Optional<String> label = Optional.empty();

    Party(Optional<String> tag, Instant created, Choices choices) {
        this.origin = new ShownOrigin(choices.make(ShownOrigin::newSessionId));
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

    /** The tag heard of last; empty for a callee that has not answered yet. */
    public Optional<String> tag() {
        return tags.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(tags).getLast());
    }

    public List<String> tags() {
        return List.copyOf(tags);
    }

    public Instant created() {
        return created;
    }

    /** A name the controller gave it. */
    public Optional<String> label() {
        return label;
    }

    void label(Optional<String> newLabel) {
        if (newLabel.isPresent()) label = newLabel;
    }

    ShownOrigin origin() {
        return origin;
    }
}
