package io.tandem.billing.cdr;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * Contract that a side of a call is settled with: of the subscriber's reseller for a local side, of the peering host for a
 * foreign one; {@code 0} if there is none. Answers are kept for half a minute, also those of terminated subscribers.
 */
final class Providers {
    private static final String UNKNOWN = "0";
    private static final String OF_SUBSCRIBER = """
            select r.contract_id from billing.voip_subscribers s join billing.contracts c on c.id = s.contract_id
            join billing.contacts k on k.id = c.contact_id join billing.resellers r on r.id = k.reseller_id where s.uuid = ?""";
    private static final String OF_PEER_HOST = """
            select g.peering_contract_id from provisioning.voip_peer_hosts h
            join provisioning.voip_peer_groups g on g.id = h.group_id where h.id = ?""";

    private final Cache<String, String> bySubscriber = cache();
    private final Cache<Long, String> byPeerHost = cache();

    String of(Party party, Connection connection) throws SQLException {
        if (party.isLocal()) return lookUp(bySubscriber, party.userId(), OF_SUBSCRIBER, connection);
        return party.peerHost().isPresent() ? lookUp(byPeerHost, party.peerHost().getAsLong(), OF_PEER_HOST, connection) : UNKNOWN;
    }

    private static <K> String lookUp(Cache<K, String> cache, K key, String sql, Connection connection) throws SQLException {
        String cached = cache.getIfPresent(key);
        if (cached != null) return cached;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, key);
            try (ResultSet row = statement.executeQuery()) {
                String found = row.next() ? row.getString(1) : UNKNOWN;
                cache.put(key, found);
                return found;
            }
        }
    }

    private static <K> Cache<K, String> cache() {
        return Caffeine.newBuilder().expireAfterWrite(Duration.ofSeconds(30)).maximumSize(100_000).build();
    }
}
