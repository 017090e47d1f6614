package io.tandem.provisioning;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.tandem.provisioning.preference.Level;
import io.tandem.provisioning.preference.PreferenceRows;
import io.tandem.provisioning.table.Store;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Preferences from loose and from real JSON (wire-contract.md section 1, Types). */
class PreferencesIT {
    private final ApiClient admin = ApiClient.administrator();
    private final Sample sample = new Sample(admin);
    private String domain = "";
    private String path = "";

    @BeforeEach void aSubscriber() {
        domain = sample.domain();
        String customer = sample.customer(sample.contact());
        path = "/api/subscriberpreferences/" + Sample.created(admin.post("/api/subscribers/",
            Sample.subscriber(domain, customer, "alice", "88%04d".formatted(sample.number))));
    }

    @Test void looseAndTypedValuesAreTaken() {
        JsonNode set = put("""
            {"id": 1, "cli": 4311000, "lock": 2, "concurrent_max": -1, "clir": true, "block_in_mode": "1", "codecs_filter": "0",
             "block_out_list": ["43*", 44], "codecs_list": "PCMA", "allowed_clis": "431*", "user_cli": null, "block_in_list": []}""");
        assertThat(set.path("cli").asString()).isEqualTo("4311000");
        assertThat(set.path("cli").isString()).isTrue();
        assertThat(set.path("lock").asString()).isEqualTo("2");
        assertThat(set.path("concurrent_max").isIntegralNumber()).isTrue();
        assertThat(set.path("concurrent_max").asInt()).isEqualTo(-1);
        assertThat(set.path("clir").isBoolean()).isTrue();
        assertThat(set.path("block_in_mode").asBoolean()).isTrue();
        assertThat(set.path("codecs_filter").asBoolean()).isFalse();
        assertThat(set.at("/block_out_list/1").asString()).isEqualTo("44");
        assertThat(set.at("/allowed_clis/0").asString()).isEqualTo("431*");
        assertThat(set.has("user_cli")).isFalse();
        assertThat(set.has("block_in_list")).isFalse();
    }

    @Test void aMergedPutKeepsWhatWasThereAndPutReplacesTheRest() {
        put("{\"clir\": 1, \"lock\": 2}");
        JsonNode merged = put("{\"id\": 1, \"clir\": true, \"lock\": \"2\", \"concurrent_max\": \"3\"}");
        assertThat(merged.path("lock").asString()).isEqualTo("2");
        assertThat(merged.path("concurrent_max").asInt()).isEqualTo(3);
        assertThat(put("{\"concurrent_max\": 3}").has("lock")).isFalse();
    }

    @Test void aPutWritesOnlyWhatItChanges() {
        put("{\"clir\": 1, \"lock\": 2, \"block_out_list\": [\"43*\", \"44*\"]}");
        Map<String, String> before = rowIds();
        put("{\"clir\": 1, \"lock\": 3, \"block_out_list\": [\"43*\", \"44*\"]}");
        assertThat(rowIds()).containsEntry("clir 1", before.get("clir 1")).containsEntry("block_out_list 44*", before.get("block_out_list 44*"))
            .containsKey("lock 3").doesNotContainKey("lock 2");
        assertThat(put("{\"block_out_list\": [\"44*\", \"43*\"]}").path("block_out_list").values()).extracting(JsonNode::asString)
            .containsExactly("44*", "43*");
    }

    @Test void whatAnotherResourceHasSetMeanwhileIsReplaced() {
        PreferenceRows rows = new PreferenceRows(RunningApi.bean(Store.class), Level.SUBSCRIBER);
        long subscriber = Long.parseLong(path.replaceAll("\\D", ""));
        Map<String, List<String>> read = rows.all(subscriber);
        rows.put(subscriber, "lock", List.of("2"));
        rows.change(subscriber, read, Map.of("lock", List.of("3")));
        assertThat(rows.get(subscriber, "lock")).containsExactly("3");
    }

