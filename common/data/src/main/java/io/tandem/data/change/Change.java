package io.tandem.data.change;

/**
 * One row of {@code provisioning.change_log}.
 *
 * @param id     position in the log; commits may become visible out of this order
 * @param entity one of the constants of {@link ChangeLog}, or one that a reader does not know and ignores
 * @param key    identifies the changed object within the entity, usually its database id
 */
public record Change(long id, String entity, String key) {}
