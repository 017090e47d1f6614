package io.tandem.data.forward;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

import io.tandem.data.pattern.PerlPattern;
import io.tandem.data.pattern.Wildcard;
import io.tandem.data.timeset.OwnerZoneQuery;
import io.tandem.data.timeset.TimeSet;
import io.tandem.data.timeset.TimeSetQuery;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the forwards of a subscriber. Those that somebody spoiled behind the API's back are left out with a warning, and so are those that lead nowhere. */
public final class ForwardQuery {
    private static final Logger LOG = LoggerFactory.getLogger(ForwardQuery.class);
    private static final String MAPPINGS = "select id, type, destination_set_id, time_set_id, source_set_id, bnumber_set_id, use_redirection "
            + "from provisioning.voip_cf_mappings where subscriber_id = ? and enabled = 1 order by id";
    private static final String DESTINATIONS = "select s.id, d.destination, d.timeout, h.name from provisioning.voip_cf_destination_sets s "
            + "join provisioning.voip_cf_destinations d on d.destination_set_id = s.id "
            + "left join provisioning.voip_sound_handles h on h.id = d.announcement_id where s.subscriber_id = ? order by d.priority, d.id";
    private static final String SOURCES = "select s.id, s.mode, s.is_regex, e.source from provisioning.voip_cf_source_sets s "
            + "left join provisioning.voip_cf_sources e on e.source_set_id = s.id where s.subscriber_id = ?";
    private static final String DIALLED = "select s.id, s.mode, s.is_regex, e.bnumber from provisioning.voip_cf_bnumber_sets s "
            + "left join provisioning.voip_cf_bnumbers e on e.bnumber_set_id = s.id where s.subscriber_id = ?";

    private static final String CUSTOM_HOURS = "sip:custom-hours@app.local";

    private ForwardQuery() {}

    /** {@link Forwards#NONE} for a subscriber without any. Blocks. */
    public static Forwards read(Connection connection, int subscriber) throws SQLException {
        List<Row> rows = rows(connection, subscriber);
        if (rows.isEmpty()) return Forwards.NONE;
        Sets sets = new Sets(destinations(connection, subscriber), times(connection, rows),
                rows.stream().anyMatch(row -> row.sources() != 0) ? numbers(connection, SOURCES, subscriber) : Map.of(),
                rows.stream().anyMatch(row -> row.dialled() != 0) ? numbers(connection, DIALLED, subscriber) : Map.of());
        return new Forwards(rows.stream().map(row -> row.with(sets)).flatMap(Optional::stream).toList(), OwnerZoneQuery.read(connection, subscriber));
    }

    /** Sets by their ids. */
    private record Sets(Map<Integer, List<ForwardMapping.Destination>> destinations, Map<Integer, TimeSet> times, Map<Integer, NumberSet> sources,
                        Map<Integer, NumberSet> dialled) {}

    /** A mapping as it is stored. Ids of sets; 0 for none. */
    private record Row(long id, String type, int destinations, int times, int sources, int dialled, boolean redirects) {

        Optional<ForwardMapping> with(Sets sets) {
            boolean whole = sets.destinations().containsKey(destinations) && (times == 0 || sets.times().containsKey(times))
                    && (sources == 0 || sets.sources().containsKey(sources)) && (dialled == 0 || sets.dialled().containsKey(dialled));
            Optional<ForwardType> known = ForwardType.of(type);
            if (!whole || known.isEmpty()) {
                LOG.warn("call forward mapping {} is left out, correct its sets at /api/cfmappings/", id);
                return Optional.empty();
            }
            return Optional.of(new ForwardMapping(id, known.get(), sets.destinations().getOrDefault(destinations, List.of()),
                    Optional.ofNullable(sets.times().get(times)), Optional.ofNullable(sets.sources().get(sources)),
                    Optional.ofNullable(sets.dialled().get(dialled)), redirects));
        }
    }

    private static List<Row> rows(Connection connection, int subscriber) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(MAPPINGS)) {
            statement.setInt(1, subscriber);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) { // a null id reads as 0
                    rows.add(new Row(row.getLong(1), row.getString(2), row.getInt(3), row.getInt(4), row.getInt(5), row.getInt(6), row.getBoolean(7)));
                }
            }
        }
        return rows;
    }

    private static Map<Integer, List<ForwardMapping.Destination>> destinations(Connection connection, int subscriber) throws SQLException {
        Map<Integer, List<ForwardMapping.Destination>> sets = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(DESTINATIONS)) {
            statement.setInt(1, subscriber);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    sets.computeIfAbsent(row.getInt(1), _ -> new ArrayList<>())
                            .add(new ForwardMapping.Destination(announcing(row.getString(2), row.getString(4)), Duration.ofSeconds(row.getLong(3))));
                }
            }
        }
        return sets;
    }

    /** The announcement that was chosen is a parameter of the address of those who play it. */
    private static String announcing(String uri, @Nullable String handle) {
        return handle != null && uri.equals(CUSTOM_HOURS) ? uri + ";announcement=" + handle : uri;
    }

    private static Map<Integer, TimeSet> times(Connection connection, List<Row> rows) throws SQLException {
        Map<Integer, TimeSet> sets = new HashMap<>();
        for (Row row : rows) {
            if (row.times() != 0 && !sets.containsKey(row.times())) sets.put(row.times(), TimeSetQuery.CALL_FORWARD.read(connection, row.times()));
        }
        return sets;
    }

    private static Map<Integer, NumberSet> numbers(Connection connection, String sql, int subscriber) throws SQLException {
        Map<Integer, NumberSet> sets = new HashMap<>();
        Set<Integer> spoiled = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, subscriber);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    int id = row.getInt(1);
                    NumberSet before = sets.getOrDefault(id, new NumberSet("whitelist".equals(row.getString(2)), List.of(), List.of()));
                    try {
                        sets.put(id, row.getString(4) == null ? before : with(before, row.getBoolean(3), row.getString(4)));
                    } catch (PatternSyntaxException noPattern) {
                        LOG.warn("call forward set {} has '{}', which is no pattern", id, row.getString(4));
                        spoiled.add(id);
                    }
                }
            }
        }
        sets.keySet().removeAll(spoiled);
        return sets;
    }

    private static NumberSet with(NumberSet set, boolean regex, String pattern) {
        List<Wildcard> wildcards = new ArrayList<>(set.wildcards());
        List<PerlPattern> regexes = new ArrayList<>(set.regexes());
        if (regex) regexes.add(PerlPattern.of(pattern));
        else wildcards.add(new Wildcard(pattern));
        return new NumberSet(set.whitelist(), wildcards, regexes);
    }
}
