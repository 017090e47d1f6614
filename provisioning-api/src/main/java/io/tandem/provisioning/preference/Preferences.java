package io.tandem.provisioning.preference;

import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Store;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The preferences of one level; an item has the id of its owner. PUT replaces all that is not internal, unknown attributes are dropped, and call
 * nodes use the new values from the next request on.
 */
public final class Preferences implements Resource.Replaces {
    private final Level level;
    private final Catalogue catalogue;
    private final Store store;
    private final PreferenceRows preferences;
    private final Rows owners;

    public Preferences(Level level, Catalogue catalogue, Store store) {
        this.level = level;
        this.catalogue = catalogue;
        this.store = store;
        this.preferences = new PreferenceRows(store, level);
        this.owners = new Rows(store.jdbc(), level.ownerTable());
    }

    @Override
    public Declaration declaration() {
        return Declaration.of(level.resource(), "Preferences of " + level.owners(),
            catalogue.of(level).values().stream().map(Attribute::field).toList()).withAllPatchOps().relatedTo(level.owners()).withJournal();
    }

    @Override
    public Listing list(Search search, Caller caller) {
        Listing listing = owners.list(search, caller);
        fill(listing.items());
        return listing;
    }

    @Override
    public Optional<Item> find(String id, Caller caller) {
        Optional<Item> owner = owners.find(id, caller);
        owner.ifPresent(item -> fill(List.of(item)));
        return owner;
    }

    @Override
    public void replace(Item current, Values values, Caller caller) {
        long owner = current.whole("id");
        Map<String, Attribute> settable = catalogue.of(level);
        preferences.clear(owner, settable.values());
        for (Map.Entry<String, JsonNode> given : values.fields().properties()) {
            Optional.ofNullable(settable.get(given.getKey())).ifPresent(attribute -> write(owner, attribute, given.getValue()));
        }
        store.changed(level.entity(), owner);
    }

    private void write(long owner, Attribute attribute, JsonNode value) {
        if (attribute.isReference()) {
            throw ApiError.invalid(attribute.name(), value.asString(""), "no object of this name exists");
        }
        switch (value) {
            case ArrayNode several -> several.values().forEach(each -> preferences.insert(owner, attribute.id(), Attribute.stored(each)));
            case ObjectNode blob -> preferences.insertBlob(owner, attribute.id(), blob.path("content_type").asString(), decoded(attribute, blob));
            default -> preferences.insert(owner, attribute.id(), Attribute.stored(value));
        }
    }

    private static byte[] decoded(Attribute attribute, ObjectNode blob) {
        try {
            return Base64.getMimeDecoder().decode(blob.path("data").asString());
        } catch (IllegalArgumentException notBase64) {
            throw ApiError.invalid(attribute.name() + ".data", "", "Value must be base64");
        }
    }

    private void fill(Collection<Item> items) {
        Map<Long, List<PreferenceRows.Stored>> stored = preferences.of(items.stream().map(item -> item.whole("id")).toList());
        Map<String, Attribute> shown = catalogue.of(level);
        for (Item item : items) {
            for (PreferenceRows.Stored value : stored.getOrDefault(item.whole("id"), List.of())) {
                Optional.ofNullable(shown.get(value.attribute())).ifPresent(attribute -> show(item.fields(), attribute, value));
            }
        }
    }

    private static void show(ObjectNode fields, Attribute attribute, PreferenceRows.Stored value) {
        if (attribute.kind() == Attribute.Kind.BLOB) {
            fields.putObject(attribute.name()).put("content_type", value.contentType()).put("data", value.content());
        } else if (attribute.many()) {
            fields.withArray(attribute.name()).add(attribute.json(value.value()));
        } else {
            fields.set(attribute.name(), attribute.json(value.value()));
        }
    }
}
