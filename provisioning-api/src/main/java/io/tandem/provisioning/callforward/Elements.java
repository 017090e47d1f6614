package io.tandem.provisioning.callforward;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.tandem.provisioning.owner.Owner;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.table.Store;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The elements of sets of one kind. */
final class Elements {
    private final SetKind kind;
    private final Store store;
    private final ElementCheck check;
    private final Destinations destinations;

    Elements(SetKind kind, Store store) {
        this.kind = kind;
        this.store = store;
        this.check = new ElementCheck(kind);
        this.destinations = new Destinations(store);
    }

    /** By set, as clients see them. */
    Map<Long, List<ObjectNode>> of(Collection<Long> sets) {
        Map<Long, List<ObjectNode>> found = new HashMap<>();
        if (sets.isEmpty()) {
            return found;
        }
        String columns = String.join(", e.", kind.elementColumns());
        String marks = Store.marks(sets.size());
        String order = kind == SetKind.DESTINATION ? "e.priority, e.id" : "e.id";
        store.jdbc().sql("select e." + kind.reference() + ", d.domain, e." + columns + " from " + kind.elementTable() + " e join " + kind.setTable()
                + " t on t.id = e." + kind.reference() + " join provisioning.voip_subscribers s on s.id = t.subscriber_id"
                + " join provisioning.voip_domains d on d.id = s.domain_id where e." + kind.reference() + " in (" + marks + ") order by " + order)
            .params(new ArrayList<>(sets)).query(row -> {
                found.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>()).add(element(row));
            });
        return found;
    }

    /** Gives a set exactly these elements.
     * @param path name of the field in error texts
     * @param regex patterns are regular expressions
     * @param whenBusy a voicebox among the destinations plays its busy greeting */
    void replace(long set, List<Values> elements, Owner owner, String path, boolean regex, boolean whenBusy) {
        store.execute("delete from " + kind.elementTable() + " where " + kind.reference() + " = ?", set);
        for (Values element : elements) {
            check.check(element, path, regex);
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            kind.elementColumns().forEach(column -> row.put(column, element.sql(column)));
            row.put(kind.reference(), set);
            if (kind == SetKind.DESTINATION) {
                row.put("destination", destinations.require(path + ".destination", element.require("destination"), owner, whenBusy));
            }
            store.insert(kind.elementTable(), row);
        }
    }

    private ObjectNode element(ResultSet row) throws SQLException {
        ObjectNode element = JsonNodeFactory.instance.objectNode();
        int index = 3;
        for (String column : kind.elementColumns()) {
            switch (row.getObject(index)) {
                case null -> element.putNull(column);
                case Number number -> element.put(column, number.longValue());
                case Object text -> element.put(column, text.toString());
            }
            index++;
        }
        if (kind == SetKind.DESTINATION) {
            element.put("simple_destination", Destination.simple(row.getString(3), row.getString(2)));
        }
        return element;
    }
}
