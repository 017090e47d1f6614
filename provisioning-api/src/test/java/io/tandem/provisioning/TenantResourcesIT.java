package io.tandem.provisioning;

import java.util.Map;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Resellers, contacts, contracts, customers, billing profiles and what belongs to a reseller (provisioning.md §1.13, §1.14). */
class TenantResourcesIT {
    private static final String NEXT_YEAR = "2099-01-01 00:00:00";

    private final ApiClient admin = ApiClient.administrator();
    private final Sample sample = new Sample(admin);
    private final OtherTenant other = new OtherTenant(admin);
    private final String name = "n" + sample.number;

    @Test void aResellerIsMadeFoundChangedAndHasAUniqueNameAndContract() {
        String contract = resellerContract();
        ResourceCheck reseller = new ResourceCheck(admin, "resellers",
            "{\"contract_id\": \"%s\", \"name\": \"r-%s\", \"status\": \"active\"}".formatted(contract, name));
        reseller.isFoundBy(Map.of("name", "r-" + name)).pages().isHiddenFrom(other.api).patches("name", "\"s-" + name + "\"");
        assertThat(admin.get("/api/resellers/?status=active&name=s-" + name).json().path("total_count").asInt()).isOne();
        reseller.refuses("{\"contract_id\": 999999, \"name\": \"x\", \"status\": \"active\"}", "Invalid 'contract_id'");
        reseller.refuses("{\"contract_id\": %s, \"name\": \"x\", \"status\": \"active\"}".formatted(contract),
            "Invalid 'contract_id', reseller with this contract already exists");
        reseller.refuses("{\"contract_id\": %s, \"name\": \"s-%s\", \"status\": \"active\"}".formatted(resellerContract(), name),
            "Invalid 'name', reseller with this name already exists (s-%s).".formatted(name));
        assertThat(other.api.post("/api/resellers/", "{\"contract_id\": 1, \"name\": \"x\", \"status\": \"active\"}").status()).isEqualTo(403);
    }

    @Test void theEndOfAResellerReachesHisCustomersAndTheirSubscribers() {
        String contact = Sample.created(other.api.post("/api/customercontacts/", "{\"email\": \"%s\"}".formatted(sample.email())));
        String profile = profile(other.api);
        String customer = Sample.created(other.api.post("/api/customers/",
            "{\"contact_id\": %s, \"type\": \"sipaccount\", \"status\": \"active\", \"billing_profile_id\": %s}".formatted(contact, profile)));
        String domain = Sample.created(other.api.post("/api/domains/", "{\"domain\": \"%s\"}".formatted(sample.domainName())));
        String subscriber = Sample.created(other.api.post("/api/subscribers/",
            Sample.subscriber(domain, customer, "alice", "71%04d".formatted(sample.number))));
        String path = "/api/resellers/" + other.reseller;
        assertThat(admin.patch(path, status("locked")).status()).isEqualTo(200);
        assertThat(admin.get("/api/subscribers/" + subscriber).json().path("lock").asString()).isEqualTo("4");
        assertThat(admin.patch(path, status("active")).status()).isEqualTo(200);
        assertThat(admin.get("/api/customers/" + customer).json().path("status").asString()).isEqualTo("active");
        assertThat(admin.get("/api/subscribers/" + subscriber).json().path("lock").isNull()).isTrue();
        assertThat(admin.delete("/api/contracts/" + other.contract).status()).isEqualTo(405);
        assertThat(admin.patch("/api/contracts/" + other.contract, status("terminated")).status()).isEqualTo(423);
        assertThat(admin.patch(path, status("terminated")).status()).isEqualTo(204);
        for (String gone : new String[] {path, "/api/contracts/" + other.contract, "/api/customers/" + customer, "/api/subscribers/" + subscriber}) {
            assertThat(admin.get(gone).status()).describedAs(gone).isEqualTo(404);
        }
        assertThat(admin.patch("/api/resellers/1", status("terminated")).status()).isEqualTo(403);
        assertThat(admin.patch("/api/contracts/1", status("terminated")).status()).isIn(403, 423);
    }

