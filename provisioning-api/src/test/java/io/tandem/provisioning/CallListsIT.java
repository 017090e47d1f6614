package io.tandem.provisioning;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Call lists by the rules of provisioning.md §1.13a. */
class CallListsIT {
    private final ApiClient admin = ApiClient.administrator();
    private final SampleSubscriber alice = new SampleSubscriber(admin, 75);
    private final SampleSubscriber carol = new SampleSubscriber(admin, 76);
    private String bob = "";

    /** One call of each kind, 10 s apart. */
    @BeforeEach void calls() throws SQLException {
        bob = alice.colleague("bob", "1");
        String aliceCalls = uuid(alice.id);
        call(0, aliceCalls, alice.customer, uuid(carol.id), carol.customer, "43199", false, "carol", "c.example", "c.example", "call", "ok", 65.25);
        call(1, uuid(carol.id), carol.customer, aliceCalls, alice.customer, "43188", true, "43199", "a.example", "a.example", "call", "busy", 0);
        call(2, uuid(bob), alice.customer, aliceCalls, alice.customer, "43177", true, "43199", "a.example", "a.example", "call", "ok", 3600);
        call(3, aliceCalls, alice.customer, aliceCalls, alice.customer, "43199", false, "43199", "a.example", "a.example", "call", "ok", 1);
        call(4, aliceCalls, alice.customer, "0", "0", "43199", false, "vmu43199", "voicebox.local", "voicebox.local", "cfu", "ok", 9);
    }

    @Test void aSubscriberSeesItsSideOfEachCall() {
        JsonNode list = list("");
        assertThat(list.path("total_count").asInt()).isEqualTo(5);
        JsonNode out = entry(list, 0);
        assertThat(out.path("direction").asString()).isEqualTo("out");
        assertThat(out.path("own_cli").asString()).isEqualTo("43199");
        assertThat(out.path("other_cli").asString()).isEqualTo("carol@c.example");
        assertThat(out.path("duration").asString()).isEqualTo("0:01:05.250");
        assertThat(out.path("start_time").asString()).isEqualTo("2026-11-23 16:00:00.125");
        assertThat(out.path("call_id").asString()).isEqualTo("call-0-" + alice.id);
        assertThat(out.path("customer_cost").asDouble()).isEqualTo(50);
        assertThat(out.path("intra_customer").asBoolean()).isFalse();
        JsonNode in = entry(list, 1);
        assertThat(in.path("direction").asString()).isEqualTo("in");
        assertThat(in.path("own_cli").asString()).isEqualTo("43199");
        assertThat(in.path("clir").asBoolean()).isTrue();
        assertThat(in.path("other_cli").asString()).describedAs("an administrator sees who hides").isEqualTo("43188");
        assertThat(entry(list, 2).path("intra_customer").asBoolean()).isTrue();
        assertThat(entry(list, 3).path("direction").asString()).describedAs("to itself").isEqualTo("out");
        assertThat(entry(list, 4).path("other_cli").asString()).isEqualTo("voicemail");
        assertThat(entry(list, 4).path("type").asString()).isEqualTo("cfu");
    }

    @Test void aCustomerSeesTheCallsOfItsSubscribers() {
        JsonNode list = alice.get("calllists/?rows=100&customer_id=" + alice.customer);
        assertThat(list.path("total_count").asInt()).isEqualTo(5);
        assertThat(entry(list, 2).path("direction").asString()).describedAs("within the customer").isEqualTo("out");
    }

    @ParameterizedTest
    @CsvSource({"direction=out,3", "direction=in,2", "status=busy,1", "status_ne=ok,1", "type=cfu,1", "type_ne=call,1", "rating_status=unrated,5",
        "rating_status_ne=unrated,0", "own_cli=43199,5", "own_cli=43188,0", "start_ge=2026-11-23T16:00:20,3", "start_le=2026-11-23T16:00:20,2",
        "init_ge=2026-11-23,5", "init_le=2026-11-22,0", "duration_ge=65.25,2", "duration_le=9,3", "start_ge=2026-11-23 17:00:20&tz=Europe/Vienna,3",
        "status=ok&direction=in,1", "no_such=1,5"})
    void listsAreFiltered(String query, int hits) {
        assertThat(list("&" + query.replace(" ", "%20")).path("total_count").asInt()).isEqualTo(hits);
    }

    @Test void aCallIdFindsTheCallWithoutWhatTheSwitchAddedToIt() {
        assertThat(list("&call_id=call-0-" + alice.id).path("total_count").asInt()).isEqualTo(1);
    }

    @Test void oneCallIsReadAsTheSamePartySeesIt() {
        String id = entry(list("&rows=1"), 0).path("id").asString();
        assertThat(alice.get("calllists/" + id + "?subscriber_id=" + alice.id).path("direction").asString()).isEqualTo("out");
        assertThat(alice.get("calllists/" + id + "?subscriber_id=" + carol.id).path("direction").asString()).isEqualTo("in");
        assertThat(admin.get("/api/calllists/" + id + "?subscriber_id=" + bob).status()).isEqualTo(404);
    }

    @Test void timesAreInTheZoneAskedForAndPagesInTheOrderAskedFor() {
        JsonNode last = list("&rows=1&order_by=start_time&order_by_direction=desc&tz=Europe/Vienna");
        assertThat(entry(last, 0).path("start_time").asString()).isEqualTo("2026-11-23 17:00:40.125");
        assertThat(last.at("/_links/next/href").asString()).contains("page=2");
    }

