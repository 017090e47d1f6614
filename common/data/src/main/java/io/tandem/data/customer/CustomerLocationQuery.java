package io.tandem.data.customer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.tandem.data.snapshot.PreferenceQuery;
import io.tandem.net.peer.IpNetwork;

/** Reads the places of a customer. */
public final class CustomerLocationQuery {
    private static final String LOCATIONS = "select id, name from provisioning.voip_contract_locations where contract_id = ? order by id";
    private static final String BLOCKS = "select b.location_id, b.ip, b.mask from provisioning.voip_contract_location_blocks b "
            + "join provisioning.voip_contract_locations l on l.id = b.location_id where l.contract_id = ? order by b.id";

    private CustomerLocationQuery() {}

    /** Blocks. A network that somebody spoiled behind the API's back is left out. */
    public static CustomerLocations read(Connection connection, int customerId) throws SQLException {
        Map<Integer, String> names = new HashMap<>();
        List<Integer> order = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(LOCATIONS)) {
            statement.setInt(1, customerId);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    order.add(row.getInt(1));
                    names.put(row.getInt(1), row.getString(2));
                }
            }
        }
        return order.isEmpty() ? CustomerLocations.NONE : with(connection, order, names, networks(connection, customerId));
    }

    private static CustomerLocations with(Connection connection, List<Integer> order, Map<Integer, String> names,
                                          Map<Integer, List<IpNetwork>> networks) throws SQLException {
        List<CustomerLocation> all = new ArrayList<>();
        for (int id : order) {
            all.add(new CustomerLocation(id, names.getOrDefault(id, ""), networks.getOrDefault(id, List.of()),
                    PreferenceQuery.CUSTOMER_LOCATION.read(connection, id)));
        }
        return new CustomerLocations(all);
    }

    private static Map<Integer, List<IpNetwork>> networks(Connection connection, int customerId) throws SQLException {
        Map<Integer, List<IpNetwork>> networks = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(BLOCKS)) {
            statement.setInt(1, customerId);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    List<IpNetwork> ofLocation = networks.computeIfAbsent(row.getInt(1), _ -> new ArrayList<>());
                    String mask = row.getString(3);
                    IpNetwork.of(mask == null ? row.getString(2) : row.getString(2) + "/" + mask).ifPresent(ofLocation::add);
                }
            }
        }
        return networks;
    }
}
