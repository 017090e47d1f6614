package io.tandem.provisioning.resource;

import java.util.List;
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

    /** Reads an item with query parameters beside its id, such as {@code location_id}; most resources know none. */
    default Optional<Item> find(String id, Query query, Caller caller) {
        return find(id, caller);
    }

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

        /** Creates with query parameters, such as {@code create_primary_acli}; most resources know none. */
        default Created create(Values values, Query query, Caller caller) {
            return create(values, caller);
        }
    }

    /** POST also takes an array of items, all or none of which are made. */
    interface CreatesMany extends Creates {
        /** @param purge whether what is there in the scope of these items goes first ({@code purge_existing}) */
        void createMany(List<Values> items, boolean purge, Caller caller);
    }

    /** Items stand below what they belong to, {@code /api/<name>/<parent>/<id>}; their ids here are {@code <parent>/<id>}. */
    interface Below extends Resource {
        /** The filter that selects the items below one parent. */
        String parentField();

        /** Whether there is such a parent and the caller may see it. */
        boolean isParent(String id, Caller caller);
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
        ObjectNode show(Query query, Caller caller);

        @Override
        default Listing list(Search search, Caller caller) {
            throw new IllegalStateException(declaration().name() + " has no items");
        }

        @Override
        default Optional<Item> find(String id, Caller caller) {
            throw new IllegalStateException(declaration().name() + " has no items");
        }
    }

    /** What it shows is also to be had as a file of one type. */
    interface ShowsFile extends Shows {
        /** @return the media type, for {@code Accept}, whose end {@code format} names */
        String fileType();

        /** @param shown what {@link #show} said */
        Document file(ObjectNode shown);
    }

    /** Takes PUT and PATCH. */
    interface Replaces extends Resource {
        void replace(Item current, Values values, Caller caller);

        /** Reads an item again that was replaced a moment ago, by the same transaction; for resources that need not read all of it anew.
         * @return empty if it is gone */
        default Optional<Item> replaced(Item before, Query query, Caller caller) {
            return find(before.id(), query, caller);
        }
    }

    /** Takes PATCH and no PUT: most of the item is not a client's to write. */
    interface Patches extends Replaces {}

    /** Takes DELETE. */
    interface Deletes extends Resource {
        void delete(Item current, Caller caller);

        /** Deletes with query parameters, such as {@code force_delete}; most resources know none. */
        default void delete(Item current, Query query, Caller caller) {
            delete(current, caller);
        }
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

    /**
     * Takes files in POST and PUT: as parts of multipart/form-data beside one named {@code json}, or as the whole body with the fields in the query.
     * Plain JSON stays possible; a rule of the resource asks for the file. They come in {@link Values#file}.
     */
    interface TakesFiles extends Resource {
        /** Media types of a body that is the file, such as {@code audio/x-wav} or {@code text/*}; empty where files come in parts only. */
        List<String> bodyTypes();
    }

    /** GET of an item may answer with a file. */
    interface GivesFiles extends Resource {
        /** @param format query parameter {@code format}, or else the media type of {@code Accept} if it is none of JSON or HTML
         *  @return empty where the fields are the answer */
        Optional<Download> file(Item item, Optional<String> format, Caller caller);
    }

    /** Its times can be shown in another zone ({@code tz}, {@code use_owner_tz}). */
    interface TellsTime extends Resource {
        /** @param query names the owner, such as {@code subscriber_id}
         *  @return name of a zone; empty where the owner has none */
        Optional<String> ownerZone(Query query, Caller caller);
    }

    /** GET of the collection with {@code Accept: text/csv} gives all items that match as lines. */
    interface GivesCsv extends Resource {
        List<String> line(Item item);
    }

    /** POST of {@code text/csv} creates many at once. */
    interface TakesCsv extends Resource {
        /** @param query scope of the lines, such as {@code reseller_id}
         *  @param purge whether what is there in this scope goes first ({@code purge_existing}) */
        void createAll(List<List<String>> lines, Query query, boolean purge, Caller caller);
    }

    /** What POST made.
     * @param document body of the reply where it is not the item, as with certificates */
    record Created(String id, Optional<Document> document) {
        public static Created item(long id) {
            return item(Long.toString(id));
        }

        public static Created item(String id) {
            return new Created(id, Optional.empty());
        }
    }

    /** A file from or for the client.
     * @param fileName empty if it has none */
    record Document(String contentType, String fileName, byte[] content) {}

    /** A file for the client, read as it is sent.
     * @param fileName empty if it has none */
    record Download(String contentType, String fileName, Content content) {}
}
