package io.tandem.provisioning.preference;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Query;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Store;
import tools.jackson.databind.node.ObjectNode;

/**
 * The preferences of one level; an item has the id of its owner. PUT replaces all that is not internal, unknown attributes are dropped, and call
 * nodes use the new values from the next request on.
 */
public final class Preferences implements Resource.Replaces {
    private final Level level;
    private final Catalogue catalogue;
    private final PreferenceValues preferences;
    private final Exposure exposure;
    private final Rows owners;

    public Preferences(Level level, Catalogue catalogue, Store store) {
        this.level = level;
        this.catalogue = catalogue;
        this.preferences = new PreferenceValues(level, catalogue, store);
        this.exposure = new Exposure(catalogue, store);
        this.owners = new Rows(store.jdbc(), level.ownerTable());
    }

    @Override
    public Declaration declaration() {
        return catalogue.declaration(level.resource(), () -> Declaration.of(level.resource(), "Preferences of " + level.owners(), catalogue.fields(level))
            .withAllPatchOps().relatedTo(level.owners()).access(level.access()).withJournal());
    }

    @Override
    public Listing list(Search search, Caller caller) {
        Listing listing = owners.list(search, caller);
        fill(listing.items(), preferences.stored(ids(listing.items())), caller);
        return listing;
    }

    @Override
    public Optional<Item> find(String id, Caller caller) {
        return owners.find(id, caller).map(owner -> filled(owner, caller));
    }

    /** Writing preferences leaves their owner what he is. */
    @Override
    public Optional<Item> replaced(Item before, Query query, Caller caller) {
        return Optional.of(filled(new Item(before.id(), before.fields().objectNode().put("id", before.whole("id"))), caller));
    }

    private Item filled(Item owner, Caller caller) {
        Map<Long, List<PreferenceRows.Stored>> stored = preferences.stored(ids(List.of(owner)));
        fill(List.of(owner), stored, caller);
        return new Item(owner.id(), owner.fields(), Optional.of(new Source(stored.getOrDefault(owner.whole("id"), List.of()))));
    }

    /** All that an owner has set, what this caller may not see too. */
    private record Source(List<PreferenceRows.Stored> stored) {
        static Optional<Map<String, List<String>>> of(Item item) {
            return item.source().filter(Source.class::isInstance).map(Source.class::cast).map(source -> source.stored().stream().collect(
                Collectors.groupingBy(PreferenceRows.Stored::attribute, Collectors.mapping(PreferenceRows.Stored::value, Collectors.toList()))));
        }
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        long owner = current.whole("id");
        preferences.replace(owner, values, allowed(List.of(owner), caller).getOrDefault(owner, Set.of()), Source.of(current));
    }

    private static List<Long> ids(List<Item> items) {
        return items.stream().map(item -> item.whole("id")).toList();
    }

    private void fill(List<Item> items, Map<Long, List<PreferenceRows.Stored>> stored, Caller caller) {
        Map<Long, ObjectNode> found = preferences.shown(stored);
        Map<Long, Set<String>> allowed = allowed(ids(items), caller);
        found.forEach((owner, fields) -> fields.retain(allowed.getOrDefault(owner, Set.of())));
        items.forEach(item -> Optional.ofNullable(found.get(item.whole("id"))).ifPresent(item.fields()::setAll));
    }

    private Map<Long, Set<String>> allowed(List<Long> ids, Caller caller) {
        if (level == Level.SUBSCRIBER) {
            return exposure.to(caller, ids);
        }
        Set<String> names = exposure.to(caller, level);
        return ids.stream().collect(Collectors.toMap(id -> id, _ -> names));
    }
}
