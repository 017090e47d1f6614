package io.tandem.data.tariff;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.net.peer.IpNetwork;

/** Reads the billing mappings of many contracts with one query, and the networks that they name with another. */
public final class BillingMappingQuery {
    private static final String MAPPINGS = "select n.contract_id, n.id, n.billing_profile_id, p.prepaid, n.start_date, n.end_date, n.billing_network_id "
            + "from billing.contracts_billing_profile_network n join billing.billing_profiles p on p.id = n.billing_profile_id where n.contract_id in (%s)";
    private static final String BLOCKS = "select network_id, ip, mask from billing.billing_network_blocks where network_id in (%s)";

    private BillingMappingQuery() {}

    /** Blocks. A contract without any is not among the keys.
     * @param contracts at least one */
    public static Map<Long, BillingMappings> read(Connection connection, Collection<Long> contracts) throws SQLException {
        Map<Long, List<Row>> rows = new HashMap<>();
        try (PreparedStatement statement = prepared(connection, MAPPINGS, contracts); ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                long network = row.getLong(7); // 0 if null
                rows.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>()).add(new Row(new BillingMappings.Mapping(row.getLong(2), row.getLong(3),
                        row.getBoolean(4), moment(row, 5), moment(row, 6), Optional.empty()), network));
            }
        }
        List<Long> named = rows.values().stream().flatMap(List::stream).map(Row::network).filter(network -> network != 0).distinct().toList();
        Map<Long, List<IpNetwork>> networks = named.isEmpty() ? Map.of() : networks(connection, named);
        Map<Long, BillingMappings> mappings = new HashMap<>();
        rows.forEach((contract, of) -> mappings.put(contract, new BillingMappings(of.stream().map(row -> row.with(networks)).toList())));
        return mappings;
    }

    /** Blocks. */
    public static BillingMappings read(Connection connection, long contract) throws SQLException {
        return read(connection, List.of(contract)).getOrDefault(contract, BillingMappings.NONE);
    }

    private record Row(BillingMappings.Mapping mapping, long network) {
        BillingMappings.Mapping with(Map<Long, List<IpNetwork>> networks) {
            return network == 0 ? mapping : new BillingMappings.Mapping(mapping.id(), mapping.profile(), mapping.prepaid(), mapping.start(), mapping.end(),
                    Optional.of(networks.getOrDefault(network, List.of())));
        }
    }

    /** A block that somebody spoiled behind the API's back is left out. */
    private static Map<Long, List<IpNetwork>> networks(Connection connection, Collection<Long> ids) throws SQLException {
        Map<Long, List<IpNetwork>> networks = new HashMap<>();
        try (PreparedStatement statement = prepared(connection, BLOCKS, ids); ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                String mask = row.getString(3);
                IpNetwork.of(mask == null ? row.getString(2) : row.getString(2) + "/" + mask)
                        .ifPresent(networks.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>())::add);
            }
        }
        return networks;
    }

    private static PreparedStatement prepared(Connection connection, String sql, Collection<Long> ids) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql.formatted(String.join(", ", Collections.nCopies(ids.size(), "?"))));
        int index = 0;
        for (long id : ids) statement.setLong(++index, id);
        return statement;
    }

    private static Optional<Instant> moment(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, LocalDateTime.class)).map(time -> time.toInstant(ZoneOffset.UTC));
    }
}
