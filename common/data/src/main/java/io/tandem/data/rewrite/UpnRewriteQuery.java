package io.tandem.data.rewrite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.tandem.data.pattern.Wildcard;

/** Reads what subscribers show instead of numbers that they provide themselves. Blocks. */
public final class UpnRewriteQuery {
    private static final String QUERY = "select s.id, s.new_cli, p.pattern from provisioning.upn_rewrite_sets s "
            + "join provisioning.upn_rewrite_sources p on p.uprws_id = s.id where s.subscriber_id = ? order by s.id, p.id";

    private UpnRewriteQuery() {}

    /** All sets of a subscriber, the oldest first. */
    public static UpnRewriting read(Connection connection, int subscriber) throws SQLException {
        Map<Integer, List<Wildcard>> sources = new LinkedHashMap<>();
        Map<Integer, String> shown = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
            statement.setInt(1, subscriber);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    shown.put(row.getInt(1), row.getString(2));
                    sources.computeIfAbsent(row.getInt(1), _ -> new ArrayList<>()).add(new Wildcard(row.getString(3)));
                }
            }
        }
        return new UpnRewriting(sources.entrySet().stream()
                .map(set -> new UpnRewriting.Set(shown.getOrDefault(set.getKey(), ""), set.getValue())).toList());
    }
}
