package io.tandem.provisioning;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import io.tandem.provisioning.password.SaltedPassword;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** What subscribers do for themselves, and what they do not see of others. */
class OwnCallHandlingIT {
    private static final String PASSWORD = "geheim";
    private static final String SET = "{\"name\": \"mine\", \"destinations\": [{\"destination\": \"0199\"}]}";

    private final ApiClient admin = ApiClient.administrator();
    private final SampleSubscriber alice = new SampleSubscriber(admin, 79);
    private final ApiClient self = ApiClient.subscriber("alice@" + alice.sample.domainName(), PASSWORD);
    private String bob = "";

    @BeforeEach void aliceHasAWebPasswordAndAColleague() throws SQLException {
        bob = alice.colleague("bob", "1");
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            statement.execute("update provisioning.voip_subscribers set webpassword = '%s' where id = %s".formatted(SaltedPassword.of(PASSWORD).text(), alice.id));
        }
    }

    @Test void aSubscriberWritesForItselfWhateverItSays() {
        JsonNode mine = self.get("/api/cfdestinationsets/" + Sample.created(self.post("/api/cfdestinationsets/", SET))).json();
        assertThat(mine.path("subscriber_id").asString()).isEqualTo(alice.id);
        assertThat(mine.path("own").asBoolean()).isTrue();
        String other = Sample.created(self.post("/api/cfdestinationsets/", SET.replace("{\"name\"", "{\"subscriber_id\": %s, \"name\"".formatted(bob))));
        assertThat(admin.get("/api/cfdestinationsets/" + other).json().path("subscriber_id").asString()).isEqualTo(alice.id);
        assertThat(admin.get("/api/cfdestinationsets/" + other).json().path("own").asBoolean()).isFalse();
        assertThat(self.put("/api/cfmappings/" + alice.id, "{\"cfu\": [{\"destinationset\": \"mine\"}]}").status()).isEqualTo(200);
        assertThat(self.put("/api/voicemailsettings/" + alice.id, "{\"pin\": \"4711\"}").json().path("pin").asString()).isEqualTo("4711");
    }

    @Test void numbersThatASubscriberGivesAreDialledOnes() throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            statement.execute("insert into provisioning.voip_rewrite_rule_sets (reseller_id, name) values (1, 'own-%s')".formatted(alice.id));
            statement.execute("insert into provisioning.voip_rewrite_rules (set_id, match_pattern, replace_pattern, description, direction, field) "
                + "select id, '^0(.+)$', '43\\\\1', '', 'in', 'callee' from provisioning.voip_rewrite_rule_sets where name = 'own-%s'".formatted(alice.id));
            statement.execute("insert into provisioning.voip_usr_preferences (subscriber_id, attribute_id, value) select %s, a.id, r.id from ".formatted(alice.id)
                + "provisioning.voip_preferences a join provisioning.voip_rewrite_rule_sets r on r.name = 'own-%s' ".formatted(alice.id)
                + "where a.attribute = 'rewrite_rule_set'");
        }
        JsonNode mine = self.get("/api/cfdestinationsets/" + Sample.created(self.post("/api/cfdestinationsets/", SET))).json();
        assertThat(mine.at("/destinations/0/destination").asString()).isEqualTo("sip:43199@" + alice.sample.domainName());
        JsonNode dials = self.put("/api/speeddials/" + alice.id, "{\"speeddials\": [{\"slot\": \"*1\", \"destination\": \"0188\"}]}").json();
        assertThat(dials.at("/speeddials/0/destination").asString()).isEqualTo("sip:43188@" + alice.sample.domainName());
        JsonNode byAdmin = admin.put("/api/speeddials/" + alice.id, "{\"speeddials\": [{\"slot\": \"*1\", \"destination\": \"0188\"}]}").json();
        assertThat(byAdmin.at("/speeddials/0/destination").asString()).isEqualTo("sip:0188@" + alice.sample.domainName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cfmappings", "callforwards", "speeddials", "autoattendants", "voicemailsettings", "managersecretary"})
    void settingsOfOthersAreNotThere(String collection) {
        assertThat(self.get("/api/" + collection + "/" + alice.id).status()).isEqualTo(200);
        assertThat(self.get("/api/" + collection + "/" + bob).status()).isEqualTo(404);
        assertThat(self.put("/api/" + collection + "/" + bob, "{}").status()).isEqualTo(404);
        assertThat(self.get("/api/" + collection + "/").json().path("total_count").asInt()).isEqualTo(1);
    }

    @Test void rowsOfOthersAreNotThere() {
        String set = Sample.created(admin.post("/api/cfdestinationsets/", SET.replace("{\"name\"", "{\"subscriber_id\": %s, \"name\"".formatted(bob))));
        assertThat(self.get("/api/cfdestinationsets/" + set).status()).isEqualTo(404);
        assertThat(self.delete("/api/cfdestinationsets/" + set).status()).isEqualTo(404);
        assertThat(self.put("/api/cfmappings/" + alice.id, "{\"cfu\": [{\"destinationset_id\": %s}]}".formatted(set)).status()).isEqualTo(422);
        assertThat(self.get("/api/trustedsources/").status()).isEqualTo(403);
        assertThat(self.get("/api/ccmapentries/").status()).isEqualTo(403);
        assertThat(self.get("/api/calls/").status()).isEqualTo(403);
        assertThat(self.get("/api/calllists/?subscriber_id=" + bob).json().path("total_count").asInt()).isZero();
        assertThat(self.get("/api/conversations/").json().path("total_count").asInt()).isZero();
    }

    @Test void whoHidesItsNumberIsHiddenFromSubscribersUnlessTheyShareACustomer() throws SQLException {
        String uuid = alice.sql("select uuid from provisioning.voip_subscribers where id = SUB").getFirst();
        String call = "insert into accounting.cdr (source_user_id, source_provider_id, source_account_id, source_user, source_domain, source_cli, "
            + "source_clir, source_ip, destination_user_id, destination_provider_id, destination_account_id, destination_user, destination_domain, "
            + "destination_user_dialed, destination_user_in, destination_domain_in, call_type, call_status, call_code, init_time, start_time, duration, "
            + "call_id) values ('0', '0', %s, 'x', 'a.example', '43300', 1, '127.0.0.1', '%s', '1', %s, 'y', 'b.example', '1', '1', 'b.example', 'call', "
            + "'ok', '200', 1, 1, 5, 'c')";
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            statement.execute(call.formatted("0", uuid, alice.customer));
            statement.execute(call.formatted(alice.customer, uuid, alice.customer));
        }
        JsonNode list = self.get("/api/calllists/").json();
        assertThat(list.at("/_embedded/ngcp:calllists/0/other_cli").isNull()).isTrue();
        assertThat(list.at("/_embedded/ngcp:calllists/1/other_cli").asString()).isEqualTo("43300");
        admin.patch("/api/subscriberpreferences/" + alice.id, "[{\"op\": \"add\", \"path\": \"/calllist_clir_scope\", \"value\": \"all\"}]");
        assertThat(self.get("/api/calllists/").json().at("/_embedded/ngcp:calllists/1/other_cli").isNull()).isTrue();
    }

    @Test void aWriteLeavesARowInTheJournal() {
        String set = Sample.created(self.post("/api/cfdestinationsets/", SET));
        JsonNode journal = admin.get("/api/cfdestinationsets/" + set + "/journal/").json();
        assertThat(journal.at("/_embedded/ngcp:journals/0/operation").asString()).isEqualTo("create");
        self.put("/api/cfmappings/" + alice.id, "{\"cfu\": [{\"destinationset\": \"mine\"}]}");
        assertThat(admin.get("/api/cfmappings/" + alice.id + "/journal/").json().at("/_embedded/ngcp:journals/0/operation").asString()).isEqualTo("update");
    }
}
