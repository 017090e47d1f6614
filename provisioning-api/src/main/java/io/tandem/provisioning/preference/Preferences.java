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
        fill(listing.items(), caller);
        return listing;
    }

    @Override
    public Optional<Item> find(String id, Caller caller) {
        Optional<Item> owner = owners.find(id, caller);
        owner.ifPresent(item -> fill(List.of(item), caller));
        return owner;
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        long owner = current.whole("id");
        preferences.replace(owner, values, allowed(List.of(owner), caller).getOrDefault(owner, Set.of()));
    }

    private void fill(List<Item> items, Caller caller) {
        List<Long> ids = items.stream().map(item -> item.whole("id")).toList();
        Map<Long, ObjectNode> found = preferences.read(ids);
        Map<Long, Set<String>> allowed = allowed(ids, caller);
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
