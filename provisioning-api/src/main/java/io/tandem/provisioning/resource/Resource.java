package io.tandem.provisioning.resource;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import tools.jackson.databind.node.ObjectNode;

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

    /** Whether a caller who may only read may still write this. */
    default boolean openToReaders() {
        return false;
    }

    /** Takes POST. */
    interface Creates extends Resource {
        Created create(Values values, Caller caller);
    }

    /** Takes DELETE on the collection. */
    interface Clears extends Resource {
        /** @param search what to delete */
        void clear(Search search, Caller caller);
    }

    /** Takes POST and keeps nothing that could be read: an action. */
    interface Acts extends Resource {
        Outcome act(Values values, Caller caller);

        @Override
        default Listing list(Search search, Caller caller) {
            throw new IllegalStateException(declaration().name() + " has no items");
        }

        @Override
        default Optional<Item> find(String id, Caller caller) {
            throw new IllegalStateException(declaration().name() + " has no items");
        }
    }

    /** Takes GET on the collection and answers with one object, such as a map of definitions. */
    interface Shows extends Resource {
        /** @param parameters of the query */
        ObjectNode show(Map<String, List<String>> parameters, Caller caller);

        @Override
        default Listing list(Search search, Caller caller) {
            throw new IllegalStateException(declaration().name() + " has no items");
        }

        @Override
        default Optional<Item> find(String id, Caller caller) {
            throw new IllegalStateException(declaration().name() + " has no items");
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

    /** What an action answers.
     * @param body empty for a reply of the status alone */
    record Outcome(int status, Optional<ObjectNode> body) {
        public static Outcome empty(int status) {
            return new Outcome(status, Optional.empty());
        }

        public static Outcome shown(int status, ObjectNode body) {
            return new Outcome(status, Optional.of(body));
        }
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