    @Test void aBillingProfileStaysWhileContractsHaveIt() {
        ResourceCheck profile = new ResourceCheck(admin, "billingprofiles", """
            {"reseller_id": "1", "handle": "h-%s", "name": "%s", "prepaid": "0", "interval_charge": "12.5", "interval_free_time": "",
             "fraud_daily_limit": "100", "fraud_daily_lock": "4", "fraud_daily_notify": "a@b.invalid", "currency": "EUR",
             "peaktime_weekdays": [{"weekday": "0", "start": "08:00:00", "stop": "18:00:00"}],
             "peaktime_special": [{"start": "2026-12-24 00:00:00", "stop": "2026-12-24 23:59:59"}]}""".formatted(name, name));
        profile.isFoundBy(Map.of("handle", "h-" + name, "name", name, "reseller_id", "1", "contract_cnt", "0", "contract_exists", "0")).pages()
            .isHiddenFrom(other.api).patches("name", "\"m" + name + "\"");
        JsonNode item = profile.item();
        assertThat(item.path("prepaid_library").asString()).isEqualTo("libswrate");
        assertThat(item.path("interval_charge").asDouble()).isEqualTo(12.5);
        assertThat(item.at("/peaktime_weekdays/0/stop").asString()).isEqualTo("18:00:00");
        assertThat(item.at("/peaktime_special/0/start").asString()).isEqualTo("2026-12-24 00:00:00");
        profile.refuses("{\"reseller_id\": 1, \"handle\": \"h-%s\", \"name\": \"x\"}".formatted(name),
            "Billing profile with handle 'h-%s' already exists.".formatted(name));
        profile.refuses("{\"reseller_id\": 1, \"handle\": \"i-%s\", \"name\": \"x\", \"fraud_daily_lock\": 6}".formatted(name),
            "Validation failed. field='fraud_daily_lock', input='6', errors='Value must be 0 to 5'");
        String customer = Sample.created(admin.post("/api/customers/", customer(sample.contact(), "\"billing_profile_id\": " + profile.id)));
        assertThat(admin.delete(profile.path()).status()).isEqualTo(423);
        assertThat(admin.get("/api/billingprofiles/?contract_exists=1&handle=h-" + name).json().path("total_count").asInt()).isOne();
        admin.patch("/api/customers/" + customer, status("terminated"));
        profile.isDeleted();
        ApiClient.Answer terminated = admin.post("/api/customers/", customer(sample.contact(), "\"billing_profile_id\": " + profile.id));
        assertThat(terminated.message()).isEqualTo("Invalid 'billing_profile_id' (%s), already terminated.".formatted(profile.id));
    }

    @Test void contactsHaveAllTheirFields() {
        String body = """
            {"firstname": "Ada", "lastname": "Lovelace", "company": "%s", "email": "%s", "street": "S", "postcode": 8010, "city": "Graz", "country": "AT",
             "iban": "AT1", "bic": "B", "bankname": "N", "vatnum": "V", "comregnum": "C", "phonenumber": "1", "mobilenumber": "2", "faxnumber": "3",
             "timezone": "Europe/Vienna", "gpp0": "zero", "gpp9": 9, "reseller_id": 1}""".formatted(name, sample.email());
        for (String kind : new String[] {"customercontacts", "systemcontacts"}) {
            ResourceCheck contact = new ResourceCheck(admin, kind, body);
            contact.isFoundBy(Map.of("email", sample.email())).pages().isHiddenFrom(other.api).patches("city", "\"Wien\"");
            assertThat(contact.item().path("gpp9").asString()).isEqualTo("9");
            assertThat(contact.put("{\"email\": \"%s\", \"reseller_id\": 1}".formatted(sample.email())).path("company").isNull()).isTrue();
            contact.refuses("{\"email\": \"nobody\", \"reseller_id\": 1}",
                "Validation failed. field='email', input='nobody', errors='Email should be of the format someuser@example.com'");
            contact.isDeleted();
        }
        assertThat(admin.get("/api/systemcontacts/1").status()).isEqualTo(200);
        assertThat(admin.delete("/api/systemcontacts/1").status()).isEqualTo(423);
    }

