package io.tandem.provisioning;

import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Zones and fees of billing profiles, one by one and many at once, and their history (provisioning.md §1.13, §4.1). */
class BillingFeesIT {
    private static final String LINE = ".,^%s,out,EU,ZONE EU,5.37,60,5.37,30,2.5,60,2.5,30,1,0,regex_longest_pattern,0,,0,,0";

    private final ApiClient admin = ApiClient.administrator();
    private final Sample sample = new Sample(admin);
    private final OtherTenant other = new OtherTenant(admin);
    private final String profile = profile();

    @Test void zonesAreOfAProfileAndHaveUniqueNames() {
        ResourceCheck zone = new ResourceCheck(admin, "billingzones", zone("Europe", "\"all of it\""));
        zone.isFoundBy(Map.of("billing_profile_id", profile, "zone", "Europe", "detail", "all of it")).pages().isHiddenFrom(other.api)
            .patches("detail", "\"most of it\"");
        zone.refuses(zone("Europe", "\"most of it\""), "Billing zone 'Europe' already exists for this billing profile.");
        zone.refuses("{\"billing_profile_id\": 999999, \"zone\": \"x\"}", "Invalid 'billing_profile_id'");
        zone.refuses("{\"billing_profile_id\": %s}".formatted(profile), "Validation failed. field='zone', input='', errors='Zone field is required'");
        assertThat(other.api.post("/api/billingzones/", zone("Mine", "null")).message()).isEqualTo("Invalid 'billing_profile_id'");
        assertThat(zone.put(zone("Europe", "null")).path("detail").isNull()).isTrue();
        zone.refuses(zone("Europe", "null"), "Billing zone 'Europe' already exists for this billing profile.");
        assertThat(admin.put(zone.path(), "{\"billing_profile_id\": %s, \"zone\": \"Europe\"}".formatted(profile())).status()).isEqualTo(422);
        assertThat(admin.get(zone.path() + "/journal/").json().path("total_count").asInt()).isEqualTo(3);
        zone.isDeleted();
    }

