package io.tandem.data.trust;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

import io.tandem.data.pattern.PerlPattern;
import io.tandem.net.peer.IpNetwork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads all trusted sources. */
public final class TrustedSourceQuery {
    private static final Logger LOG = LoggerFactory.getLogger(TrustedSourceQuery.class);
    /** Those with a pattern say more than those without. */
    private static final String SQL = "select s.uuid, t.src_ip, t.protocol, t.from_pattern, t.id from provisioning.voip_trusted_sources t "
            + "join provisioning.voip_subscribers s on s.id = t.subscriber_id order by coalesce(t.from_pattern, '') = '', t.id";

    private TrustedSourceQuery() {}

    /** Blocks. A row that somebody spoiled behind the API's back is left out with a warning: it lets nobody in. */
    public static TrustedSources read(Connection connection) throws SQLException {
        List<TrustedSource> all = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(SQL); ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                source(row).ifPresent(all::add);
            }
        }
        return all.isEmpty() ? TrustedSources.NONE : new TrustedSources(all);
    }

    private static Optional<TrustedSource> source(ResultSet row) throws SQLException {
        String uuid = row.getString(1);
        String protocol = row.getString(3);
        Optional<String> pattern = Optional.ofNullable(row.getString(4)).filter(text -> !text.isEmpty());
        try {
            Optional<PerlPattern> from = pattern.map(PerlPattern::of);
            return IpNetwork.address(row.getString(2).strip()).map(address -> new TrustedSource(uuid, address, protocol, from));
        } catch (PatternSyntaxException spoiled) {
            LOG.warn("trusted source {} is left out, correct it at /api/trustedsources/: {}", row.getLong(5), spoiled.getMessage());
            return Optional.empty();
        }
    }
}
