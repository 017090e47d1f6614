package io.tandem.provisioning.row;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.table.Store;

/** Preferences that hold the id of an object. When the object goes they go with it: whoever had set them falls back on what stands behind. */
public final class PreferenceLinks {
    private static final List<Owners> LEVELS = List.of(new Owners("voip_usr_preferences", "subscriber_id", ChangeLog.SUBSCRIBER),
        new Owners("voip_prof_preferences", "profile_id", ChangeLog.PROFILE), new Owners("voip_dom_preferences", "domain_id", ChangeLog.DOMAIN),
        new Owners("voip_contract_preferences", "contract_id", ChangeLog.CUSTOMER),
        new Owners("voip_peer_preferences", "peer_host_id", ChangeLog.PEER_HOST));

    private final Store store;

    public PreferenceLinks(Store store) {
        this.store = store;
    }

    private record Owners(String table, String owner, String entity) {}

    /** @param ids what the object is called in each attribute; ends in the caller's {@link Store#changed}, which wakes readers */
    public void remove(Map<String, Long> ids) {
        List<Object> parameters = new ArrayList<>();
        ids.forEach((attribute, id) -> parameters.addAll(List.of(attributeId(attribute), id.toString())));
        String condition = " where " + String.join(" or ", Collections.nCopies(ids.size(), "attribute_id = ? and value = ?"));
        for (Owners level : LEVELS) {
            String rows = " from provisioning." + level.table() + condition;
            store.execute("insert into provisioning.change_log (entity, entity_key) select distinct '" + level.entity() + "', " + level.owner() + rows,
                parameters.toArray());
            store.execute("delete" + rows, parameters.toArray());
        }
    }

    private long attributeId(String attribute) {
        return store.number("select id from provisioning.voip_preferences where attribute = ?", attribute)
            .orElseThrow(() -> new IllegalArgumentException("no preference " + attribute + " in the catalogue"));
    }
}
