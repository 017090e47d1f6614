package io.tandem.provisioning.preference;

import java.util.List;

import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Query;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.table.Store;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The resources {@code ...preferencedefs}: which preferences a level has, as one map. */
public final class PreferenceDefinitions implements Resource.Shows {
    private final Level level;
    private final JdbcClient jdbc;
    private final Exposure exposure;
    private final Declaration declaration;

    public PreferenceDefinitions(Level level, Catalogue catalogue, Store store) {
        this.level = level;
        this.jdbc = store.jdbc();
        this.exposure = new Exposure(catalogue, store);
        String name = level.resource().substring(0, level.resource().length() - 1) + "defs";
        declaration = Declaration.of(name, "Which preferences " + level.owners() + " have", List.of()).access(level.access());
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }

    @Override
    public ObjectNode show(Query query, Caller caller) {
        ObjectNode map = JsonNodeFactory.instance.objectNode();
        jdbc.sql("select p.attribute, p.label, p.description, p.data_type, p.max_occur, p.read_only, g.name from provisioning.voip_preferences p "
            + "join provisioning.voip_preference_groups g on g.id = p.voip_preference_groups_id where p.internal = 0 and p." + level.flag()
            + " = 1 order by p.id").query(row -> {
                map.putObject(row.getString(1)).put("label", row.getString(2)).put("description", row.getString(3)).put("data_type", row.getString(4))
                    .put("max_occur", row.getInt(5)).put("read_only", row.getBoolean(6)).put("preference_group", row.getString(7))
                    .put("dynamic", false);
            });
        jdbc.sql("select p.attribute, e.label, e.value, e.default_val from provisioning.voip_preferences_enum e join provisioning.voip_preferences p "
            + "on p.id = e.preference_id where p.internal = 0 and p." + level.flag() + " = 1 and e." + level.flag() + " = 1 order by e.id")
            .query(row -> {
                map.withObject(row.getString(1)).withArray("enum_values").addObject().put("label", row.getString(2)).put("value", row.getString(3))
                    .put("default_val", row.getBoolean(4));
            });
        return map.retain(exposure.to(caller, level));
    }
}
