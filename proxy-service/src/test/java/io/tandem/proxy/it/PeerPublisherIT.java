package io.tandem.proxy.it;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.tandem.data.DataSources;
import io.tandem.data.change.Change;
import io.tandem.data.change.ChangeLog;
import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisClients;
import io.tandem.proxy.peer.PeerPublisher;
import io.tandem.proxy.peer.PeerTable;
import io.tandem.proxy.peer.RedisPeerList;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The list of peers from the provisioning tables to Redis. */
class PeerPublisherIT {
    private static final String[] PROVISION = {
        "insert into billing.contacts (id, reseller_id, email) values (6101, 1, 'peer@example.org')",
        "insert into billing.contracts (id, contact_id, product_id) values (6101, 6101, 1)",
        "insert into provisioning.voip_peer_groups (id, name, peering_contract_id) values (6101, 'it', 6101)",
        "insert into provisioning.voip_peer_hosts (group_id, name, ip, host) values (6101, 'one', '192.0.2.1', null), "
                + "(6101, 'two', '2001:db8::2', 'sbc.example.org')",
        "insert into provisioning.voip_peer_hosts (group_id, name, ip, enabled) values (6101, 'off', '192.0.2.3', 0)"};
    private static final String[] REMOVE = {"delete from provisioning.voip_peer_groups where id = 6101", "delete from billing.contracts where id = 6101",
        "delete from billing.contacts where id = 6101"};

    private static void execute(Connection connection, String... statements) throws Exception {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test void loadBalancersFindThePeersInRedisAndSoTheirChanges() throws Exception {
        try (var database = DataSources.open(TestServers.mysql().jdbcUrl(), TestServers.mysql().username(), TestServers.mysql().password(), "peers", 1);
             RedisClient client = RedisClients.create(TestServers.redis().uri()); StatefulRedisConnection<String, String> redis = client.connect();
             Connection connection = TestServers.connect();
             PeerPublisher publisher = new PeerPublisher(new PeerTable(database), new RedisPeerList(redis), () -> true)) {
            execute(connection, PROVISION);
            publisher.start();
            await().atMost(Duration.ofSeconds(5)).untilAsserted(() ->
                    assertThat(redis.sync().get(Keys.PEERS)).isEqualTo("192.0.2.1\t\n2001:db8::2\tsbc.example.org\n"));
            execute(connection, REMOVE);
            publisher.onChanges(List.of(new Change(1, ChangeLog.PEER_HOST, "1")));
            await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(redis.sync().get(Keys.PEERS)).isEmpty());
        }
    }
}
