package io.tandem.provisioning.resource;

import java.util.function.Supplier;

/** Runs a write: all of it or nothing, and again when the database chose it as the victim of a deadlock. */
public interface Transactions {
    <T> T write(Supplier<T> work);

    /** The same, while no other write with the same name runs, on any node. */
    <T> T write(String alone, Supplier<T> work);
}
