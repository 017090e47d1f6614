package io.tandem.data.snapshot;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the stored preferences of one owner on one level. */
public enum PreferenceQuery {
    USER("voip_usr_preferences", "subscriber_id = ?"),
    PROFILE("voip_prof_preferences", "profile_id = ?"),
    DOMAIN("voip_dom_preferences", "domain_id = ?"),
    CUSTOMER("voip_contract_preferences", "location_id is null and v.contract_id = ?"),
    RESELLER("voip_reseller_preferences", "reseller_id = ?"),
    PEER("voip_peer_preferences", "peer_host_id = ?");

    private final String sql;

    PreferenceQuery(String table, String owner) {
        this.sql = "select p.attribute, v.value from provisioning." + table + " v "
                + "join provisioning.voip_preferences p on p.id = v.attribute_id where v." + owner + " order by v.id";
    }

    /** Blocks. */
    public Preferences read(Connection connection, int ownerId) throws SQLException {
        Map<String, List<String>> values = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, ownerId);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) values.computeIfAbsent(row.getString(1), _ -> new ArrayList<>()).add(row.getString(2));
            }
        }
        return values.isEmpty() ? Preferences.NONE : new Preferences(values);
    }
}
