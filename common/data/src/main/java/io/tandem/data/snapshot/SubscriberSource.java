package io.tandem.data.snapshot;

import java.sql.SQLException;
import java.util.Optional;

/** Where subscribers and domains come from: the database, or a map in tests. Blocks; called on virtual threads. */
interface SubscriberSource {
    Optional<Subscriber> find(LookupKey key) throws SQLException;

    Optional<Domain> domain(String name) throws SQLException;
}
