package io.tandem.data.snapshot;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.github.benmanes.caffeine.cache.Interner;

/** Reads the stored preferences of the owners on one level. */
public enum PreferenceQuery {
    USER("voip_usr_preferences", "subscriber_id", ""),
    PROFILE("voip_prof_preferences", "profile_id", ""),
    DOMAIN("voip_dom_preferences", "domain_id", ""),
    CUSTOMER("voip_contract_preferences", "contract_id", " and v.location_id is null"),
    CUSTOMER_LOCATION("voip_contract_preferences", "location_id", ""),
    RESELLER("voip_reseller_preferences", "reseller_id", ""),
    PEER("voip_peer_preferences", "peer_host_id", "");

    /** A domain's or a customer's preferences are read with each of its subscribers, but kept once. */
    private static final Interner<Preferences> SETS = Interner.newWeakInterner();
    private static final int LONGEST_SHARED = 4;

    private final String all;
    private final String one;

    PreferenceQuery(String table, String owner, String condition) {
        String from = "select v." + owner + ", p.attribute, v.value from provisioning." + table + " v "
                + "join provisioning.voip_preferences p on p.id = v.attribute_id where ";
        this.all = from + "v." + owner + " is not null" + condition + " order by v.id";
        this.one = from + "v." + owner + " = ?" + condition + " order by v.id";
    }

    /** Those of one owner. Blocks. */
    public Preferences read(Connection connection, int ownerId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(one)) {
            statement.setInt(1, ownerId);
            return byOwner(statement).getOrDefault(ownerId, Preferences.NONE);
        }
    }

    /** Those of all owners that have any, by owner: for levels with few of them. Blocks. */
    public Map<Integer, Preferences> readAll(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(all)) {
            return byOwner(statement);
        }
    }

    private static Map<Integer, Preferences> byOwner(PreparedStatement statement) throws SQLException {
        Map<Integer, Map<String, List<String>>> values = new HashMap<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                values.computeIfAbsent(row.getInt(1), _ -> new HashMap<>()).computeIfAbsent(row.getString(2).intern(), _ -> new ArrayList<>())
                        .add(shared(row.getString(3)));
            }
        }
        Map<Integer, Preferences> owners = new HashMap<>();
        values.forEach((owner, read) -> owners.put(owner, SETS.intern(new Preferences(read))));
        return owners;
    }

    /** Switches and names of sounds, codecs and countries are few; numbers are not. */
    private static String shared(String value) {
        return value.length() <= LONGEST_SHARED ? value.intern() : value;
    }
}
