package io.tandem.proxy.control;

import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.tandem.platform.TandemService;
import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.http.ControlListener;
import io.tandem.platform.control.rpc.ControlClient;
import io.tandem.proxy.ProxyService;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** The call plan over real tables: what is committed and told to the change feed decides the next call. Asked by {@code call.explain}. */
@Timeout(120)
class CallPlanIT {
    private static final String DOMAIN = "plan-it.example.org";
    private static final String[] PROVISION = {
        "insert into billing.contacts (id, reseller_id, email) values (6101, 1, 'plan@example.org')",
        "insert into billing.contracts (id, contact_id, product_id) values (6101, 6101, 4)",
        "insert into billing.domains (id, reseller_id, domain) values (6101, 1, '" + DOMAIN + "')",
        "insert into provisioning.voip_domains (id, domain) values (6101, '" + DOMAIN + "')",
        subscriber(6101, "alice"), account(6101, "alice"), number(6101, "4361001"), subscriber(6102, "bob"), account(6102, "bob"), number(6102, "4361002"),
        "insert into provisioning.voip_rewrite_rule_sets (id, reseller_id, name) values (6101, 1, 'plan-it')",
        rule("caller", "^0(\\\\d+)$", "43\\\\1"), rule("callee", "^0(\\\\d+)$", "${caller_cc}\\\\1"),
        "insert into billing.ncos_levels (id, reseller_id, level, mode) values (6101, 1, 'plan-it', 'blacklist')",
        "insert into billing.ncos_pattern_list (ncos_level_id, pattern) values (6101, '^4361')"};
    private static final String[] REMOVE = {
        "delete from provisioning.voip_domains where id = 6101", "delete from billing.voip_subscribers where contract_id = 6101",
        "delete from billing.domains where id = 6101", "delete from billing.contracts where id = 6101", "delete from billing.contacts where id = 6101",
        "delete from provisioning.voip_rewrite_rule_sets where id = 6101", "delete from billing.ncos_levels where id = 6101"};

    private static ConfigurableApplicationContext service;
    private static ControlClient control;

    private static String subscriber(int id, String name) {
        return "insert into billing.voip_subscribers (id, contract_id, uuid, username, domain_id) values (%d, 6101, 'uuid-%d', '%s', 6101)"
            .formatted(id, id, name);
    }

    private static String account(int id, String name) {
        return ("insert into provisioning.voip_subscribers (id, username, domain_id, uuid, password, account_id) "
            + "values (%d, '%s', 6101, 'uuid-%d', 'secret', 6101)").formatted(id, name, id);
    }

    private static String number(int id, String digits) {
        return "insert into provisioning.voip_dbaliases (username, domain_id, subscriber_id, is_primary) values ('%s', 6101, %d, 1)".formatted(digits, id);
    }

    private static String rule(String field, String match, String replace) {
        return "insert into provisioning.voip_rewrite_rules (set_id, match_pattern, replace_pattern, direction, field) values (6101, '%s', '%s', 'in', '%s')"
            .formatted(match, replace, field);
    }

    private static String prefer(String table, String owner, int id, String attribute, String value) {
        return "insert into provisioning.%s (%s, attribute_id, value) select %d, id, '%s' from provisioning.voip_preferences where attribute = '%s'"
            .formatted(table, owner, id, value, attribute);
    }

    private static String changed(String entity) {
        return "insert into provisioning.change_log (entity, entity_key) values ('%s', '6101')".formatted(entity);
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @BeforeAll static void start() {
        List<String> arguments = new ArrayList<>(List.of(TestServers.serviceArguments()));
        arguments.addAll(List.of("--tandem.proxy.sip.listen=127.0.0.1:0", "--tandem.proxy.control.listen=127.0.0.1:0"));
        service = TandemService.run("proxy-service", ProxyService.class, arguments.toArray(String[]::new));
        InetSocketAddress port = service.getBean(ProxyControlConfiguration.Port.class).listener().map(ControlListener::localAddress).orElseThrow();
        control = new ControlClient("127.0.0.1:" + port.getPort(), Duration.ofSeconds(20));
    }

    @AfterAll static void stop() {
        control.close();
        service.close();
    }

    @BeforeEach void provision() throws Exception {
        execute(PROVISION);
        execute(changed("subscriber"), changed("domain"));
    }

    @AfterEach void remove() throws Exception {
        execute(REMOVE);
        execute(changed("subscriber"), changed("domain"), changed("customer"), changed("rewrite_rule_set"), changed("ncos_level"));
    }

    @SuppressWarnings("unchecked")
    private static String verdict(String to) throws Exception {
        Map<String, Object> answer = (Map<String, Object>) control.call("call.explain", List.of("alice@" + DOMAIN, to));
        return ((List<Map<String, Object>>) answer.get("steps")).getLast().get("verdict").toString();
    }

    private static void becomes(String to, String verdict) {
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(verdict(to)).isEqualTo(verdict));
    }

