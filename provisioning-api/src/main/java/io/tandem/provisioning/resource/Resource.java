package io.tandem.provisioning.resource;

import java.util.Optional;

/**
 * One collection under {@code /api/}. What a client may do with it follows from the interfaces it implements. Called on request threads; writes
 * run inside one database transaction, to which the resource adds its change-log row.
 */
public interface Resource {
    Declaration declaration();

    Listing list(Search search, Caller caller);

    /** @return empty also for rows that the caller may not see */
    Optional<Item> find(String id, Caller caller);

    /** Whether an id of this resource can look so; others are answered 400. */
    default boolean isId(String text) {
        return text.length() <= 18 && !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Takes POST. */
    interface Creates extends Resource {
        Created create(Values values, Caller caller);

        /** Whether a caller who may only read may still do this. */
        default boolean openToReaders() {
            return false;
        }
    }

    /** Takes PUT and PATCH. */
    interface Replaces extends Resource {
        void replace(Item current, Values values, Caller caller);
    }

    /** Takes DELETE. */
    interface Deletes extends Resource {
        void delete(Item current, Caller caller);
    }

    /** What POST made.
     * @param document body of the reply where it is not the item, as with certificates */
    record Created(String id, Optional<Document> document) {
        public static Created item(long id) {
            return new Created(Long.toString(id), Optional.empty());
        }
    }

    /** A file for the client. */
    record Document(String contentType, String fileName, byte[] content) {}
}
