package io.tandem.provisioning.row;

import java.util.function.LongUnaryOperator;

import io.tandem.data.change.ChangeLog;

/**
 * Under what name the change feed learns of a row.
 *
 * @param entity one of {@link ChangeLog}
 * @param field  field of the item that holds the key, or leads to it
 * @param key    the key for the field's value
 */
public record Notice(String entity, String field, LongUnaryOperator key) {

    public static Notice of(String entity, String field) {
        return new Notice(entity, field, LongUnaryOperator.identity());
    }
}