    @Test void committedChangesOfEveryLevelDecideTheNextCall() throws Exception {
        becomes("061002", "refused: 404 Not Found");
        execute(prefer("voip_dom_preferences", "domain_id", 6101, "rewrite_rule_set", "6101"),
            prefer("voip_usr_preferences", "subscriber_id", 6101, "cc", "43"), changed("domain"), changed("subscriber"));
        becomes("061002", "refused: 480 Offline");                                      // 4361002 is Bob
        execute(prefer("voip_contract_preferences", "contract_id", 6101, "ncos_id", "6101"), changed("customer"));
        becomes("061002", "refused: 403 Blocked by NCOS level");
        execute("update billing.ncos_pattern_list set pattern = '^49' where ncos_level_id = 6101", changed("ncos_level"));
        becomes("061002", "refused: 480 Offline");
        execute("update provisioning.voip_rewrite_rules set enabled = 0 where set_id = 6101", changed("rewrite_rule_set"));
        becomes("061002", "refused: 404 Not Found");
        execute(prefer("voip_usr_preferences", "subscriber_id", 6101, "block_out_list", "4361*"), changed("subscriber"));
        becomes("4361002", "refused: 403 Blocked by Caller");
        execute(prefer("voip_usr_preferences", "subscriber_id", 6101, "lock", "4"), changed("subscriber"));
        becomes("4361002", "refused: 403 Caller locked");
    }

    @Test void peersAreReadFromTheirTables() throws Exception {
        execute("insert into billing.contracts (id, contact_id, product_id) values (6102, 6101, 4)",
            "insert into provisioning.voip_peer_groups (id, name, priority, peering_contract_id) values "
                + "(6101, 'plan-it', 2, 6102), (6102, 'plan-it 2', 1, 6102)",
            "insert into provisioning.voip_peer_hosts (id, group_id, name, ip, host, port, transport, weight) values "
                + "(6101, 6101, 'plan-it-1', '192.0.2.61', null, 5060, 1, 1), (6102, 6102, 'plan-it-2', '192.0.2.62', 'sip.peer.example', 5061, 3, 1)",
            "insert into provisioning.voip_peer_rules (group_id, callee_prefix, callee_pattern, caller_pattern) values "
                + "(6101, '49', '', null), (6102, '49', '^sip:49', '@" + DOMAIN.replace(".", "\\\\.") + "$')",
            "insert into provisioning.voip_peer_inbound_rules (group_id, field, pattern, priority) values (6101, 'ruri_uri', '.*', 50)",
            changed("peer_group"));
        try {
            becomes("4966123", "the call is made");
            assertThat(control.call("call.explain", List.of("alice@" + DOMAIN, "4966123")).toString())
                .contains("peers [plan-it-2 (192.0.2.62:5061;tls), plan-it-1 (192.0.2.61:5060;udp)]");
            execute(prefer("voip_peer_preferences", "peer_host_id", 6101, "concurrent_max", "-1"),
                prefer("voip_peer_preferences", "peer_host_id", 6102, "concurrent_max", "0"), changed("peer_host"));
            becomes("4966123", "refused: 503 PSTN Termination Currently Unavailable");
        } finally {
            execute("delete from provisioning.voip_peer_groups where id in (6101, 6102)", "delete from billing.contracts where id = 6102",
                changed("peer_group"));
        }
        becomes("4966123", "refused: 404 Not Found");
    }