    @Test void aFeeHasDefaultsAndMakesItsZone() {
        ResourceCheck fee = new ResourceCheck(admin, "billingfees", fee("\"destination\": \"^43\", \"billing_zone_zone\": \"AT\", "
            + "\"billing_zone_detail\": \"Austria\", \"onpeak_init_rate\": \"0.05\", \"offpeak_use_free_time\": \"1\""));
        JsonNode item = fee.item();
        assertThat(item.path("source").asString()).isEqualTo(".");
        assertThat(item.path("direction").asString()).isEqualTo("out");
        assertThat(item.path("onpeak_init_rate").asDouble()).isEqualTo(0.05);
        assertThat(item.path("offpeak_follow_rate").asDouble()).isZero();
        assertThat(item.path("offpeak_follow_interval").asInt()).isEqualTo(60);
        assertThat(item.path("onpeak_extra_second").isNull()).isTrue();
        assertThat(item.path("offpeak_use_free_time").asBoolean()).isTrue();
        String zone = item.path("billing_zone_id").asString();
        assertThat(admin.get("/api/billingzones/" + zone).json().path("detail").asString()).isEqualTo("Austria");
        fee.isFoundBy(Map.of("billing_profile_id", profile, "billing_zone_id", zone, "destination", "^43")).pages().isHiddenFrom(other.api)
            .patches("onpeak_follow_interval", "30").patches("billing_zone_detail", "\"Österreich\"");
        assertThat(fee.item().path("billing_zone_id").asString()).describedAs("a new name is a new zone").isNotEqualTo(zone);
        fee.refuses(fee("\"destination\": \"^43\""), "Billing fee from '.' to '^43' already exists for this billing profile.");
        assertThat(other.api.post("/api/billingfees/", fee("\"destination\": \"^44\"")).message()).isEqualTo("Invalid 'billing_profile_id'");
        assertThat(admin.delete("/api/billingzones/" + fee.item().path("billing_zone_id").asString()).status()).isEqualTo(204);
        assertThat(fee.item().path("billing_zone_id").isNull()).describedAs("fees outlive their zone").isTrue();
        fee.isDeleted();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "\"destination\": \"(43\" | field='destination', input='(43', errors='Invalid regular expression",
        "\"destination\": \"43\", \"onpeak_init_rate\": \"1e3\" | field='onpeak_init_rate', input='1e3', errors='Value must be a number'",
        "\"destination\": \"43\", \"onpeak_init_rate\": 12345678901 | field='onpeak_init_rate', input='12345678901', errors='Value must be between",
        "\"destination\": \"43\", \"offpeak_init_interval\": -1 | field='offpeak_init_interval', input='-1', errors='Value must be between 0",
        "\"destination\": \"43\", \"direction\": \"up\" | 'up' is not a valid value",
        "\"destination\": \"43\", \"billing_zone_id\": 1 | Invalid 'billing_zone_id'",
        "\"source\": \"43\" | Destination field is required"})
    void whatNoFeeCanBe(String fields, String message) {
        ApiClient.Answer answer = admin.post("/api/billingfees/", fee(fields));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.message()).contains(message);
    }

    @Test void feesComeAndGoAsCsv() {
        assertThat(csv(LINE.formatted("43") + "\n" + LINE.formatted("44")).status()).isEqualTo(201);
        assertThat(count("billingfees/?billing_profile_id=" + profile)).isEqualTo(2);
        assertThat(count("billingzones/?billing_profile_id=" + profile)).isOne();
        String read = admin.send("GET", "/api/billingfees/?billing_profile_id=" + profile, "", "Accept", "text/csv").text();
        assertThat(read.lines()).containsExactly(LINE.formatted("43"), LINE.formatted("44"));
        assertThat(csv(LINE.formatted("43").replace("5.37", "6")).status()).describedAs("one that is there is replaced").isEqualTo(201);
        assertThat(count("billingfees/?billing_profile_id=" + profile)).isEqualTo(2);
        assertThat(only("billingfees/?destination=%5E43&billing_profile_id=" + profile).path("onpeak_init_rate").asDouble()).isEqualTo(6);

        ApiClient.Answer bad = csv(LINE.formatted("45") + "\n" + LINE.formatted("(4"), "&purge_existing=true");
        assertThat(bad.status()).isEqualTo(422);
        assertThat(bad.message()).startsWith("Line 2: ");
        assertThat(count("billingfees/?billing_profile_id=" + profile)).describedAs("nothing was purged").isEqualTo(2);
        assertThat(csv(".,^49,in,DE", "&purge_existing=true").status()).isEqualTo(201);
        JsonNode left = only("billingfees/?billing_profile_id=" + profile);
        assertThat(left.path("match_mode").asString()).isEqualTo("regex_longest_pattern");
        assertThat(left.path("direction").asString()).isEqualTo("in");
        assertThat(admin.send("POST", "/api/billingfees/", LINE, "Content-Type", "text/csv").status()).isEqualTo(422);
        assertThat(other.api.send("POST", "/api/billingfees/?purge_existing=true&billing_profile_id=" + profile, LINE, "Content-Type", "text/csv").message())
            .isEqualTo("Invalid 'billing_profile_id'");
        assertThat(count("billingfees/?billing_profile_id=" + profile)).isOne();
    }

    @Test void feesComeAsAnArrayAllOrNone() {
        String one = fee("\"destination\": \"^1\", \"billing_zone_zone\": \"A\"");
        assertThat(admin.post("/api/billingfees/", " [%s, %s]".formatted(one, fee("\"destination\": \"(\""))).status()).isEqualTo(422);
        assertThat(admin.post("/api/billingfees/", "[%s, 7]".formatted(one)).status()).isEqualTo(400);
        assertThat(count("billingfees/?billing_profile_id=" + profile)).isZero();
        assertThat(admin.post("/api/billingfees/", "[%s, %s]".formatted(one, fee("\"destination\": \"^2\", \"billing_zone_zone\": \"A\""))).status())
            .isEqualTo(201);
        assertThat(count("billingfees/?billing_profile_id=" + profile)).isEqualTo(2);
        assertThat(other.api.post("/api/billingfees/?purge_existing=1", "[%s]".formatted(one)).message()).isEqualTo("Invalid 'billing_profile_id'");
        assertThat(admin.post("/api/billingzones/", "[]").status()).describedAs("others take no arrays").isEqualTo(400);
    }

    @Test void whatACallWasPricedByStaysAsItWas() {
        String id = Sample.created(admin.post("/api/billingfees/", fee("\"destination\": \"^43\", \"billing_zone_zone\": \"AT\", \"onpeak_init_rate\": 1")));
        long first = current(id);
        admin.patch("/api/billingfees/" + id, "[{\"op\": \"replace\", \"path\": \"/onpeak_init_rate\", \"value\": 1}]");
        assertThat(current(id)).describedAs("nothing has changed").isEqualTo(first);
        admin.patch("/api/billingfees/" + id, "[{\"op\": \"replace\", \"path\": \"/onpeak_init_rate\", \"value\": 2}]");
        long second = current(id);
        assertThat(second).isNotEqualTo(first);
        assertThat(World.number("select onpeak_init_rate from billing.billing_fees_history where id = ?", first)).isOne();
        String zone = admin.get("/api/billingfees/" + id).json().path("billing_zone_id").asString();
        admin.patch("/api/billingzones/" + zone, "[{\"op\": \"replace\", \"path\": \"/zone\", \"value\": \"at\"}]");
        long third = current(id);
        assertThat(third).describedAs("a zone that is called otherwise is another one").isNotEqualTo(second);
        String named = "select count(*) from billing.billing_fees_history f join billing.billing_zones_history z on z.id = f.billing_zones_history_id "
            + "where f.id = ? and cast(z.zone as binary) = ?";
        assertThat(World.number(named, second, "AT")).isOne();
        assertThat(World.number(named, third, "at")).isOne();
        csv(LINE.formatted("43"), "&purge_existing=true");
        assertThat(World.number("select count(*) from billing.billing_fees_history where billing_profile_id = ? and bf_id is null", profile)).isEqualTo(3);
        assertThat(World.number("select count(*) from billing.billing_fees_history h join billing.billing_fees f on f.id = h.bf_id "
            + "where f.billing_profile_id = ? and h.onpeak_init_rate = 5.37", profile)).isOne();
    }

    @Test void whoMayNotSeeBillingDataSeesNoFees() {
        String id = Sample.created(admin.post("/api/billingfees/", fee("\"destination\": \"^43\"")));
        String login = "no-billing-" + sample.number;
        Sample.created(admin.post("/api/admins/", """
            {"login": "%s", "password": "Ab1!Ab1!Ab1!-x%d", "role": "admin", "reseller_id": 1, "billing_data": 0}""".formatted(login, sample.number)));
        ApiClient blind = ApiClient.login(login, "Ab1!Ab1!Ab1!-x" + sample.number);
        assertThat(blind.get("/api/billingfees/").json().path("total_count").asInt(-1)).isZero();
        assertThat(blind.get("/api/billingfees/" + id).status()).isEqualTo(404);
        assertThat(blind.get("/api/billingprofiles/" + profile).status()).isEqualTo(200);
        assertThat(blind.post("/api/billingfees/", fee("\"destination\": \"^44\"")).status()).isEqualTo(403);
        assertThat(blind.post("/api/billingfees/", "[" + fee("\"destination\": \"^44\"") + "]").status()).isEqualTo(403);
        assertThat(blind.send("POST", "/api/billingfees/?purge_existing=1&billing_profile_id=" + profile, LINE.formatted("44"), "Content-Type", "text/csv")
            .message()).isEqualTo("Invalid user");
        assertThat(count("billingfees/?billing_profile_id=" + profile)).isOne();
    }

    @Test void twoUploadsMayBringTheSameNewZone() throws Exception {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("insert into billing.billing_zones (billing_profile_id, zone, detail) values (%s, 'EU', 'ZONE EU')".formatted(profile));
            CompletableFuture<ApiClient.Answer> second = CompletableFuture.supplyAsync(() -> csv(LINE.formatted("43")));
            BlockedRequest.await(second);
            connection.commit();
            assertThat(second.get(30, TimeUnit.SECONDS).status()).isEqualTo(201);
        }
        assertThat(count("billingzones/?billing_profile_id=" + profile)).isOne();
    }

    private long current(String fee) {
        return World.number("select id from billing.billing_fees_history where bf_id = ?", fee);
    }

    private JsonNode only(String query) {
        JsonNode found = admin.get("/api/" + query).json();
        assertThat(found.path("total_count").asInt()).isOne();
        return found.at("/_embedded/ngcp:billingfees/0");
    }

    private int count(String query) {
        return admin.get("/api/" + query).json().path("total_count").asInt();
    }

    private ApiClient.Answer csv(String lines) {
        return csv(lines, "");
    }

    private ApiClient.Answer csv(String lines, String parameters) {
        return admin.send("POST", "/api/billingfees/?billing_profile_id=" + profile + parameters, lines, "Content-Type", "text/csv");
    }

    private String profile() {
        return Sample.created(admin.post("/api/billingprofiles/", "{\"reseller_id\": 1, \"handle\": \"f%1$d\", \"name\": \"f%1$d\"}"
            .formatted(World.unique())));
    }

    private String zone(String name, String detail) {
        return "{\"billing_profile_id\": \"%s\", \"zone\": \"%s\", \"detail\": %s}".formatted(profile, name, detail);
    }

    private String fee(String fields) {
        return "{\"billing_profile_id\": \"%s\", \"match_mode\": \"regex_longest_pattern\", %s}".formatted(profile, fields);
    }
}
