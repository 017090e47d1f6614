package io.tandem.provisioning.preference;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Every preference a client may set, by level. Read once: the catalogue changes only with a migration. Any thread. */
public final class Catalogue {
    private final JdbcClient jdbc;
    private final Map<Level, Map<String, Attribute>> byLevel = new ConcurrentHashMap<>();

    public Catalogue(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Attributes that may be set at this level, by name; internal ones are left out. */
    Map<String, Attribute> of(Level level) {
        return byLevel.computeIfAbsent(level, this::read);
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
        return Map.copyOf(attributes);
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
