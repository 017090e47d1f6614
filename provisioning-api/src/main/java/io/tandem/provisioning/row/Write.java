package io.tandem.provisioning.row;

import java.util.Map;
import java.util.Optional;

import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Values;
import org.jspecify.annotations.Nullable;

/**
 * A row that is about to be written.
 *
 * @param values  what the client wants
 * @param current what stands there; empty when the row is new
 * @param row     value by column; rules may complete it
 */
public record Write(Values values, Optional<Item> current, Caller caller, Map<String, @Nullable Object> row) {

    /** Id of the item that is replaced; 0, which nothing has, when the row is new. */
    public long id() {
        return current.map(item -> item.whole("id")).orElse(0L);
    }
}
