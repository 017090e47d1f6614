package io.tandem.proxy.it;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

import io.tandem.data.DataSources;
import io.tandem.data.change.ChangeFeed;
import io.tandem.data.tables.CachedCallTables;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Trusted sources of the provisioning tables, following the change feed. */
class TrustedSourceIT {
    private static final String[] PROVISION = {
        "insert into billing.contacts (id, reseller_id, email) values (6301, 1, 'trust@example.org')",
        "insert into billing.contracts (id, contact_id, product_id) values (6301, 6301, 4)",
        "insert into billing.domains (id, reseller_id, domain) values (6301, 1, 'trust-it.example.org')",
        "insert into provisioning.voip_domains (id, domain) values (6301, 'trust-it.example.org')",
        "insert into billing.voip_subscribers (id, contract_id, uuid, username, domain_id) values (6301, 6301, 'uuid-6301', 'trunk', 6301)",
        "insert into provisioning.voip_subscribers (id, username, domain_id, uuid, password, account_id) "
            + "values (6301, 'trunk', 6301, 'uuid-6301', 'secret', 6301)",
        "insert into provisioning.voip_trusted_sources (subscriber_id, src_ip, protocol, from_pattern) values (6301, '192.0.2.63', 'UDP', null), "
            + "(6301, '2001:DB8::63', 'ANY', '^sip:4363'), (6301, '192.0.2.64', 'TCP', '(')"};
    private static final String[] REMOVE = {
        "delete from provisioning.voip_domains where id = 6301", "delete from billing.voip_subscribers where contract_id = 6301",
        "delete from billing.domains where id = 6301", "delete from billing.contracts where id = 6301", "delete from billing.contacts where id = 6301",
        "insert into provisioning.change_log (entity, entity_key) values ('trusted_source', '6301')"};

    private static void execute(String... statements) throws Exception {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test void theTableIsReadOnceAndAgainAfterAChange() throws Exception {
        execute(PROVISION);
        try (var database = DataSources.open(TestServers.mysql().jdbcUrl(), TestServers.mysql().username(), TestServers.mysql().password(), "trust", 2);
             ChangeFeed feed = ChangeFeed.start(database, Duration.ofMillis(50)); CachedCallTables tables = CachedCallTables.open(database, feed)) {
            assertThat(subscriber(tables, "192.0.2.63", "udp", "sip:x@y")).contains("uuid-6301");
            assertThat(subscriber(tables, "192.0.2.63", "tcp", "sip:x@y")).isEmpty();
            assertThat(subscriber(tables, "2001:db8:0::63", "tls", "sip:4363123@y")).contains("uuid-6301");
            assertThat(subscriber(tables, "2001:db8::63", "tls", "sip:x@y")).isEmpty();
            assertThat(subscriber(tables, "192.0.2.64", "tcp", "sip:x@y")).as("a spoiled pattern lets nobody in").isEmpty();
            execute("update provisioning.voip_trusted_sources set protocol = 'TCP' where src_ip = '192.0.2.63'",
                "insert into provisioning.change_log (entity, entity_key) values ('trusted_source', '6301')");
            await().atMost(Duration.ofSeconds(5)).until(() -> subscriber(tables, "192.0.2.63", "tcp", "sip:x@y").isPresent());
        } finally {
            execute(REMOVE);
        }
    }

    private static Optional<String> subscriber(CachedCallTables tables, String source, String protocol, String from) {
        return tables.trustedSources().join().subscriber(source, protocol, from);
    }
}
