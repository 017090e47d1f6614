package io.tandem.provisioning.rest;

import java.util.Optional;

import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Search;

/** What was written to an item, entry by entry. */
public interface History {
    /** How entries look. */
    Declaration declaration();

    Listing of(String resource, String id, Search search);

    Optional<Item> entry(String resource, String id, String entry);

    Optional<Item> latest(String resource, String id);
}
