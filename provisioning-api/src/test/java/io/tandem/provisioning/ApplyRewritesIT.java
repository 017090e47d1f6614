package io.tandem.provisioning;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The resource {@code applyrewrites} (provisioning.md §1.13, signalling.md §2.14). */
class ApplyRewritesIT {
    private final ApiClient admin = ApiClient.administrator();
    private final Sample sample = new Sample(admin);
    private final String name = "apply-" + sample.number;

    @Test void whatNumbersBecome() throws Exception {
        String domain = sample.domain();
        String subscriber = Sample.created(admin.post("/api/subscribers/",
            Sample.subscriber(domain, sample.customer(sample.contact()), "alice", "88%04d".formatted(sample.number))));
        assertThat(rewrites(subscriber, "callee_in", "\"5551\"").json().path("result").toString()).isEqualTo("[\"5551\"]");
        ApiClient.Answer set = admin.post("/api/rewriterulesets/", """
            {"reseller_id": 1, "name": "%s", "rewriterules": [
              {"match_pattern": "^00([1-9][0-9]+)$", "replace_pattern": "\\\\1", "description": "int", "field": "callee", "priority": 1},
              {"match_pattern": "^0([1-9][0-9]+)$", "replace_pattern": "${caller_cc}\\\\1", "description": "nat", "field": "callee", "priority": 2},
              {"match_pattern": "^([1-9][0-9]+)$", "replace_pattern": "${caller_cc}${caller_ac}\\\\1", "description": "loc", "field": "callee", "priority": 3},
              {"match_pattern": "^${callee_cc}${callee_ac}(.+)$", "replace_pattern": "\\\\1", "description": "out", "field": "caller", "direction": "out"},
              {"match_pattern": "^9$", "replace_pattern": "8", "description": "off", "field": "callee", "direction": "lnp", "enabled": 0}]}"""
            .formatted(name));
        assertThat(set.status()).describedAs(set.text()).isEqualTo(201);
        prefer(domain, set.id());
        assertThat(rewrites(subscriber, "callee_in", "\"5551234\", 6641234, \"06641234\", \"0049301\", \"alice\"").json().path("result").toString())
            .isEqualTo("[\"4315551234\",\"4316641234\",\"436641234\",\"49301\",\"alice\"]");
        assertThat(rewrites(subscriber, "caller_out", "\"4315551234\"").json().path("result").toString()).isEqualTo("[\"5551234\"]");
        assertThat(rewrites(subscriber, "callee_lnp", "\"9\"").json().path("result").toString()).isEqualTo("[\"9\"]");

        assertThat(rewrites("999999", "callee_in", "\"1\"").message()).isEqualTo("Invalid 'subscriber_id'");
        assertThat(rewrites(subscriber, "sideways", "\"1\"").message()).contains("field='direction'");
        assertThat(rewrites(subscriber, "callee_in", "").message()).contains("field='numbers'");
        assertThat(Tenant.reseller().post("/api/applyrewrites/", rewrite(subscriber, "callee_in", "\"1\"")).message()).isEqualTo("Invalid 'subscriber_id'");
        assertThat(admin.get("/api/applyrewrites/").status()).isEqualTo(405);
    }

    private ApiClient.Answer rewrites(String subscriber, String direction, String numbers) {
        return admin.post("/api/applyrewrites/", rewrite(subscriber, direction, numbers));
    }

    private static String rewrite(String subscriber, String direction, String numbers) {
        return "{\"subscriber_id\": \"%s\", \"direction\": \"%s\", \"numbers\": [%s]}".formatted(subscriber, direction, numbers);
    }

    private static void prefer(String domain, String set) throws SQLException {
        try (Connection connection = TestServers.connect(); PreparedStatement insert = connection.prepareStatement("""
                insert into provisioning.voip_dom_preferences (domain_id, attribute_id, value)
                select ?, id, ? from provisioning.voip_preferences where attribute = 'rewrite_rule_set'""")) {
            insert.setString(1, domain);
            insert.setString(2, set);
            assertThat(insert.executeUpdate()).isEqualTo(1);
        }
    }
}
