package io.tandem.proxy.location;

import java.util.List;

/** What came of {@link Locations#refresh}. */
public sealed interface Refreshed {

    /** The binding is stored.
     * @param all of the address-of-record, the new one among them */
    record Stored(List<Binding> all) implements Refreshed {
        public Stored {
            all = List.copyOf(all);
        }
    }

    /** Nothing was stored: the binding is a new one beside others, or permanent.
     * @param current what is registered */
    record Other(List<Binding> current) implements Refreshed {
        public Other {
            current = List.copyOf(current);
        }
    }

    /** Nothing was stored: the same Call-ID has come with a higher CSeq. */
    record Stale() implements Refreshed {}
}
