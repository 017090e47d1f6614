package io.tandem.provisioning;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The scripts of an existing installation provision a whole site, and once more: the second run finds every object (provisioning.md §1.12). */
class ExistingClientIT {
    private final ApiClient admin = ApiClient.administrator();
    private final int number = new Sample(admin).number;
    private final String domainName = "site-%d.example.org".formatted(number);

    @Test void theSecondRunFindsEverythingOfTheFirst() {
        ScriptClient first = new ScriptClient(admin);
        Site made = provision(first);
        assertThat(first.found).isEmpty();
        ScriptClient second = new ScriptClient(admin);
        assertThat(provision(second)).isEqualTo(made);
        assertThat(second.created).isEmpty();
        assertThat(second.found).hasSameSizeAs(first.created);
        deletes(made);
    }

    /** Ids of what both runs must agree on. */
    private record Site(String customer, String domain, String pilot, String group, String phone, String peer) {}

    private Site provision(ScriptClient client) {
        String contact = client.ensure("customercontacts", "{\"reseller_id\": \"1\", \"email\": \"site-%d@default.invalid\"}".formatted(number));
        String customer = client.ensure("customers", """
            {"contact_id": "%s", "type": "pbxaccount", "status": "active", "billing_profile_id": "1", "reseller_id": "1", "external_id": null,
             "max_subscribers": null}""".formatted(contact));
        String domain = client.ensure("domains", "{\"domain\": \"%s\", \"reseller_id\": \"1\"}".formatted(domainName));
        String pilot = subscriber(client, domain, customer, "pilot", "\"is_pbx_pilot\": \"1\", \"primary_number\": {\"cc\": \"43\", \"ac\": \"1\", "
            + "\"sn\": \"75%04d\"}".formatted(number));
        String group = subscriber(client, domain, customer, "support", "\"is_pbx_group\": \"1\", \"pbx_extension\": \"100\", "
            + "\"pbx_hunt_policy\": \"serial\", \"pbx_hunt_timeout\": \"10\"");
        String phone = subscriber(client, domain, customer, "0999112", ("\"pbx_extension\": \"101\", \"pbx_group_ids\": [\"%s\"], \"alias_numbers\": "
            + "[{\"cc\": \"43\", \"ac\": \"1\", \"sn\": \"76%04d\", \"is_devid\": \"1\", \"devid_alias\": null}]").formatted(group, number));
        PlatformScripts platform = new PlatformScripts(client, number);
        String rules = platform.rewriteRules();
        preferences(client, domain, phone);
        references(client, phone, rules, platform);
        callHandling(client, phone);
        client.ensure("subscriberlocationmappings", """
            {"subscriber_id": "%s", "caller_pattern": ".*", "callee_pattern": ".*", "mode": "add", "location": "sip:pilot@%s", "to_username": "",
             "enabled": "1"}""".formatted(phone, domainName));
        registration(client, phone);
        return new Site(customer, domain, pilot, group, phone, platform.peers(peering(client), rules));
    }

    private String subscriber(ScriptClient client, String domain, String customer, String username, String more) {
        String payload = """
            {"administrative": "0", "domain_id": "%s", "customer_id": "%s", "username": "%s", "password": "testuser", %s}"""
            .formatted(domain, customer, username, more);
        String id = client.ensure("subscribers", payload, "{\"domain\": \"%s\", \"username\": \"%s\"}".formatted(domainName, username));
        assertThat(client.get("/api/subscribers/" + id).path("uuid").asString()).hasSize(36);
        return id;
    }

    private void preferences(ScriptClient client, String domain, String phone) {
        JsonNode set = client.merge("/api/subscriberpreferences/" + phone, """
            {"cli": 4311000, "lock": 2, "concurrent_max": -1, "clir": true, "block_in_list": ["1", 2], "allowed_clis": "431*",
             "emergency_location_object": {"content_type": "application/pidf+xml", "data": "PHg+"}}""");
        assertThat(set.path("cli").asString()).isEqualTo("4311000");
        assertThat(set.path("lock").asString()).isEqualTo("2");
        assertThat(client.merge("/api/domainpreferences/" + domain, "{\"allow_out_foreign_domain\": 1}").path("allow_out_foreign_domain").asBoolean())
            .isTrue();
    }

