package io.tandem.data.peering;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

import io.tandem.data.pattern.PerlPattern;
import io.tandem.data.snapshot.PreferenceQuery;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.timeset.Schedule;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads all peers. */
public final class PeeringQuery {
    private static final Logger LOG = LoggerFactory.getLogger(PeeringQuery.class);
    private static final PerlPattern NEVER = PerlPattern.of("(?!)");
    private static final String GROUPS = "select id, name, priority, time_set_id, peering_contract_id, least_cost "
            + "from provisioning.voip_peer_groups order by priority, id";
    private static final String HOSTS = "select group_id, id, name, ip, host, port, transport, weight, via_route, probe from provisioning.voip_peer_hosts "
            + "where enabled = 1 order by id";
    private static final String RULES = "select group_id, id, callee_prefix, callee_pattern, caller_pattern, stopper from provisioning.voip_peer_rules "
            + "where enabled = 1 order by id";
    private static final String INBOUND = "select group_id, id, field, pattern, reject_code, reject_reason from provisioning.voip_peer_inbound_rules "
            + "where enabled = 1 order by priority, id";

    private PeeringQuery() {}

    /** Blocks. An outbound rule that somebody spoiled behind the API's back is left out, an inbound one matches nothing; both are warned of. */
    public static Peering read(Connection connection) throws SQLException {
        Map<Integer, Preferences> preferences = PreferenceQuery.PEER.readAll(connection);
        Map<Integer, List<PeerHost>> hosts = byGroup(connection, HOSTS, (row, list) -> list.add(host(row, preferences)));
        Map<Integer, List<PeerRule>> rules = byGroup(connection, RULES, PeeringQuery::add);
        Map<Integer, List<InboundRule>> inbound = byGroup(connection, INBOUND, PeeringQuery::addInbound);
        List<PeerGroup> groups = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(GROUPS); ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                int id = row.getInt(1);
                groups.add(new PeerGroup(id, row.getString(2), row.getInt(3), hosts.getOrDefault(id, List.of()), rules.getOrDefault(id, List.of()),
                        inbound.getOrDefault(id, List.of()), row.getInt(5), row.getBoolean(6), times(connection, row.getInt(4))));
            }
        }
        return new Peering(groups);
    }

    /** @param set 0 for none, as a null reads */
    private static Optional<Schedule> times(Connection connection, int set) throws SQLException {
        return set == 0 ? Optional.empty() : Optional.of(Schedule.read(connection, set));
    }

    @FunctionalInterface
    private interface Adder<T> {
        void add(ResultSet row, List<T> list) throws SQLException;
    }

    /** @param sql has the group's id in its first column */
    private static <T> Map<Integer, List<T>> byGroup(Connection connection, String sql, Adder<T> adder) throws SQLException {
        Map<Integer, List<T>> groups = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql); ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                adder.add(row, groups.computeIfAbsent(row.getInt(1), _ -> new ArrayList<>()));
            }
        }
        return groups;
    }

    private static PeerHost host(ResultSet row, Map<Integer, Preferences> preferences) throws SQLException {
        int id = row.getInt(2);
        PeerHost.Transport[] transports = PeerHost.Transport.values();
        PeerHost.Transport transport = transports[Math.clamp(row.getInt(7), 1, transports.length) - 1];
        return new PeerHost(id, row.getString(3), row.getString(4).strip(), Optional.ofNullable(row.getString(5)).map(String::strip), row.getInt(6),
                transport, row.getInt(8), preferences.getOrDefault(id, Preferences.NONE),
                Optional.ofNullable(row.getString(9)).map(String::strip).filter(route -> !route.isEmpty())
                .map(route -> route.indexOf('<') >= 0 ? route : "<" + route + ">"), row.getBoolean(10));
    }

    private static void add(ResultSet row, List<PeerRule> rules) throws SQLException {
        try {
            rules.add(new PeerRule(row.getString(3), pattern(row.getString(4)), pattern(row.getString(5)), row.getBoolean(6)));
        } catch (PatternSyntaxException spoiled) {
            LOG.warn("peering rule {} is left out, correct it at /api/peeringrules/: {}", row.getLong(2), spoiled.getMessage());
        }
    }

    private static void addInbound(ResultSet row, List<InboundRule> rules) throws SQLException {
        String field = row.getString(3);
        try {
            InboundRule.Part part = InboundRule.Part.of(field).orElseThrow(() -> new IllegalArgumentException("field '" + field + "' is unknown"));
            rules.add(new InboundRule(part, PerlPattern.of(row.getString(4)), refusal(row)));
        } catch (IllegalArgumentException spoiled) {
            rules.add(new InboundRule(InboundRule.Part.FROM_URI, NEVER, Optional.empty())); // a group without rules would take every call
            LOG.warn("inbound peering rule {} matches nothing, correct it at /api/peeringinboundrules/: {}", row.getLong(2), spoiled.getMessage());
        }
    }

    private static Optional<InboundRule.Refusal> refusal(ResultSet row) throws SQLException {
        int code = row.getInt(5); // 0 if null
        return code < 300 || code > 699 ? Optional.empty()
                : Optional.of(new InboundRule.Refusal(code, Optional.ofNullable(row.getString(6)).orElse("Rejected")));
    }

    private static Optional<PerlPattern> pattern(@Nullable String text) {
        return Optional.ofNullable(text).filter(given -> !given.isEmpty()).map(PerlPattern::of);
    }
}
