package io.tandem.provisioning.row;

import java.util.List;

import io.tandem.provisioning.resource.Item;

/** What belongs to a row beside its columns. Writes run in the transaction of the row. */
public interface Effect {
    Effect NONE = new Effect() {};

    /** Adds to items that are shown what the table does not hold. */
    default void fill(List<Item> items) {}

    default void written(long id, Write write) {}

    /** The row is still there. */
    default void deleting(Item current) {}

    /** The row and what cascades from it are gone. */
    default void deleted(Item current) {}
}
