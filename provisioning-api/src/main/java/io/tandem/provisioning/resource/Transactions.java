package io.tandem.provisioning.resource;

import java.util.function.Supplier;

/** Runs a write: all of it or nothing, and again when the database chose it as the victim of a deadlock. */
public interface Transactions {
    <T> T write(Supplier<T> work);
}