    /** Rule sets and restrictions are named, only the emergency container is given by its id. */
    private void references(ScriptClient client, String phone, String rules, PlatformScripts platform) {
        String level = platform.restrictions();
        String headers = platform.headerRules();
        String container = platform.emergencyMappings();
        JsonNode set = client.merge("/api/subscriberpreferences/" + phone, """
            {"rewrite_rule_set": "%s", "ncos": "%s", "adm_ncos": "%s", "header_rule_set": "%s", "emergency_mapping_container_id": "%s"}"""
            .formatted(rules, level, level, headers, container));
        assertThat(set.path("rewrite_rule_set").asString()).isEqualTo(rules);
        assertThat(set.path("ncos").asString()).isEqualTo(level);
        assertThat(set.path("adm_ncos").asString()).isEqualTo(level);
        assertThat(set.path("header_rule_set").asString()).isEqualTo(headers);
        assertThat(set.path("emergency_mapping_container_id").asString()).isEqualTo(container);
        assertThat(set.path("emergency_mapping_container").asString()).isEqualTo("emergency-" + number);
    }

    private void callHandling(ScriptClient client, String phone) {
        client.ensure("cfdestinationsets", """
            {"name": "quick", "subscriber_id": "%s", "destinations": [{"destination": "voicebox", "priority": "1", "timeout": "5"}]}""".formatted(phone));
        client.ensure("cftimesets", "{\"name\": \"always\", \"subscriber_id\": \"%s\", \"times\": [{\"year\": \"2020-2099\"}]}".formatted(phone));
        client.ensure("cfsourcesets", """
            {"name": "known", "subscriber_id": "%s", "mode": "whitelist", "sources": [{"source": "431*"}]}""".formatted(phone));
        client.ensure("cfbnumbersets", """
            {"name": "dialled", "subscriber_id": "%s", "mode": "whitelist", "bnumbers": [{"bnumber": "431*"}]}""".formatted(phone));
        JsonNode mappings = client.set("/api/cfmappings/" + phone, """
            {"cfu": [], "cfb": [{"destinationset": "quick", "timeset": "always", "sourceset": "known", "bnumberset": "dialled", "enabled": "1"}],
             "cft": [{"destinationset": "quick", "timeset": null, "sourceset": null, "bnumberset": null, "enabled": 1}], "cfna": [], "cfs": [], "cfr": [],
             "cfo": [], "cft_ringtimeout": "20"}""");
        assertThat(mappings.at("/cfb/0/destinationset").asString()).isEqualTo("quick");
        client.set("/api/voicemailsettings/" + phone, "{\"pin\": \"1234\", \"email\": \"a@b.invalid\", \"attach\": \"1\", \"delete\": \"\"}");
        client.set("/api/speeddials/" + phone, "{\"speeddials\": [{\"slot\": \"*1\", \"destination\": \"431999\"}]}");
        client.ensure("trustedsources", """
            {"subscriber_id": "%s", "src_ip": "192.0.2.77", "protocol": "UDP", "from_pattern": "^sip:.*"}""".formatted(phone),
            "{\"subscriber_id\": \"%s\"}".formatted(phone));
    }

    private void registration(ScriptClient client, String phone) {
        client.ensure("subscriberregistrations", """
            {"subscriber_id": "%s", "contact": "sip:127.0.0.1:5099;transport=tcp", "q": "1", "nat": "0", "expires": "2000-01-01 00:00:00",
             "socket": "tcp:127.3.0.1:5074", "path": "<sip:lb@127.0.0.1:5060;lr;socket=tcp:127.3.0.1:5074>"}""".formatted(phone),
            "{\"subscriber_id\": \"%s\"}".formatted(phone));
    }

    private String peering(ScriptClient client) {
        String contact = client.ensure("systemcontacts", "{\"company\": \"Peer %d\", \"email\": \"peer-%d@default.invalid\"}".formatted(number, number));
        return client.ensure("contracts",
            "{\"contact_id\": \"%s\", \"type\": \"sippeering\", \"status\": \"active\", \"billing_profile_id\": \"1\"}".formatted(contact));
    }

    private void deletes(Site site) {
        JsonNode domains = admin.get("/api/domains/?page=1&rows=1000").json();
        assertThat(domains.path("total_count").asInt()).isPositive();
        assertThat(admin.delete("/api/bannedusers/pilot@" + domainName).status()).isIn(204, 404);
        assertThat(admin.delete("/api/domains/" + site.domain()).status()).isBetween(200, 299);
        assertThat(admin.get("/api/subscribers/" + site.phone()).status()).isEqualTo(404);
    }
}