    @Test void aContractIsFoundByAllThatClientsSendAndOnlyThen() {
        String contact = Sample.created(admin.post("/api/systemcontacts/", "{\"email\": \"%s\"}".formatted(sample.email())));
        ResourceCheck contract = new ResourceCheck(admin, "contracts", """
            {"contact_id": "%s", "type": "sippeering", "status": "active", "billing_profile_id": "1", "external_id": "%s"}""".formatted(contact, name));
        contract.isFoundBy(Map.of("contact_id", contact, "type", "sippeering", "status", "active", "external_id", name)).pages().isHiddenFrom(other.api)
            .patches("external_id", "\"e" + name + "\"");
        assertThat(admin.get("/api/contracts/?billing_profile_id=1&status=active&type=sippeering&contact_id=" + contact).json()
            .path("total_count").asInt()).isOne();
        contract.refuses("{\"contact_id\": %s, \"type\": \"sippeering\", \"status\": \"active\", \"billing_profile_id\": 1}".formatted(sample.contact()),
            "The contact_id is not a valid ngcp:systemcontacts item");
        assertThat(admin.patch(contract.path(), status("terminated")).status()).isEqualTo(204);
        assertThat(admin.get(contract.path()).status()).isEqualTo(404);
    }

    @Test void aCustomerIsMadeFoundAndChanged() {
        String contact = sample.contact();
        ResourceCheck customer = new ResourceCheck(admin, "customers",
            customer(contact, "\"billing_profile_id\": \"1\", \"external_id\": \"%s\", \"vat_rate\": \"20\", \"add_vat\": \"1\"".formatted(name)));
        customer.isFoundBy(Map.of("contact_id", contact, "type", "sipaccount", "status", "active", "external_id", name, "reseller_id", "1"))
            .pages().isHiddenFrom(other.api).patches("external_id", "\"e" + name + "\"");
        assertThat(admin.get("/api/customers/?not_status=active&contact_id=" + contact).json().path("total_count").asInt()).isZero();
        assertThat(customer.item().path("billing_profile_definition").asString()).isEqualTo("id");
        assertThat(customer.item().at("/all_billing_profiles/0/effective_start_time").asString()).isNotEmpty();
        customer.refuses(customer(contact, "\"billing_profile_id\": null"),
            "Validation failed. field='billing_profile_id', input='', errors='Billing profile id field is required'");
        customer.refuses(customer(contact, "\"billing_profile_id\": " + profile(other.api)),
            "The reseller of the contact doesn't match the reseller of the billing profile (%s).".formatted(lastProfile));
        customer.refuses(customer(contact, "\"billing_profile_definition\": \"package\", \"profile_package_id\": 7"), "Invalid 'profile_package_id' (7).");
        customer.refuses(customer(contact, "\"billing_profile_id\": 1, \"invoice_email_template_id\": 999999"),
            "Invalid 'invoice_email_template_id' (999999).");
    }

