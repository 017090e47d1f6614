package io.tandem.testkit.data;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

import io.tandem.data.forward.ForwardMapping;
import io.tandem.data.forward.ForwardQuery;
import io.tandem.data.forward.ForwardType;
import io.tandem.data.forward.Forwards;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Forwards as their tables say, those that somebody spoiled behind the API's back included. */
class ForwardQueryIT {
    private static final int OWNER = 7301;
    private static final Instant SUNDAY = Instant.parse("2026-11-29T12:00:00Z");

    @Test void forwardsAreReadWithTheirSetsAndTheTimeZoneOfTheirOwner() throws Exception {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false); // nothing stays
            for (String sql : new String[] {
                "insert into billing.contacts (id, reseller_id, email, timezone) values (7301, 1, 'f@example.org', 'Asia/Tokyo')",
                "insert into billing.contracts (id, contact_id, product_id) values (7301, 7301, 4)",
                "insert into billing.voip_subscribers (id, contract_id, uuid, username, domain_id) values (7301, 7301, 'uuid-7301', 'f', 1)",
                "insert into billing.domains (id, reseller_id, domain) values (7301, 1, 'forward-query.example.org')",
                "insert into provisioning.voip_domains (id, domain) values (7301, 'forward-query.example.org')",
                "insert into provisioning.voip_subscribers (id, username, domain_id, uuid, password, account_id) values "
                    + "(7301, 'f', 7301, 'uuid-7301', 'secret', 7301)",
                "insert into provisioning.voip_cf_destination_sets (id, subscriber_id, name) values (7301, 7301, 'two'), (7302, 7301, 'none')",
                "insert into provisioning.voip_cf_destinations (destination_set_id, destination, priority, timeout) values "
                    + "(7301, 'sip:second@example.org', 2, 20), (7301, 'sip:first@example.org', 1, 300)",
                "insert into provisioning.voip_cf_destinations (destination_set_id, destination, priority, timeout, announcement_id) "
                    + "select 7301, 'sip:custom-hours@app.local', 3, 30, id from provisioning.voip_sound_handles where name = 'custom_announcement_3'",
                "insert into provisioning.voip_cf_time_sets (id, subscriber_id, name) values (7301, 7301, 'sundays')",
                "insert into provisioning.voip_cf_periods (time_set_id, wday, hour) values (7301, '1', '21-21')",
                "insert into provisioning.voip_cf_source_sets (id, subscriber_id, name, mode, is_regex) values "
                    + "(7301, 7301, 'friends', 'whitelist', 0), (7302, 7301, 'spoiled', 'whitelist', 1)",
                "insert into provisioning.voip_cf_sources (source_set_id, source) values (7301, '43*'), (7301, '49?'), (7302, '(')",
                "insert into provisioning.voip_cf_bnumber_sets (id, subscriber_id, name, mode, is_regex) values (7301, 7301, 'own', 'blacklist', 1)",
                "insert into provisioning.voip_cf_bnumbers (bnumber_set_id, bnumber) values (7301, '^431')",
                "insert into provisioning.voip_cf_mappings (id, subscriber_id, type, destination_set_id, time_set_id, source_set_id, bnumber_set_id, "
                    + "enabled, use_redirection) values (7301, 7301, 'cfu', 7301, 7301, 7301, 7301, 1, 0), (7302, 7301, 'cfu', 7302, null, null, null, 1, 0), "
                    + "(7303, 7301, 'cfu', 7301, null, 7302, null, 1, 0), (7304, 7301, 'cfb', 7301, null, null, null, 0, 0), "
                    + "(7305, 7301, 'cfna', 7301, null, null, null, 1, 1), (7306, 7301, 'cfx', 7301, null, null, null, 1, 0)"}) {
                statement.execute(sql);
            }
            Forwards forwards = ForwardQuery.read(connection, OWNER);
            Forwards nobodys = ForwardQuery.read(connection, 7399);
            connection.rollback();
            assertThat(nobodys).isEqualTo(Forwards.NONE);
            assertThat(forwards.zone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
            assertThat(forwards.mappings()).extracting(ForwardMapping::id).containsExactly(7301L, 7305L);
            assertThat(forwards.mappings().getFirst().destinations()).containsExactly(
                new ForwardMapping.Destination("sip:first@example.org", Duration.ofSeconds(300)),
                new ForwardMapping.Destination("sip:second@example.org", Duration.ofSeconds(20)),
                new ForwardMapping.Destination("sip:custom-hours@app.local;announcement=custom_announcement_3", Duration.ofSeconds(30)));
            assertThat(forwards.mappings()).extracting(ForwardMapping::redirects).containsExactly(false, true);
            assertThat(holds(forwards, SUNDAY, "4366", "432")).as("21:00 in Tokyo").isTrue();
            assertThat(holds(forwards, SUNDAY.plusSeconds(3600), "4366", "432")).isFalse();
            assertThat(holds(forwards, SUNDAY, "4966", "432")).as("another caller").isFalse();
            assertThat(holds(forwards, SUNDAY, "4366", "4312")).as("another number dialled").isFalse();
        }
    }

    private static boolean holds(Forwards forwards, Instant at, String caller, String dialled) {
        return forwards.first(ForwardType.CFU, at, List.of(caller), List.of(dialled)).isPresent();
    }
}
