package io.tandem.proxy.registrar;

import java.util.List;

import io.tandem.proxy.location.Binding;

/** What a REGISTER leads to. */
sealed interface Decision {
    Refuse STALE = new Refuse(500, "CSeq Out Of Order");

    /** 200 after these changes.
     * @param stored  new and refreshed bindings
     * @param removed RUIDs
     * @param all     what the 200 lists */
    record Accept(List<Binding> stored, List<String> removed, List<Binding> all) implements Decision {
        public Accept {
            stored = List.copyOf(stored);
            removed = List.copyOf(removed);
            all = List.copyOf(all);
        }

        boolean changesNothing() {
            return stored.isEmpty() && removed.isEmpty();
        }
    }

    /** Nothing changes. */
    record Refuse(int status, String reason) implements Decision {}
}
