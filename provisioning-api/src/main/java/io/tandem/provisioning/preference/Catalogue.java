package io.tandem.provisioning.preference;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Every preference a client may set, by level. Read once: the catalogue changes only with a migration. Any thread. */
public final class Catalogue {
    private final JdbcClient jdbc;
    private final Map<Level, Map<String, Attribute>> byLevel = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> exposed = new ConcurrentHashMap<>();
    private final Map<String, Declaration> declarations = new ConcurrentHashMap<>();

    public Catalogue(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Attributes that may be set at this level, by name; internal ones are left out. */
    Map<String, Attribute> of(Level level) {
        return byLevel.computeIfAbsent(level, this::read);
    }

    /** Made when first asked for, as it needs the catalogue, and once: it has hundreds of fields. */
    Declaration declaration(String name, Supplier<Declaration> make) {
        return declarations.computeIfAbsent(name, _ -> make.get());
    }

    List<Field> fields(Level level) {
        return of(level).values().stream().map(Attribute::field).toList();
    }

    /** Attributes that a column of the catalogue opens to customers or to subscribers. */
    Set<String> exposedTo(String column) {
        return exposed.computeIfAbsent(column, _ -> Set.copyOf(
            jdbc.sql("select attribute from provisioning.voip_preferences where " + column + " = 1").query(String.class).list()));
    }

    /** What applies where nobody has set an enumeration. */
    Map<String, String> defaults() {
        Map<String, String> defaults = new HashMap<>();
        jdbc.sql("select p.attribute, e.value from provisioning.voip_preferences_enum e join provisioning.voip_preferences p on p.id = e.preference_id "
            + "where e.default_val = 1 and e.value is not null and (e.usr_pref = 1 or e.dom_pref = 1 or e.contract_pref = 1)").query(row -> {
                defaults.put(row.getString(1), row.getString(2));
            });
        return defaults;
    }

    private Map<String, Attribute> read(Level level) {
        Map<Long, List<String>> choices = choices(level);
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        jdbc.sql("select id, attribute, data_type, max_occur from provisioning.voip_preferences where internal = 0 and " + level.flag()
            + " = 1 order by attribute").query(row -> {
                String name = row.getString("attribute");
                attributes.put(name, new Attribute(row.getLong("id"), name, Attribute.kind(row.getString("data_type")), row.getInt("max_occur") != 1,
                    List.copyOf(choices.getOrDefault(row.getLong("id"), List.of()))));
            });
        return Collections.unmodifiableMap(attributes);
    }

    private Map<Long, List<String>> choices(Level level) {
        Map<Long, List<String>> choices = new HashMap<>();
        jdbc.sql("select preference_id, value from provisioning.voip_preferences_enum where value is not null and " + level.flag() + " = 1")
            .query(row -> {
                choices.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>()).add(row.getString(2));
            });
        return choices;
    }
}
