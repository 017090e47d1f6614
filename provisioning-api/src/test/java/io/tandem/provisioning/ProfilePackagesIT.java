package io.tandem.provisioning;

import java.time.LocalDate;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Networks that calls come from, packages, and customers who have them (provisioning.md §1.13, §1.14, §5.7). */
class ProfilePackagesIT {
    private static final String LATER = "2099-01-01 00:00:00";

    private final BillingSample billing = new BillingSample();
    private final ApiClient admin = billing.api;
    private final OtherTenant other = new OtherTenant(admin);
    private final String name = "x" + World.unique();

    @Test void aNetworkHasBlocksAndAName() {
        ResourceCheck network = new ResourceCheck(admin, "billingnetworks", network("1", """
            {"ip": "192.0.2.77", "mask": "24"}, {"ip": "2001:db8::1", "mask": 32}, {"ip": "198.51.100.1"}, {"ip": "38.0.0.0", "mask": 8}"""));
        assertThat(network.item().path("blocks")).hasSize(4);
        network.isFoundBy(Map.of("name", name, "reseller_id", "1")).pages().isHiddenFrom(other.api).patches("description", "\"other\"");
        for (String ip : new String[] {"192.0.2.0", "192.0.2.255", "2001:db8:ffff::", "198.51.100.1"}) {
            assertThat(count("billingnetworks/?name=%s&ip=%s".formatted(name, ip))).describedAs(ip).isOne();
        }
        for (String ip : new String[] {"192.0.3.0", "2001:db9::", "198.51.100.2", "2620::1", "nonsense"}) {
            assertThat(count("billingnetworks/?name=%s&ip=%s".formatted(name, ip))).describedAs(ip).isZero();
        }
        network.refuses(network("1", ""), "Billing network with name '%s' already exists for this reseller.".formatted(name));
        network.refuses(network("1", "{\"ip\": \"192.0.2.0\", \"mask\": 33}"),
            "Validation failed. field='blocks', input='192.0.2.0/33', errors='Invalid IP address or mask'");
        network.refuses("{\"reseller_id\": 1, \"name\": \"y\"}", "Validation failed. field='description', input='', errors='Description field is required'");
        assertThat(network.put(network("1", "")).path("blocks")).isEmpty();
        network.isDeleted();
        assertThat(admin.post("/api/billingnetworks/", network("1", "")).status()).describedAs("the name is free again").isEqualTo(201);
    }

