package io.tandem.b2bua.call;

import java.util.Optional;

import io.tandem.b2bua.message.Replaces;
import io.tandem.b2bua.session.CallTable;
import io.tandem.b2bua.session.Replaceable;

/** Finds the dialog that somebody wants to take the place of (RFC 3891 §3). */
final class Replacing {
    private Replacing() {}

    /** @return empty if there is none, or one in which nobody talks to another party */
    static Optional<Replaceable> find(Replaces replaces, CallTable table) {
        return table.find(replaces.dialog()).or(() -> table.find(replaces.mirrored()))
            .flatMap(place -> place instanceof Replaceable replaceable ? Optional.of(replaceable) : Optional.empty());
    }
}