    @Test void portedNumbersAreReadByTheirBeginningsWhileTheyHold() throws Exception {
        execute("insert into billing.lnp_providers (id, name, prefix, authoritative, skip_rewrite) values (6101, 'plan-it', 'D61', 1, 0), "
                + "(6102, 'plan-it 2', 'D62', 0, 0)",
            "insert into billing.lnp_numbers (number, routing_number, lnp_provider_id, start, end, type) values ('4361', null, 6101, null, null, null), "
                + "('4361003', '43996103', 6102, utc_timestamp() - interval 1 hour, utc_timestamp() + interval 1 hour, 'mobile'), "
                + "('4361004', '43996104', 6102, utc_timestamp() + interval 1 hour, null, null), "
                + "('4361005', '43996105', 6102, null, utc_timestamp() - interval 1 minute, null)",
            changed("lnp_carrier"));
        try {
            becomes("4361009", "refused: 404 Not Found");
            assertThat(carrier("4361009")).isEqualTo("number 4361 at carrier plan-it (authoritative), routing number 4361009");
            assertThat(carrier("4361003")).isEqualTo("number 4361003 at carrier plan-it 2, routing number 43996103");
            assertThat(carrier("4361004")).as("not yet").startsWith("number 4361 at");
            assertThat(carrier("4361005")).as("no longer").startsWith("number 4361 at");
            assertThat(carrier("4461003")).isEqualTo("not ported");
            execute("update billing.lnp_numbers set routing_number = '4388' where number = '4361003'", changed("lnp_carrier"));
            await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(carrier("4361003")).endsWith("routing number 4388"));
        } finally {
            execute("delete from billing.lnp_providers where id in (6101, 6102)", changed("lnp_carrier"));
        }
    }

    @Test void setsAndCarriersOfNcosLevelsAreReadFromTheirTables() throws Exception {
        execute("insert into billing.ncos_levels (id, reseller_id, level, mode) values (6102, 1, 'plan-it 2', 'blacklist')",
            "insert into billing.ncos_sets (id, reseller_id, name) values (6101, 1, 'plan-it')",
            "insert into billing.ncos_set_levels (ncos_set_id, ncos_level_id) values (6101, 6102)",
            "insert into billing.lnp_providers (id, name) values (6101, 'plan-it')",
            "insert into billing.lnp_numbers (number, lnp_provider_id) values ('4961', 6101)",
            "insert into billing.ncos_lnp_list (id, ncos_level_id, lnp_provider_id) values (6101, 6102, 6101)",
            "insert into billing.ncos_lnp_pattern_list (ncos_lnp_list_id, pattern) values (6101, '^49611')",
            prefer("voip_dom_preferences", "domain_id", 6101, "ncos_set_id", "6101"), changed("domain"), changed("ncos_set"), changed("lnp_carrier"));
        try {
            becomes("49611", "refused: 403 Blocked by NCOS level");
            becomes("49612", "refused: 404 Not Found");
            becomes("4361002", "refused: 480 Offline");
            execute("insert into billing.ncos_set_levels (ncos_set_id, ncos_level_id) values (6101, 6101)", changed("ncos_set"));
            becomes("4361002", "refused: 403 Blocked by NCOS level");
            execute("delete from billing.ncos_lnp_pattern_list where ncos_lnp_list_id = 6101",
                "insert into provisioning.change_log (entity, entity_key) values ('ncos_level', '6102')");
            becomes("49612", "refused: 403 Blocked by NCOS level");
        } finally {
            execute("delete from billing.ncos_sets where id = 6101", "delete from billing.ncos_levels where id = 6102",
                "delete from billing.lnp_providers where id = 6101", changed("ncos_set"), changed("lnp_carrier"));
        }
    }

    @Test void emergencyMappingsAndDocumentsAreReadFromTheirTables() throws Exception {
        execute("insert into provisioning.emergency_containers (id, reseller_id, name) values (6101, 1, 'plan-it')",
            "insert into provisioning.emergency_mappings (emergency_container_id, code, prefix) values (6101, '112', 'E1')",
            "update provisioning.voip_rewrite_rules set match_pattern = '^112$', replace_pattern = 'emergency_112' where set_id = 6101",
            prefer("voip_dom_preferences", "domain_id", 6101, "rewrite_rule_set", "6101"),
            prefer("voip_contract_preferences", "contract_id", 6101, "emergency_mapping_container_id", "6101"),
            prefer("voip_usr_preferences", "subscriber_id", 6101, "emergency_location_object", ""),
            prefer("voip_dom_preferences", "domain_id", 6101, "emergency_provider_info", ""),
            blob("usr", "subscriber_id"), blob("dom", "domain_id"),
            changed("domain"), changed("customer"), changed("subscriber"), changed("emergency_container"), changed("rewrite_rule_set"));
        try {
            await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(verdictOf("emergency", "112"))
                .endsWith(", to peers as E1112, with its location, with provider info"));
            execute("update provisioning.emergency_mappings set suffix = '#' where emergency_container_id = 6101", changed("emergency_container"));
            await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(verdictOf("emergency", "112")).contains(", to peers as E1112#,"));
        } finally {
            execute("delete from provisioning.emergency_containers where id = 6101", changed("emergency_container"));
        }
    }

    private static String blob(String level, String owner) {
        return ("insert into provisioning.voip_%s_preferences_blob (preference_id, content_type, value) select v.id, 'text/xml', '<x/>' "
            + "from provisioning.voip_%s_preferences v join provisioning.voip_preferences p on p.id = v.attribute_id "
            + "where v.%s = 6101 and p.attribute like 'emergency_%%'").formatted(level, level, owner);
    }

    @Test void speedDialsAndBaseNumbersAreReadFromTheirTables() throws Exception {
        becomes("*1", "refused: 484 Speed-Dial slot empty");
        execute("insert into provisioning.voip_speed_dial (subscriber_id, slot, destination) values (6101, '*1', 'sip:4361002@" + DOMAIN + "')",
            number(6102, "436100"));
        execute(changed("subscriber"), "insert into provisioning.change_log (entity, entity_key) values ('subscriber', '6102')");
        becomes("*1", "refused: 480 Offline");
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(verdictOf("callee", "436100277"))
            .isEqualTo("subscriber 6102 bob@" + DOMAIN + ", asked for 436100277"));
        assertThat(verdictOf("callee", "43610015")).as("4361001 is longer").isEqualTo("subscriber 6101 alice@" + DOMAIN + ", asked for 43610015");
        execute(prefer("voip_dom_preferences", "domain_id", 6101, "extended_dialing_mode", "strict"), changed("domain"));
        becomes("43610015", "refused: 404 Not Found");
    }

    @Test void forwardsAreReadFromTheirTablesAndActOnTheNextCall() throws Exception {
        String bob = "insert into provisioning.change_log (entity, entity_key) values ('subscriber', '6102')";
        becomes("bob", "refused: 480 Offline");
        execute("insert into provisioning.voip_cf_destination_sets (id, subscriber_id, name) values (6101, 6102, 'plan-it')",
            "insert into provisioning.voip_cf_destinations (destination_set_id, destination) values (6101, 'sip:4366123@" + DOMAIN + "')",
            "insert into provisioning.voip_cf_mappings (id, subscriber_id, type, destination_set_id) values (6101, 6102, 'cfna', 6101)",
            prefer("voip_usr_preferences", "subscriber_id", 6102, "cfna", "6101"), bob);
        becomes("bob", "refused: 404 Not Found");
        assertThat(verdictOf("location", "bob")).isEqualTo("forwarded: cfna to [sip:4366123@" + DOMAIN + "]");
        execute("insert into provisioning.voip_cf_destinations (destination_set_id, destination, priority) values (6101, 'sip:*1@" + DOMAIN + "', 0)", bob);
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(verdictOf("location", "bob"))
            .isEqualTo("forwarded: cfna to [sip:*1@" + DOMAIN + ", sip:4366123@" + DOMAIN + "]"));
        execute("insert into provisioning.voip_cf_time_sets (id, subscriber_id, name) values (6101, 6102, 'plan-it')",
            "insert into provisioning.voip_cf_periods (time_set_id, year) values (6101, '2001')",
            "update provisioning.voip_cf_mappings set time_set_id = 6101 where id = 6101", bob);
        becomes("bob", "refused: 480 Offline");
        execute("update provisioning.voip_cf_periods set year = '2001-2999' where time_set_id = 6101",
            "update provisioning.voip_cf_mappings set type = 'cfu' where id = 6101", prefer("voip_usr_preferences", "subscriber_id", 6102, "cfu", "6101"),
            prefer("voip_usr_preferences", "subscriber_id", 6102, "lock", "2"), bob);
        becomes("bob", "refused: 403 Caller locked");
        execute(prefer("voip_usr_preferences", "subscriber_id", 6102, "dnd", "1"), bob);
        becomes("bob", "refused: 486 Busy");
    }

    @Test void timeSetsSayWhenLevelsAndPeerGroupsHold() throws Exception {
        execute("insert into provisioning.voip_time_sets (id, reseller_id, name) values (6101, 1, 'plan-it')",
            "insert into provisioning.voip_time_periods (time_set_id, start, end) values (6101, '2001-01-01 00:00:00', '2001-01-02 00:00:00')",
            "update billing.ncos_levels set time_set_id = 6101 where id = 6101",
            "insert into billing.contracts (id, contact_id, product_id) values (6102, 6101, 4)",
            "insert into provisioning.voip_peer_groups (id, name, priority, peering_contract_id, time_set_id) values (6101, 'plan-it', 2, 6102, 6101)",
            "insert into provisioning.voip_peer_hosts (id, group_id, name, ip, port, transport, weight) values "
                + "(6101, 6101, 'plan-it-1', '192.0.2.61', 5060, 1, 1)",
            "insert into provisioning.voip_peer_rules (group_id, callee_prefix, callee_pattern) values (6101, '49', '')",
            prefer("voip_usr_preferences", "subscriber_id", 6101, "ncos_id", "6101"), changed("peer_group"), changed("ncos_level"), changed("subscriber"));
        try {
            becomes("4361002", "refused: 480 Offline");
            becomes("4966123", "refused: 404 Not Found");
            execute("update provisioning.voip_time_periods set end = null where time_set_id = 6101", changed("time_set"));
            becomes("4361002", "refused: 403 Blocked by NCOS level");
            becomes("4966123", "the call is made");
            execute("update billing.ncos_levels set time_set_invert = 1 where id = 6101", changed("ncos_level"));
            becomes("4361002", "refused: 480 Offline");
        } finally {
            execute("delete from provisioning.voip_peer_groups where id = 6101", "delete from billing.contracts where id = 6102",
                "update billing.ncos_levels set time_set_id = null where id = 6101", "delete from provisioning.voip_time_sets where id = 6101",
                changed("peer_group"), changed("ncos_level"));
        }
    }

    private static String carrier(String to) throws Exception {
        return verdictOf("number portability", to);
    }

    @Test void limitsOfEveryLevelAreAsked() throws Exception {
        String voicebox = "sip:vmu4361002@voicebox.local";
        becomes(voicebox, "the call is made");
        execute(prefer("voip_contract_preferences", "contract_id", 6101, "concurrent_max_total", "3"), changed("customer"),
            prefer("voip_dom_preferences", "domain_id", 6101, "concurrent_max_out_total", "2"), changed("domain"),
            "insert into provisioning.voip_contract_locations (id, contract_id, name) values (6101, 6101, 'attic')",
            "insert into provisioning.voip_contract_location_blocks (location_id, ip, mask) values (6101, '10.61.0.0', 16)",
            "insert into provisioning.voip_contract_preferences (contract_id, location_id, attribute_id, value) "
                + "select 6101, 6101, id, '0' from provisioning.voip_preferences where attribute = 'concurrent_max_total'", changed("customer"));
        limitsBecome(voicebox, "192.0.2.1", "concurrent_max_out_total 1 of 2 (totaluserout:uuid-6101), concurrent_max_total 1 of 3 (totalaccount:6101)");
        limitsBecome(voicebox, "10.61.7.7", "concurrent_max_total 0 is reached: totallocation:6101 has 0");
        assertThat(control.call("calls.counters", List.of("total"))).as("nothing was counted").isEqualTo(Map.of());
        assertThat(control.call("calls.recount", List.of())).isEqualTo(Map.of("calls", 0L, "corrected", 0L));
        assertThatExceptionOfType(ControlFault.class).isThrownBy(() -> control.call("calls.holds", List.of("c1"))).matches(fault -> fault.code() == 404);
        assertThatExceptionOfType(ControlFault.class).isThrownBy(() -> control.call("calls.release", List.of("c1"))).matches(fault -> fault.code() == 404);
    }

    private static void limitsBecome(String to, String source, String limits) {
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(verdictOf("limits", to, "", "P-NGCP-Src-Ip: " + source)).isEqualTo(limits));
    }

    @SuppressWarnings("unchecked")
    private static String verdictOf(String step, String to, String... more) throws Exception {
        List<Object> question = Stream.<Object>concat(Stream.of("alice@" + DOMAIN, to), Stream.of(more)).toList();
        Map<String, Object> answer = (Map<String, Object>) control.call("call.explain", question);
        return ((List<Map<String, Object>>) answer.get("steps")).stream().filter(entry -> entry.get("step").equals(step)).findFirst().orElseThrow()
            .get("verdict").toString();
    }

    @Test void questionsThatMakeNoSenseAreFaults() throws Exception {
        fault(404, "nobody@" + DOMAIN, "1");
        fault(400, "alice@" + DOMAIN);
        fault(400, "alice@" + DOMAIN, "bob", "tomorrow");
        fault(400, "alice@" + DOMAIN, "bob", "", "no header");
        fault(400, "alice@" + DOMAIN, "sip:<");
        assertThat(control.call("call.recent", List.of())).isEqualTo(List.of());
        assertThatExceptionOfType(ControlFault.class).isThrownBy(() -> control.call("call.recent", List.of("no-such-call")))
            .matches(fault -> fault.code() == 404);
    }

    private static void fault(int code, Object... arguments) {
        assertThatExceptionOfType(ControlFault.class).isThrownBy(() -> control.call("call.explain", List.of(arguments)))
            .matches(fault -> fault.code() == code, "fault " + code + " for " + List.of(arguments));
    }
}
