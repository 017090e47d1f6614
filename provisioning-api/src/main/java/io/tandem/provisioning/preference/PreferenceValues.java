package io.tandem.provisioning.preference;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The preferences of one level as JSON, in both directions. */
final class PreferenceValues {
    private static final Reference CONTAINER = Reference.EMERGENCY_MAPPING_CONTAINER;

    private final Level level;
    private final Catalogue catalogue;
    private final Store store;
    private final PreferenceRows rows;
    private final References references;

    PreferenceValues(Level level, Catalogue catalogue, Store store) {
        this.level = level;
        this.catalogue = catalogue;
        this.store = store;
        rows = new PreferenceRows(store, level);
        references = new References(level, store);
    }

    private record Named(long owner, String id) {}

    /** What each owner has set. */
    Map<Long, ObjectNode> read(Collection<Long> owners) {
        return shown(stored(owners));
    }

    /** The same as it lies in the database, with what is internal. */
    Map<Long, List<PreferenceRows.Stored>> stored(Collection<Long> owners) {
        return rows.of(owners);
    }

    Map<Long, ObjectNode> shown(Map<Long, List<PreferenceRows.Stored>> stored) {
        Map<String, Attribute> shown = catalogue.of(level);
        Map<Long, ObjectNode> found = new HashMap<>();
        Map<Reference, List<Named>> named = new EnumMap<>(Reference.class);
        stored.forEach((owner, values) -> {
            ObjectNode fields = found.computeIfAbsent(owner, _ -> JsonNodeFactory.instance.objectNode());
            for (PreferenceRows.Stored value : values) {
                Reference.storedIn(value.attribute()).filter(reference -> shown.containsKey(reference.attribute())).ifPresent(reference ->
                    named.computeIfAbsent(reference, _ -> new ArrayList<>()).add(new Named(owner, value.value())));
                Optional.ofNullable(shown.get(value.attribute())).filter(attribute -> attribute.reference().isEmpty())
                    .ifPresent(attribute -> show(fields, attribute, value));
            }
        });
        showNames(found, named);
        return found;
    }

    private void showNames(Map<Long, ObjectNode> found, Map<Reference, List<Named>> named) {
        Map<Reference, Set<String>> ids = new EnumMap<>(Reference.class);
        named.forEach((reference, all) -> ids.put(reference, all.stream().map(Named::id).collect(Collectors.toSet())));
        Map<Reference, Map<String, String>> names = references.names(ids);
        named.forEach((reference, all) -> all.forEach(one ->
            Optional.ofNullable(names.getOrDefault(reference, Map.of()).get(one.id()))
                .ifPresent(name -> found.computeIfPresent(one.owner(), (_, fields) -> fields.put(reference.attribute(), name)))));
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

    /** Replaces all that is not internal; what this level does not know is dropped. */
    void replace(long owner, Values values) {
        replace(owner, values, catalogue.of(level).keySet());
    }

    /** @param allowed what is replaced; the rest stays as it is */
    void replace(long owner, Values values, Set<String> allowed) {
        replace(owner, values, allowed, Optional.empty());
    }

    /** @param known what is there by attribute, if the transaction has read it already */
    void replace(long owner, Values values, Set<String> allowed, Optional<Map<String, List<String>>> known) {
        Map<String, Attribute> settable = new LinkedHashMap<>(catalogue.of(level));
        settable.keySet().retainAll(allowed);
        Set<String> cleared = new HashSet<>(settable.keySet());
        settable.values().stream().flatMap(attribute -> attribute.reference().stream()).forEach(reference -> cleared.addAll(reference.written()));
        Map<String, List<String>> before = known.orElseGet(() -> rows.all(owner));
        Map<String, List<String>> wanted = new LinkedHashMap<>();
        cleared.forEach(attribute -> wanted.put(attribute, List.of()));
        for (Map.Entry<String, JsonNode> given : values.fields().properties()) {
            Optional.ofNullable(settable.get(given.getKey())).filter(attribute -> !isContainer(attribute) && attribute.kind() != Attribute.Kind.BLOB)
                .ifPresent(attribute -> wanted.putAll(stored(owner, attribute, given.getValue())));
        }
        if (settable.containsKey(CONTAINER.attribute())) {
            wanted.putAll(references.container(owner, values.text(CONTAINER.attribute()), values.whole(CONTAINER.stored()),
                before.getOrDefault(CONTAINER.stored(), List.of())));
        }
        rows.change(owner, before, wanted);
        settable.values().stream().filter(attribute -> attribute.kind() == Attribute.Kind.BLOB).forEach(blob -> values.group(blob.name())
            .ifPresent(given -> rows.insertBlob(owner, blob.name(), given.text("content_type").orElse(""), decoded(blob, given))));
        store.changed(level.entity(), level == Level.LOCATION ? rows.customerOf(owner) : owner);
    }

    private static boolean isContainer(Attribute attribute) {
        return attribute.name().equals(CONTAINER.attribute()) || attribute.name().equals(CONTAINER.stored());
    }

    /** What a given value is kept as, by attribute. */
    private Map<String, List<String>> stored(long owner, Attribute attribute, JsonNode value) {
        return attribute.reference().map(reference -> references.named(owner, reference, value.asString()))
            .orElseGet(() -> Map.of(attribute.name(), value instanceof ArrayNode several ? several.values().stream().map(attribute::stored).toList()
                : List.of(attribute.stored(value))));
    }

    private static byte[] decoded(Attribute attribute, Values blob) {
        try {
            return Base64.getMimeDecoder().decode(blob.require("data"));
        } catch (IllegalArgumentException notBase64) {
            throw ApiError.invalid(attribute.name() + ".data", "", "Value must be base64");
        }
    }
}
