package io.tandem.data.snapshot;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

import javax.sql.DataSource;

/** Reads subscribers and domains by plain JDBC. */
public final class JdbcSubscriberSource implements SubscriberSource {
    private static final String BY_USERNAME = "select s.id from provisioning.voip_subscribers s "
            + "join provisioning.voip_domains d on d.id = s.domain_id where s.username = ? and d.domain = ?";
    private static final String BY_ALIAS = "select a.subscriber_id from provisioning.voip_dbaliases a "
            + "join provisioning.voip_domains d on d.id = a.domain_id where a.username = ? and d.domain = ?";
    private static final String BY_NUMBER = "select subscriber_id from provisioning.voip_dbaliases where username = ? "
            + "order by is_primary desc, id limit 1";
    private static final String BY_BEGINNING = "select subscriber_id from provisioning.voip_dbaliases where is_devid = 0 and username in (%s) "
            + "order by char_length(username) desc, is_primary desc, id limit 1";
    private static final int SHORTEST_BASE = 3;
    private static final String BY_UUID = "select id from provisioning.voip_subscribers where uuid = ?";
    private static final String SUBSCRIBER = """
            select s.id, s.uuid, s.username, lower(d.domain), s.domain_id, bd.reseller_id, s.password, s.account_id,
                   b.external_id, c.external_id, b.status, n.cc, n.ac, n.sn, s.profile_id
            from provisioning.voip_subscribers s
            join provisioning.voip_domains d on d.id = s.domain_id
            join billing.domains bd on bd.id = s.domain_id
            join billing.voip_subscribers b on b.id = s.id
            join billing.contracts c on c.id = s.account_id
            left join billing.voip_numbers n on n.id = b.primary_number_id
            where s.id = ? and b.status <> 'terminated'""";
    private static final String ALIASES = "select username, is_primary, is_devid, devid_alias from provisioning.voip_dbaliases "
            + "where subscriber_id = ? order by is_primary desc, id";
    private static final String DOMAIN = "select b.id, lower(b.domain), b.reseller_id from provisioning.voip_domains d "
            + "join billing.domains b on b.id = d.id where d.domain = ?";

    private final DataSource dataSource;

    public JdbcSubscriberSource(DataSource dataSource) { this.dataSource = dataSource; }

    @Override public Optional<Subscriber> find(LookupKey key) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            OptionalInt id = switch (key) {
                case LookupKey.Username(var username, var domain) -> id(connection, BY_USERNAME, username, domain);
                case LookupKey.AliasName(var alias, var domain)   -> id(connection, BY_ALIAS, alias, domain);
                case LookupKey.Number(var digits)                 -> id(connection, BY_NUMBER, digits);
                case LookupKey.Extension(var digits)              -> beginning(connection, digits);
                case LookupKey.Uuid(var uuid)                     -> id(connection, BY_UUID, uuid);
            };
            return id.isPresent() ? subscriber(connection, id.getAsInt()) : Optional.empty();
        }
    }

    /** The subscriber with this id; for who has it already, as the REST API. */
    public Optional<Subscriber> find(int id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return subscriber(connection, id);
        }
    }

    @Override public Optional<Domain> domain(String name) throws SQLException {
        try (Connection connection = dataSource.getConnection(); PreparedStatement statement = connection.prepareStatement(DOMAIN)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) return Optional.empty();
                int id = row.getInt(1);
                return Optional.of(new Domain(id, row.getString(2), row.getInt(3), PreferenceQuery.DOMAIN.read(connection, id)));
            }
        }
    }

    private static OptionalInt beginning(Connection connection, String digits) throws SQLException {
        String[] bases = IntStream.range(SHORTEST_BASE, digits.length()).mapToObj(length -> digits.substring(0, length)).toArray(String[]::new);
        return bases.length == 0 ? OptionalInt.empty()
                : id(connection, BY_BEGINNING.formatted(String.join(", ", Collections.nCopies(bases.length, "?"))), bases);
    }

    private static OptionalInt id(Connection connection, String sql, String... arguments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) statement.setString(i + 1, arguments[i]);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? OptionalInt.of(row.getInt(1)) : OptionalInt.empty();
            }
        }
    }

    private static Optional<Subscriber> subscriber(Connection connection, int id) throws SQLException {
        List<Alias> aliases = aliases(connection, id);
        try (PreparedStatement statement = connection.prepareStatement(SUBSCRIBER)) {
            statement.setInt(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(subscriber(connection, row, aliases)) : Optional.empty();
            }
        }
    }

    private static Subscriber subscriber(Connection connection, ResultSet row, List<Alias> aliases) throws SQLException {
        int id = row.getInt(1);
        int domainId = row.getInt(5);
        int customerId = row.getInt(8);
        int profileId = row.getInt(15); // 0 if null
        Preferences wider = PreferenceQuery.DOMAIN.read(connection, domainId);
        if (profileId != 0) wider = PreferenceQuery.PROFILE.read(connection, profileId).over(wider);
        return new Subscriber(id, row.getString(2), row.getString(3), row.getString(4).intern(), domainId, row.getInt(6), row.getString(7),
                customerId, Optional.ofNullable(row.getString(9)), Optional.ofNullable(row.getString(10)),
                SubscriberStatus.of(row.getString(11)), number(row), aliases,
                PreferenceQuery.USER.read(connection, id).over(wider), PreferenceQuery.CUSTOMER.read(connection, customerId));
    }

    private static Optional<E164Number> number(ResultSet row) throws SQLException {
        String cc = row.getString(12);
        return cc == null ? Optional.empty() : Optional.of(new E164Number(cc.intern(), row.getString(13).intern(), row.getString(14)));
    }

    private static List<Alias> aliases(Connection connection, int subscriberId) throws SQLException {
        List<Alias> aliases = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(ALIASES)) {
            statement.setInt(1, subscriberId);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    aliases.add(new Alias(row.getString(1), row.getBoolean(2), row.getBoolean(3), Optional.ofNullable(row.getString(4))));
                }
            }
        }
        return aliases;
    }
}
