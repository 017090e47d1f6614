package io.tandem.testkit.data;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import io.tandem.data.peering.InboundRule;
import io.tandem.data.peering.PeerGroup;
import io.tandem.data.peering.PeerHost;
import io.tandem.data.peering.PeeringQuery;
import io.tandem.data.preference.CallPreferences;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Peers as their tables say, rules that somebody spoiled behind the API's back included. */
class PeeringQueryIT {
    @Test void eachServerHasItsOwnPreferences() throws Exception {
        PeerGroup group = group("insert into provisioning.voip_peer_hosts (id, group_id, name, ip, port, transport, weight) values "
                + "(7101, 7101, 'one', '192.0.2.71', 5060, 1, 1), (7102, 7101, 'two', '192.0.2.72', 5060, 1, 1), "
                + "(7103, 7101, 'three', '192.0.2.73', 5060, 1, 1)",
            "insert into provisioning.voip_peer_preferences (peer_host_id, attribute_id, value) select h.id, p.id, h.id "
                + "from provisioning.voip_peer_hosts h join provisioning.voip_preferences p on p.attribute = 'concurrent_max' where h.id in (7101, 7103)");
        assertThat(group.hosts()).extracting(host -> host.preferences().get(CallPreferences.CONCURRENT_MAX))
            .containsExactly(OptionalInt.of(7101), OptionalInt.empty(), OptionalInt.of(7103));
    }

    @Test void aServerHasItsRoutesAndSaysWhetherItIsProbed() throws Exception {
        PeerGroup group = group("insert into provisioning.voip_peer_hosts (group_id, id, name, ip, via_route, probe) values (7101, 7101, 'q1', '192.0.2.1', "
                + "null, 0), (7101, 7102, 'q2', '192.0.2.2', ' ', 1), (7101, 7103, 'q3', '192.0.2.3', ' sip:sbc.example;lr ', 0), "
                + "(7101, 7104, 'q4', '192.0.2.4', '<sip:a;lr>, <sip:b;lr>', 0)");
        assertThat(group.hosts()).extracting(PeerHost::viaRoute).containsExactly(Optional.empty(), Optional.empty(), Optional.of("<sip:sbc.example;lr>"),
                Optional.of("<sip:a;lr>, <sip:b;lr>"));
        assertThat(group.hosts()).extracting(PeerHost::probed).containsExactly(false, true, false, false);
    }

    @Test void anInboundRuleThatIsSpoiledMatchesNothingButStays() throws Exception {
        List<InboundRule> rules = group("insert into provisioning.voip_peer_inbound_rules (group_id, field, pattern, reject_code, priority) values "
            + "(7101, 'from_colour', '.*', null, 1), (7101, 'from_user', '(', null, 2), (7101, 'ruri_user', '^43', 404, 3)").inbound();
        assertThat(rules).extracting(rule -> rule.pattern().find("sip:431@x").isPresent()).containsExactly(false, false, false);
        assertThat(rules).extracting(rule -> rule.pattern().find("431").isPresent()).containsExactly(false, false, true);
        assertThat(rules.getLast().refusal()).contains(new InboundRule.Refusal(404, "Rejected"));
    }

    /** A group with these rows, as it is read; nothing stays. */
    private static PeerGroup group(String... rows) throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("insert into billing.contacts (id, reseller_id, email) values (7101, 1, 'peering-query@example.org')");
            statement.execute("insert into billing.contracts (id, contact_id, product_id) values (7101, 7101, 4)");
            statement.execute("insert into provisioning.voip_peer_groups (id, name, priority, peering_contract_id) values (7101, 'spoiled', 1, 7101)");
            for (String row : rows) {
                statement.execute(row);
            }
            PeerGroup group = PeeringQuery.read(connection).groups().stream().filter(found -> found.id() == 7101).findFirst().orElseThrow();
            connection.rollback();
            return group;
        }
    }
}
