package io.tandem.provisioning.callforward;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.tandem.data.forward.ForwardType;
import io.tandem.provisioning.owner.Owner;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The sets behind simple forwards, {@code quickset_<type>}. */
final class QuickSets {
    private static final String NAMES =
        Stream.of(ForwardType.values()).map(type -> "'" + name(type) + "'").collect(Collectors.joining(", "));

    private final Store store;
    private final Map<SetKind, Elements> elements = new EnumMap<>(SetKind.class);

    private static String name(ForwardType type) {
        return "quickset_" + type.word();
    }

    QuickSets(Store store) {
        this.store = store;
        for (SetKind kind : SetKind.values()) {
            elements.put(kind, new Elements(kind, store));
        }
    }

    /** What lies in the sets of some mappings. */
    record Contents(Map<SetKind, Map<Long, List<ObjectNode>>> elements, Map<SetKind, Map<Long, Pattern>> patterns) {
        void show(ObjectNode shown, Mapping mapping) {
            for (SetKind kind : SetKind.values()) {
                Optional<Long> set = mapping.setId(kind);
                ArrayNode array = shown.putArray(kind.elements());
                set.map(id -> elements.getOrDefault(kind, Map.of()).getOrDefault(id, List.of())).ifPresent(found -> found.forEach(array::add));
                set.map(id -> patterns.getOrDefault(kind, Map.of()).get(id)).ifPresent(pattern ->
                    shown.put(kind.elements() + "_mode", pattern.mode()).put(kind.elements() + "_is_regex", pattern.regex()));
            }
            shown.put("enabled", mapping.enabled()).put("use_redirection", mapping.useRedirection());
        }
    }

    /** How a set of patterns is read. */
    record Pattern(String mode, boolean regex) {}

    Contents contents(Collection<Mapping> mappings) {
        Map<SetKind, Map<Long, List<ObjectNode>>> found = new EnumMap<>(SetKind.class);
        Map<SetKind, Map<Long, Pattern>> patterns = new EnumMap<>(SetKind.class);
        elements.forEach((kind, ofKind) -> {
            List<Long> sets = mappings.stream().flatMap(mapping -> mapping.setId(kind).stream()).distinct().toList();
            found.put(kind, ofKind.of(sets));
            if (kind.hasPatterns() && !sets.isEmpty()) {
                patterns.put(kind, patterns(kind, sets));
            }
        });
        return new Contents(found, patterns);
    }

    private Map<Long, Pattern> patterns(SetKind kind, List<Long> sets) {
        Map<Long, Pattern> found = new HashMap<>();
        String marks = Store.marks(sets.size());
        store.jdbc().sql("select id, mode, is_regex from " + kind.setTable() + " where id in (" + marks + ")")
            .params(new ArrayList<>(sets)).query(row -> {
                found.put(row.getLong(1), new Pattern(row.getString(2), row.getBoolean(3)));
            });
        return found;
    }

    /** @return id of the set */
    long write(Owner owner, ForwardType type, SetKind kind, Values simple) {
        boolean regex = simple.flag(kind.elements() + "_is_regex");
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("subscriber_id", owner.id());
        row.put("name", name(type));
        if (kind.hasPatterns()) {
            row.put("mode", simple.require(kind.elements() + "_mode"));
            row.put("is_regex", regex);
        }
        Optional<Long> known = store.number("select max(id) from " + kind.setTable() + " where subscriber_id = ? and name = ?", owner.id(), name(type));
        known.ifPresent(id -> store.update(kind.setTable(), id, row));
        long set = known.orElseGet(() -> store.insert(kind.setTable(), row));
        elementsOf(kind).replace(set, simple.groups(kind.elements()), owner, type.word() + "." + kind.elements(), regex, type == ForwardType.CFB);
        return set;
    }

    /** Removes those of a subscriber that no mapping uses. */
    void dropUnused(long subscriber) {
        for (SetKind kind : SetKind.values()) {
            store.execute("delete from " + kind.setTable() + " where subscriber_id = ? and name in (" + NAMES + ") and id not in (select " + kind.reference()
                + " from provisioning.voip_cf_mappings where subscriber_id = ? and " + kind.reference() + " is not null)", subscriber, subscriber);
        }
    }

    private Elements elementsOf(SetKind kind) {
        return Optional.ofNullable(elements.get(kind)).orElseThrow();
    }
}