    @Test void billingProfilesAreMappedFromWhenOn() {
        String contact = sample.contact();
        String second = profile(admin);
        String intervals = "\"billing_profile_definition\": \"profiles\", \"billing_profiles\": ";
        ResourceCheck customer = new ResourceCheck(admin, "customers", customer(contact, intervals
            + "[{\"profile_id\": 1}, {\"profile_id\": %s, \"start\": \"%s\", \"stop\": \"2099-02-01 00:00:00\"}]".formatted(second, NEXT_YEAR)));
        assertThat(customer.item().path("billing_profile_id").asString()).isEqualTo("1");
        assertThat(customer.item().path("billing_profiles")).hasSize(1);
        assertThat(customer.item().at("/billing_profiles/0/start").asString()).isEqualTo(NEXT_YEAR);
        assertThat(customer.item().path("all_billing_profiles")).hasSize(2);
        customer.refuses(customer(contact, intervals + "[]"), "An initial interval without 'start' and 'stop' timestamps is required, exactly one.");
        customer.refuses(customer(contact, intervals + "[{\"profile_id\": 1}, {\"profile_id\": 1, \"start\": \"2020-01-01 00:00:00\"}]"),
            "'start' timestamp (2020-01-01 00:00:00) is not in future.");
        customer.refuses(customer(contact, intervals + "[{\"profile_id\": 1}, {\"profile_id\": 1, \"start\": \"%s\", \"stop\": \"%s\"}]"
            .formatted(NEXT_YEAR, NEXT_YEAR)), "'start' timestamp (%s) has to be before 'stop' timestamp (%s).".formatted(NEXT_YEAR, NEXT_YEAR));
        ApiClient.Answer open = admin.put(customer.path(), customer(contact, intervals + "[{\"profile_id\": 1}]"));
        assertThat(open.message()).isEqualTo("Adding intervals without 'start' and 'stop' timestamps is not allowed.");
        JsonNode replaced = customer.put(customer(contact, intervals + "[{\"profile_id\": %s, \"start\": \"2099-03-01 00:00:00\"}]".formatted(second)));
        assertThat(replaced.path("billing_profiles")).hasSize(1);
        assertThat(replaced.at("/billing_profiles/0/start").asString()).isEqualTo("2099-03-01 00:00:00");
        JsonNode changed = customer.put(customer(contact, "\"billing_profile_id\": " + second));
        assertThat(changed.path("billing_profile_id").asString()).isEqualTo(second);
        assertThat(changed.path("all_billing_profiles")).hasSize(3);
    }

    @Test void emailTemplatesBelongToResellersAndNewOnesGetCopies() {
        ResourceCheck seed = new ResourceCheck(admin, "emailtemplates", template("null", "seed-" + name));
        ResourceCheck own = new ResourceCheck(admin, "emailtemplates", template("\"1\"", "t-" + name));
        own.isFoundBy(Map.of("name", "t-" + name, "reseller_id", "1")).pages().isHiddenFrom(other.api).patches("subject", "\"Hello\"");
        own.refuses(template("1", "t-" + name), "Email template with name 't-%s' already exists for this reseller.".formatted(name));
        seed.refuses(template("null", "seed-" + name), "Email template with name 'seed-%s' already exists for this reseller.".formatted(name));
        OtherTenant later = new OtherTenant(admin);
        assertThat(later.api.get("/api/emailtemplates/?name=seed-" + name).json().path("total_count").asInt()).isOne();
        String customer = Sample.created(admin.post("/api/customers/", customer(sample.contact(),
            "\"billing_profile_id\": 1, \"subscriber_email_template_id\": " + own.id)));
        assertThat(admin.delete(own.path()).status()).isEqualTo(423);
        admin.patch("/api/customers/" + customer, status("terminated"));
        own.isDeleted();
        seed.isDeleted();
    }

    @Test void timeSetsHoldRecurringPeriods() {
        ResourceCheck set = new ResourceCheck(admin, "timesets", """
            {"reseller_id": "1", "name": "%s", "times": [{"start": "2026-01-05 08:00:00", "end": "2026-01-05 17:00:00", "freq": "weekly", "byday": "MO,TU",
             "interval": "1", "until": "2030-01-01 00:00:00"}]}""".formatted(name));
        set.isFoundBy(Map.of("name", name, "reseller_id", "1")).pages().isHiddenFrom(other.api).patches("name", "\"x" + name + "\"");
        assertThat(set.item().at("/times/0/byday").asString()).isEqualTo("MO,TU");
        assertThat(set.item().at("/times/0/end").asString()).isEqualTo("2026-01-05 17:00:00");
        assertThat(set.put("{\"reseller_id\": 1, \"name\": \"%s\"}".formatted(name)).path("times")).isEmpty();
        set.refuses("{\"reseller_id\": 1, \"name\": \"%s\"}".formatted(name), "Time set with name '%s' already exists for this reseller.".formatted(name));
        set.refuses("{\"reseller_id\": 99999, \"name\": \"y\"}", "Invalid 'reseller_id'");
        set.isDeleted();
    }