    @Test void generalPurposeFieldsStandForNumbers() {
        assertThat(entry(list("&alias_field=gpp0"), 0).path("own_cli").asString()).isEqualTo("own name");
        assertThat(entry(list("&intra_alias_field=gpp0"), 2).path("other_cli").asString()).isEqualTo("own name");
        assertThat(admin.get("/api/calllists/?alias_field=password&subscriber_id=" + alice.id).message())
            .isEqualTo("Query parameter 'alias_field' value 'password' is none of gpp0 to gpp9.");
    }

    @Test void suppressedCallsAreLeftOutOrMasked() throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            statement.execute("insert into accounting.call_list_suppressions (domain, direction, pattern, mode, label) values "
                + "('dom-%s', 'outgoing', '^carol$', 'obfuscate', 'hidden'), ('dom-%s', 'incoming', '^43188$', 'filter', ''), "
                .formatted(alice.customer, alice.customer)
                + "('dom-%s', 'outgoing', '.', 'disabled', 'x')".formatted(alice.customer));
        }
        JsonNode list = list("");
        assertThat(list.path("total_count").asInt()).isEqualTo(4);
        assertThat(entry(list, 0).path("other_cli").asString()).isEqualTo("hidden");
    }

    @Test void numbersAreWrittenAsTheOwnersRulesForOutgoingCallersWriteThem() throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            statement.execute("insert into provisioning.voip_rewrite_rule_sets (reseller_id, name) values (1, 'lists-%s')".formatted(alice.id));
            statement.execute("insert into provisioning.voip_rewrite_rules (set_id, match_pattern, replace_pattern, description, direction, field) "
                + "select id, '^43(.+)$', '0\\\\1', '', 'out', 'caller' from provisioning.voip_rewrite_rule_sets where name = 'lists-%s'".formatted(alice.id));
            statement.execute("insert into provisioning.voip_usr_preferences (subscriber_id, attribute_id, value) select %s, a.id, r.id from "
                .formatted(alice.id) + "provisioning.voip_preferences a join provisioning.voip_rewrite_rule_sets r on r.name = 'lists-%s' ".formatted(alice.id)
                + "where a.attribute = 'rewrite_rule_set'");
        }
        JsonNode list = list("");
        assertThat(entry(list, 1).path("other_cli").asString()).isEqualTo("0188");
        assertThat(entry(list, 1).path("own_cli").asString()).isEqualTo("0199");
        assertThat(entry(list, 0).path("other_cli").asString()).isEqualTo("carol@c.example");
    }

    @Test void wrongQuestionsAreNamed() {
        ApiClient.Answer whose = admin.get("/api/calllists/");
        assertThat(whose.status()).isEqualTo(422);
        assertThat(whose.message()).isEqualTo("Mandatory parameter 'subscriber_id' or 'customer_id' missing in request");
        assertThat(admin.get("/api/calllists/?start_ge=yesterday&subscriber_id=" + alice.id).message())
            .isEqualTo("Query parameter 'start_ge' value 'yesterday' is not of the form YYYY-MM-DD HH:MM:SS.");
        assertThat(admin.get("/api/calllists/?duration_ge=long&subscriber_id=" + alice.id).message())
            .isEqualTo("Query parameter 'duration_ge' value 'long' is not a number of seconds.");
        assertThat(admin.post("/api/calllists/", "{}").status()).isEqualTo(405);
    }

    @Test void aListIsAlsoGivenAsLines() {
        ApiClient.Answer csv = admin.send("GET", "/api/calllists/?subscriber_id=" + alice.id, "", "Accept", "text/csv");
        assertThat(csv.header("Content-Type")).startsWith("text/csv");
        assertThat(csv.text().lines().filter(line -> line.contains("call-")).count()).isEqualTo(5);
    }

    private JsonNode list(String query) {
        return alice.get("calllists/?" + (query.contains("rows=") ? "" : "rows=100&") + "subscriber_id=" + alice.id + query);
    }

    private static JsonNode entry(JsonNode list, int index) {
        return list.at("/_embedded/ngcp:calllists/" + index);
    }

    private String uuid(String id) {
        return alice.sql("select uuid from provisioning.voip_subscribers where id = " + id).getFirst();
    }

    private void call(int number, String source, String sourceCustomer, String destination, String destinationCustomer, String cli, boolean clir,
                      String userIn, String domainIn, String domain, String type, String status, double duration) throws SQLException {
        try (Connection connection = TestServers.connect(); PreparedStatement insert = connection.prepareStatement("""
                insert into accounting.cdr (source_user_id, source_provider_id, source_account_id, source_user, source_domain, source_cli, source_clir,
                  source_ip, source_gpp0, destination_user_id, destination_provider_id, destination_account_id, destination_user, destination_domain,
                  destination_user_dialed, destination_user_in, destination_domain_in, call_type, call_status, call_code, init_time, start_time, duration,
                  call_id, source_customer_cost)
                values (?, '1', ?, 'x', ?, ?, ?, '127.0.0.1', 'own name', ?, '1', ?, ?, ?, ?, ?, ?, ?, ?, '200', ?, ?, ?, ?, 50)""")) {
            String[] values = {source, sourceCustomer, "dom-" + sourceCustomer, cli, clir ? "1" : "0", destination, destinationCustomer, userIn,
                "voicebox.local".equals(domain) ? domain : "dom-" + destinationCustomer, userIn, userIn, domainIn, type, status,
                "%d.125".formatted(1_795_449_600 + 10 * number), "%d.125".formatted(1_795_449_600 + 10 * number), Double.toString(duration),
                "call-%d-%s_b2b-1".formatted(number, alice.id)};
            for (int i = 0; i < values.length; i++) {
                insert.setString(i + 1, values[i]);
            }
            insert.executeUpdate();
        }
    }
}