    @Test void aPackageHasDefaultsAndItsProfiles() {
        String network = billing.network("192.0.2.0", 24);
        ResourceCheck plan = new ResourceCheck(admin, "profilepackages", plan("""
            "initial_profiles": [{"profile_id": %1$s}, {"profile_id": "%1$s", "network_id": "%2$s"}], "topup_profiles": [{"profile_id": %1$s}]"""
            .formatted(billing.profile, network)));
        JsonNode item = plan.item();
        assertThat(item.path("balance_interval_unit").asString()).isEqualTo("month");
        assertThat(item.path("balance_interval_value").asInt()).isOne();
        assertThat(item.path("balance_interval_start_mode").asString()).isEqualTo("1st");
        assertThat(item.path("carry_over_mode").asString()).isEqualTo("carry_over");
        assertThat(item.path("initial_profiles")).hasSize(2);
        assertThat(item.at("/initial_profiles/1/network_id").asString()).isEqualTo(network);
        assertThat(item.path("underrun_profiles")).isEmpty();
        plan.isFoundBy(Map.of("name", name, "reseller_id", "1")).pages().isHiddenFrom(other.api).patches("topup_lock_level", "0");
        plan.refuses(plan("\"initial_profiles\": [{\"profile_id\": %s}]".formatted(billing.profile)),
            "Profile package with name '%s' already exists for this reseller.".formatted(name));
        assertThat(admin.delete("/api/billingnetworks/" + network).message())
            .isEqualTo("Cannot terminate billing network that is assigned to profile packages.");
        String sole = billing.profile("\"prepaid\": 1");
        String also = Sample.created(admin.post("/api/profilepackages/", "{\"reseller_id\": 1, \"name\": \"%s-2\", \"description\": \"d\", ".formatted(name)
            + "\"initial_profiles\": [{\"profile_id\": %s}]}".formatted(sole)));
        assertThat(admin.get("/api/billingprofiles/?package_cnt=1&id=" + sole).json().path("total_count").asInt()).isOne();
        ApiClient.Answer used = admin.delete("/api/billingprofiles/" + sole);
        assertThat(used.status()).isEqualTo(423);
        assertThat(used.message()).isEqualTo("Cannot terminate billing profile that is assigned to profile packages.");
        assertThat(admin.delete("/api/profilepackages/" + also).status()).isEqualTo(204);
        assertThat(admin.delete("/api/billingprofiles/" + sole).status()).isEqualTo(204);
        plan.isDeleted();
        assertThat(admin.delete("/api/billingnetworks/" + network).status()).isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "\"topup_lock_level\": 1 | Initial profiles field is required",
        "\"initial_profiles\": [{\"profile_id\": 999999}] | Invalid 'profile_id' (999999).",
        "\"initial_profiles\": [{\"profile_id\": 1}, {\"profile_id\": 1}] | An initial profile without 'network_id' is required, exactly one.",
        "\"initial_profiles\": [{\"profile_id\": 1}, {\"profile_id\": 1, \"network_id\": 999999}] | Invalid 'network_id' (999999).",
        "\"initial_profiles\": [{\"profile_id\": 1}], \"balance_interval_value\": 0 | field='balance_interval_value', input='0', errors='Value must be",
        "\"initial_profiles\": [{\"profile_id\": 1}], \"balance_interval_unit\": \"year\" | 'year' is not a valid value",
        "\"initial_profiles\": [{\"profile_id\": 1}], \"balance_interval_value\": 1201 | errors='Value must not make more than 100 years",
        "\"initial_profiles\": [{\"profile_id\": 1}], \"notopup_discard_intervals\": 1000000 | errors='Value must not make more than 100 years",
        "\"initial_profiles\": [{\"profile_id\": 1}], \"timely_duration_unit\": \"week\", \"timely_duration_value\": 5300 | more than 100 years",
        "\"initial_profiles\": [{\"profile_id\": 1}], \"underrun_lock_level\": 6 | field='underrun_lock_level', input='6', errors='Value must be",
        "\"initial_profiles\": [{\"profile_id\": 1}], \"timely_duration_value\": 6 | 'timely_duration_unit' and 'timely_duration_value' need each other.",
        "\"initial_profiles\": [{\"profile_id\": 1}], \"carry_over_mode\": \"carry_over_timely\" | 'carry_over_mode' carry_over_timely needs"})
    void whatNoPackageCanBe(String fields, String message) {
        ApiClient.Answer answer = admin.post("/api/profilepackages/", plan(fields));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.message()).contains(message);
    }

    @Test void profilesOfAnotherResellerAreRefused() {
        ApiClient.Answer answer = other.api.post("/api/profilepackages/", plan("\"initial_profiles\": [{\"profile_id\": %s}]".formatted(billing.profile)));
        assertThat(answer.message()).isEqualTo("The reseller of the profile package doesn't match the reseller of the billing profile (%s)."
            .formatted(billing.profile));
    }

    @Test void aCustomerBeginsWithAPackage() {
        String network = billing.network("192.0.2.0", 24);
        String second = billing.profile("\"prepaid\": 1");
        String plan = Sample.created(admin.post("/api/profilepackages/", plan("""
            "initial_balance": 700, "balance_interval_unit": "day", "balance_interval_start_mode": "create",
            "initial_profiles": [{"profile_id": %s}, {"profile_id": %s, "network_id": %s}]""".formatted(billing.profile, second, network))));
        String customer = billing.customer(ofPackage(plan));
        JsonNode item = admin.get("/api/customers/" + customer).json();
        assertThat(item.path("profile_package_id").asString()).isEqualTo(plan);
        assertThat(item.path("billing_profile_definition").asString()).isEqualTo("id");
        assertThat(item.path("billing_profile_id").asString()).isEqualTo(billing.profile);
        assertThat(item.path("all_billing_profiles")).hasSize(2);
        assertThat(count("customers/?profile_package_id=%s&contact_id=%s".formatted(plan, billing.contact))).isOne();
        assertThat(billing.balance(customer).path("cash_balance").asDouble()).isEqualTo(700);
        JsonNode interval = billing.interval(customer);
        assertThat(interval.path("start").asString().substring(0, 10)).isEqualTo(interval.path("stop").asString().substring(0, 10));
        assertThat(admin.delete("/api/profilepackages/" + plan).message()).isEqualTo("Cannot terminate profile package that is assigned to contracts.");
        assertThat(admin.delete("/api/billingnetworks/" + network).status()).isEqualTo(423);
        admin.patch("/api/customers/" + customer, "[{\"op\": \"replace\", \"path\": \"/external_id\", \"value\": \"%s\"}]".formatted(name));
        assertThat(admin.get("/api/customers/" + customer).json().path("profile_package_id").asString()).describedAs("PATCH keeps it").isEqualTo(plan);
        admin.put("/api/customers/" + customer, customer("\"billing_profile_id\": " + second));
        assertThat(admin.get("/api/customers/" + customer).json().path("profile_package_id").isNull()).describedAs("PUT without it ends it").isTrue();
        String given = "[{\"op\": \"replace\", \"path\": \"/profile_package_id\", \"value\": %s}]".formatted(plan);
        assertThat(admin.patch("/api/customers/" + customer, given).message())
            .isEqualTo("Invalid 'profile_package_id' (%s): 'billing_profile_definition' is not 'package'.".formatted(plan));
        assertThat(billing.interval(customer).path("stop").asString()).endsWith(" 23:59:59");
        assertThat(admin.delete("/api/profilepackages/" + plan).status()).isEqualTo(204);
    }

    @Test void aCustomerChangesToAPackage() {
        String plan = billing.packageOf("\"balance_interval_start_mode\": \"topup_interval\", \"balance_interval_unit\": \"day\"");
        ApiClient.Answer changed = admin.put("/api/customers/" + billing.customer, customer(ofPackage(plan)));
        assertThat(changed.json().path("profile_package_id").asString()).isEqualTo(plan);
        assertThat(changed.json().path("all_billing_profiles")).hasSize(2);
        assertThat(billing.interval(billing.customer).path("stop").asString()).isEqualTo("9999-12-31 23:59:59");
        assertThat(admin.put("/api/customers/" + billing.customer, customer(ofPackage(plan))).json().path("all_billing_profiles"))
            .describedAs("nothing changes twice").hasSize(2);
        assertThat(admin.put("/api/customers/" + billing.customer, customer(ofPackage("999999"))).message())
            .isEqualTo("Invalid 'profile_package_id' (999999).");
        assertThat(admin.put("/api/customers/" + billing.customer, customer("\"billing_profile_definition\": \"package\"")).message())
            .isEqualTo("Invalid 'profile_package_id'.");
        String foreign = Sample.created(other.api.post("/api/billingprofiles/", "{\"handle\": \"%1$s\", \"name\": \"%1$s\"}".formatted(name)));
        String foreignPlan = Sample.created(other.api.post("/api/profilepackages/",
            plan("\"initial_profiles\": [{\"profile_id\": %s}]".formatted(foreign))));
        assertThat(admin.put("/api/customers/" + billing.customer, customer(ofPackage(foreignPlan))).message())
            .isEqualTo("The reseller of the contact doesn't match the reseller of the profile package (%s).".formatted(foreignPlan));
    }

    @Test void aPackageThatWaitsForTopUpsNoMoreEndsTheIntervalsThatDid() {
        String plan = billing.packageOf("\"balance_interval_start_mode\": \"topup\"");
        String customer = billing.customer(ofPackage(plan));
        billing.balance(customer);
        assertThat(billing.interval(customer).path("stop").asString()).isEqualTo("9999-12-31 23:59:59");
        assertThat(admin.patch("/api/profilepackages/" + plan,
            "[{\"op\": \"replace\", \"path\": \"/balance_interval_start_mode\", \"value\": \"topup_interval\"}]").status()).isEqualTo(200);
        assertThat(billing.interval(customer).path("stop").asString()).as("still waits for one").isEqualTo("9999-12-31 23:59:59");
        assertThat(admin.patch("/api/profilepackages/" + plan, "[{\"op\": \"replace\", \"path\": \"/balance_interval_start_mode\", \"value\": \"1st\"}]")
            .status()).isEqualTo(200);
        String stop = billing.interval(customer).path("stop").asString();
        assertThat(stop).as("the end of a month").endsWith(" 23:59:59").doesNotStartWith("9999");
        assertThat(LocalDate.parse(stop.substring(0, 10)).plusDays(1).getDayOfMonth()).isOne();
        assertThat(billing.balance(customer).path("cash_balance").asDouble()).isZero();
    }

    @Test void profilesAreMappedToNetworks() {
        String network = billing.network("192.0.2.0", 24);
        String intervals = "\"billing_profile_definition\": \"profiles\", \"billing_profiles\": ";
        String customer = billing.customer(intervals
            + "[{\"profile_id\": %1$s}, {\"profile_id\": %1$s, \"network_id\": %2$s}]".formatted(billing.profile, network));
        JsonNode item = admin.get("/api/customers/" + customer).json();
        assertThat(item.at("/all_billing_profiles/1/network_id").asString()).isEqualTo(network);
        assertThat(item.path("billing_profiles")).isEmpty();
        ApiClient.Answer later = admin.put("/api/customers/" + customer, customer(intervals
            + "[{\"profile_id\": %s, \"network_id\": %s, \"start\": \"%s\"}]".formatted(billing.profile, network, LATER)));
        assertThat(later.json().at("/billing_profiles/0/network_id").asString()).isEqualTo(network);
        String undated = intervals + "[{\"profile_id\": %s, \"network_id\": %s}]".formatted(billing.profile, network);
        assertThat(admin.put("/api/customers/" + customer, customer(undated)).message())
            .isEqualTo("Adding intervals without 'start' and 'stop' timestamps is not allowed.");
        assertThat(admin.post("/api/customers/", customer(intervals + "[{\"profile_id\": %1$s}, {\"profile_id\": %1$s, \"network_id\": 999999}]"
            .formatted(billing.profile))).message()).isEqualTo("Invalid 'network_id' (999999).");
        String foreign = Sample.created(other.api.post("/api/billingnetworks/", network("0", "")));
        assertThat(admin.post("/api/customers/", customer(intervals + "[{\"profile_id\": %1$s}, {\"profile_id\": %1$s, \"network_id\": %2$s}]"
            .formatted(billing.profile, foreign))).message())
            .isEqualTo("The reseller of the contact doesn't match the reseller of the billing network (%s).".formatted(foreign));
    }

    private static String ofPackage(String id) {
        return "\"billing_profile_definition\": \"package\", \"profile_package_id\": " + id;
    }

    private String customer(String fields) {
        return "{\"contact_id\": %s, \"type\": \"sipaccount\", \"status\": \"active\", %s}".formatted(billing.contact, fields);
    }

    private String plan(String fields) {
        return "{\"reseller_id\": \"1\", \"name\": \"%s\", \"description\": \"d\", %s}".formatted(name, fields);
    }

    private String network(String reseller, String blocks) {
        return "{\"reseller_id\": \"%s\", \"name\": \"%s\", \"description\": \"d\", \"blocks\": [%s]}".formatted(reseller, name, blocks);
    }

    private int count(String query) {
        return admin.get("/api/" + query).json().path("total_count").asInt();
    }
}