    @Test void timeSetsComeAndGoAsCalendars() {
        String calendar = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20260105T080000\r\nDTEND:20260105T170000\r\nRRULE:FREQ=WEEKLY;BYDAY=MO,FR\r\n"
            + "SUMMARY:Office\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        String path = "/api/timesets/?reseller_id=1&name=ics-" + name;
        String id = Sample.created(admin.send("POST", path, calendar, "Content-Type", "text/calendar; charset=utf-8"));
        assertThat(admin.get("/api/timesets/" + id).json().at("/times/0/byday").asString()).isEqualTo("MO,FR");
        ApiClient.Answer file = admin.send("GET", "/api/timesets/" + id, "", "Accept", "text/calendar");
        assertThat(file.header("Content-Type")).startsWith("text/calendar");
        assertThat(file.header("Content-Disposition")).isEqualTo("attachment; filename=ics-" + name + ".ics");
        assertThat(file.text()).contains("RRULE:FREQ=WEEKLY;BYDAY=MO,FR\r\nSUMMARY:Office");
        String longer = admin.get("/api/timesets/" + id + "?format=ics").text().replace("T170000", "T180000");
        String body = "--x\r\nContent-Disposition: form-data; name=\"json\"\r\nContent-Type: application/json\r\n\r\n{\"reseller_id\": 1, \"name\": \"ics-%s\"}\r\n--x\r\n".formatted(name)
            + "Content-Disposition: form-data; name=\"calendarfile\"; filename=\"a.ics\"\r\nContent-Type: text/calendar\r\n\r\n" + longer + "\r\n--x--\r\n";
        ApiClient.Answer replaced = admin.send("PUT", "/api/timesets/" + id, body, "Content-Type", "multipart/form-data; boundary=x", "Prefer",
            "return=representation");
        assertThat(replaced.json().at("/times/0/end").asString()).describedAs(replaced.text()).isEqualTo("2026-01-05 18:00:00");
        ApiClient.Answer wrong = admin.send("POST", path + "2", calendar.replace("WEEKLY", "OFTEN"), "Content-Type", "text/calendar");
        assertThat(wrong.message()).describedAs("checked like JSON").contains("often");
        assertThat(admin.send("POST", path + "2", "no calendar", "Content-Type", "text/calendar").message()).contains("'no calendar' is no line");
    }

    private String lastProfile = "";

    private String profile(ApiClient client) {
        lastProfile = Sample.created(client.post("/api/billingprofiles/",
            "{\"reseller_id\": 1, \"handle\": \"p-%s\", \"name\": \"p-%s\"}".formatted(name, name)));
        return lastProfile;
    }

    private String resellerContract() {
        String contact = Sample.created(admin.post("/api/systemcontacts/", "{\"email\": \"%s\"}".formatted(sample.email())));
        return Sample.created(admin.post("/api/contracts/",
            "{\"contact_id\": %s, \"type\": \"reseller\", \"status\": \"active\", \"billing_profile_id\": 1}".formatted(contact)));
    }

    private static String customer(String contact, String more) {
        return "{\"contact_id\": %s, \"type\": \"sipaccount\", \"status\": \"active\", %s}".formatted(contact, more);
    }

    private static String template(String reseller, String name) {
        return "{\"reseller_id\": %s, \"name\": \"%s\", \"from_email\": \"a@b.invalid\", \"subject\": \"S\", \"body\": \"Dear [%% name %%]\"}"
            .formatted(reseller, name);
    }

    private static String status(String status) {
        return "[{\"op\": \"replace\", \"path\": \"/status\", \"value\": \"%s\"}]".formatted(status);
    }
}
