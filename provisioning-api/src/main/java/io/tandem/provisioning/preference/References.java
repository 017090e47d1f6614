package io.tandem.provisioning.preference;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.table.Store;

/** Finds the objects that preferences of one level name, and the names of those that are set. */
final class References {
    private final Level level;
    private final Store store;

    References(Level level, Store store) {
        this.level = level;
        this.store = store;
    }

    /** What a reference and what comes with it are stored as, by attribute.
     * @throws ApiError 422 when the owner's reseller has no object of this name */
    Map<String, List<String>> named(long owner, Reference reference, String name) {
        Reference.Source source = reference.source();
        long id = find(owner, source, name).orElseThrow(() -> unknown(reference, name));
        Map<String, List<String>> stored = new LinkedHashMap<>();
        stored.put(reference.stored(), List.of(Long.toString(id)));
        stored.putAll(copies(source, id));
        return stored;
    }

    private Map<String, List<String>> copies(Reference.Source source, long id) {
        Map<String, List<String>> copies = new LinkedHashMap<>();
        if (!source.copies().isEmpty()) {
            String columns = source.copies().stream().map(Reference.Copy::column).collect(Collectors.joining(", "));
            store.jdbc().sql("select " + columns + " from " + source.table() + " where id = ?").param(id).query(row -> {
                int index = 1;
                for (Reference.Copy copy : source.copies()) {
                    copies.put(copy.attribute(), Optional.ofNullable(row.getString(index++)).stream().toList());
                }
            });
        }
        return copies;
    }

    /** Emergency containers are set by name or by id; a client that merges sends both, and means the one that it has changed. */
    Map<String, List<String>> container(long owner, Optional<String> name, Optional<Long> id, List<String> before) {
        Reference reference = Reference.EMERGENCY_MAPPING_CONTAINER;
        Optional<Long> changed = id.filter(given -> !before.contains(given.toString()));
        if (changed.isEmpty() && name.isPresent()) {
            return named(owner, reference, name.get());
        }
        return id.map(given -> {
            Reference.Source source = reference.source();
            String found = names(Map.of(reference, List.of(given.toString()))).getOrDefault(reference, Map.of()).getOrDefault(given.toString(), "");
            if (found.isEmpty() || find(owner, source, found).filter(given::equals).isEmpty()) {
                throw ApiError.invalid(reference.stored(), given.toString(), "no object of this id exists");
            }
            return Map.of(reference.stored(), List.of(given.toString()));
        }).orElse(Map.of());
    }

    /** Names by id, of all references at once. */
    Map<Reference, Map<String, String>> names(Map<Reference, ? extends Collection<String>> ids) {
        Map<Reference, Map<String, String>> names = new EnumMap<>(Reference.class);
        List<String> selects = new ArrayList<>();
        List<Object> parameters = new ArrayList<>();
        ids.forEach((reference, wanted) -> {
            if (!wanted.isEmpty()) {
                Reference.Source source = reference.source();
                selects.add("select %d, id, %s from %s where id in (%s)".formatted(reference.ordinal(), source.name(), source.table(),
                    Store.marks(wanted.size())));
                parameters.addAll(wanted);
            }
        });
        if (!selects.isEmpty()) {
            store.jdbc().sql(String.join(" union all ", selects)).params(parameters).query(row -> {
                names.computeIfAbsent(Reference.values()[row.getInt(1)], _ -> new HashMap<>()).put(row.getString(2), row.getString(3));
            });
        }
        return names;
    }

    private Optional<Long> find(long owner, Reference.Source source, String name) {
        String named = "select t.id from " + source.table() + " t where t." + source.name() + " = ?";
        return switch (source.scope()) {
            case CUSTOMER -> store.number(named + " and t.contract_id in (select account_id from provisioning.voip_subscribers where id = ?)"
                + " order by t.id limit 1", name, owner);
            case RESELLER -> level.resellerSql().isEmpty() ? store.number(named + " order by t.id limit 1", name)
                : store.number(named + " and t.reseller_id in (select " + level.resellerSql() + " from " + level.ownerTable().from()
                    + " where " + level.ownerTable().id() + " = ?) order by t.id limit 1", name, owner);
        };
    }

    private static ApiError unknown(Reference reference, String name) {
        return ApiError.invalid(reference.attribute(), name, "no object of this name exists");
    }
}