    /** By attribute and value. */
    private Map<String, String> rowIds() {
        Map<String, String> ids = new HashMap<>();
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery("select a.attribute, v.value, v.id from provisioning.voip_usr_preferences v "
                 + "join provisioning.voip_preferences a on a.id = v.attribute_id where v.subscriber_id = " + path.replaceAll("\\D", ""))) {
            while (row.next()) {
                ids.put(row.getString(1) + " " + row.getString(2), row.getString(3));
            }
            return ids;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test void internalAndUnknownAttributesAreDropped() {
        JsonNode set = put("{\"account_id\": 7, \"no_such_preference\": 1, \"clir\": true}");
        assertThat(set.has("account_id")).isFalse();
        assertThat(set.has("no_such_preference")).isFalse();
    }

    @Test void wrongTypesAndValuesAreNamed() {
        assertThat(admin.put(path, "{\"concurrent_max\": \"many\"}").message())
            .isEqualTo("Validation failed. field='concurrent_max', input='many', errors='Value must be an integer'");
        assertThat(admin.put(path, "{\"lock\": 9}").message()).isEqualTo("Validation failed. field='lock', input='9', errors=''9' is not a valid value'");
        assertThat(admin.put(path, "{\"clir\": \"perhaps\"}").status()).isEqualTo(422);
        assertThat(admin.put(path, "{\"cli\": \"%s\"}".formatted("4".repeat(129))).status()).isEqualTo(422);
        assertThat(admin.put(path, "{\"rewrite_rule_set\": \"no such set\"}").status()).isEqualTo(422);
        assertThat(admin.get(path).json().path("cli").asString()).describedAs("a refused PUT changes nothing").isNotEmpty();
    }

    @Test void aBlobComesBackAsItWasSent() {
        JsonNode set = put("{\"emergency_location_object\": {\"content_type\": \"application/pidf+xml\", \"data\": \"PHg+\"}}");
        assertThat(set.at("/emergency_location_object/content_type").asString()).isEqualTo("application/pidf+xml");
        assertThat(set.at("/emergency_location_object/data").asString()).isEqualTo("PHg+");
    }

    @Test void patchAppendsToAndTakesFromArrays() {
        put("{\"block_in_list\": [\"1\", \"2\"]}");
        JsonNode added = admin.patch(path, "[{\"op\": \"add\", \"path\": \"/block_in_list\", \"mode\": \"append\", \"value\": [\"3\"]}]").json();
        assertThat(added.path("block_in_list")).hasSize(3);
        JsonNode removed = admin.patch(path, "[{\"op\": \"remove\", \"path\": \"/block_in_list\", \"value\": \"2\"}]").json();
        assertThat(removed.path("block_in_list")).hasSize(2);
        assertThat(admin.patch(path, "[{\"op\": \"remove\", \"path\": \"/clir\"}]").status()).isEqualTo(422);
    }

    @Test void aNewDomainHasDefaultsAndItsPreferencesCanBeSet() {
        JsonNode defaults = admin.get("/api/domainpreferences/" + domain).json();
        assertThat(defaults.path("outbound_from_user").asString()).isEqualTo("upn");
        JsonNode set = admin.put("/api/domainpreferences/" + domain, "{\"allow_out_foreign_domain\": \"1\", \"use_rtpproxy\": \"never\"}").json();
        assertThat(set.path("allow_out_foreign_domain").asBoolean()).isTrue();
        assertThat(set.path("use_rtpproxy").asString()).isEqualTo("never");
        assertThat(admin.get("/api/domainpreferences/?rows=1000").json().path("total_count").asInt()).isPositive();
    }

    private JsonNode put(String body) {
        ApiClient.Answer answer = admin.put(path, body);
        assertThat(answer.status()).describedAs(answer.text()).isEqualTo(200);
        return answer.json();
    }
}
