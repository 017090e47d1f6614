package io.tandem.provisioning;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisClients;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls that subscribers reported ({@code maliciouscalls}), and calls that wait for them ({@code callqueues}). */
class ReportedAndWaitingCallsIT {
    private final ApiClient admin = ApiClient.administrator();
    private final SampleSubscriber alice = new SampleSubscriber(admin, 56);
    private final String uuid = alice.sql("select uuid from provisioning.voip_subscribers where id = SUB").getFirst();

    @Test void aReportedCallIsFoundAndDeleted() throws Exception {
        long id = World.insert("insert into accounting.malicious_calls (callee_uuid, call_id, caller, callee, start_time, duration, source) "
            + "values (?, ?, '43666', ?, 1795449600.125, 12.5, 'malicious_call')", uuid, "bad-" + alice.id, alice.number);
        JsonNode item = alice.get("maliciouscalls/" + id);
        assertThat(item.path("call_id").asString()).isEqualTo("bad-" + alice.id);
        assertThat(item.path("caller").asString()).isEqualTo("43666");
        assertThat(item.path("callee").asString()).isEqualTo(alice.number);
        assertThat(item.path("start_time").asString()).isEqualTo("2026-11-23 16:00:00.125");
        assertThat(item.path("duration").asDouble()).isEqualTo(12.5);
        assertThat(item.path("source").asString()).isEqualTo("malicious_call");
        assertThat(item.path("reported_at").asString()).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");
        for (String filter : new String[] {"call_id=bad-" + alice.id, "callee=" + alice.number, "subscriber_id=" + alice.id, "customer_id=" + alice.customer}) {
            assertThat(alice.get("maliciouscalls/?caller=43666&" + filter).path("total_count").asInt()).describedAs(filter).isEqualTo(1);
        }
        assertThat(alice.get("maliciouscalls/?caller=43667&subscriber_id=" + alice.id).path("total_count").asInt()).isZero();
        assertThat(Tenant.reseller().get("/api/maliciouscalls/" + id).status()).isEqualTo(404);
        assertThat(admin.post("/api/maliciouscalls/", "{}").status()).isEqualTo(405);
        assertThat(admin.delete("/api/maliciouscalls/" + id).status()).isEqualTo(204);
        assertThat(admin.get("/api/maliciouscalls/" + id).status()).isEqualTo(404);
    }

    @Test void aQueueShowsWhoWaitsForWhoeverHasOne() {
        assertThat(admin.get("/api/callqueues/" + alice.id).status()).isEqualTo(404);
        alice.put("subscriberpreferences/" + alice.id, "{\"cloud_pbx_callqueue\": true}");
        JsonNode empty = alice.get("callqueues/" + alice.id);
        assertThat(empty.path("queue_length").asInt()).isZero();
        assertThat(empty.path("queue").toString()).isEqualTo("[]");
        assertThat(empty.has("uuid")).isFalse();
        try (RedisClient client = RedisClients.create(TestServers.redis().uri())) {
            RedisCommands<String, String> redis = client.connect().sync();
            redis.rpush(Keys.callQueue(uuid), "first@192.0.2.1", "second@192.0.2.1");
            JsonNode item = alice.get("callqueues/?rows=1000").at("/_embedded/ngcp:callqueues").values().stream()
                .filter(queue -> queue.path("id").asString().equals(alice.id)).findFirst().orElseThrow();
            assertThat(item.path("queue_length").asInt()).isEqualTo(2);
            assertThat(item.path("queue").toString()).isEqualTo("[\"first@192.0.2.1\",\"second@192.0.2.1\"]");
            redis.del(Keys.callQueue(uuid));
        }
    }

    @Test void aProfileGivesAQueueToo() {
        String set = Sample.created(admin.post("/api/subscriberprofilesets/",
            "{\"reseller_id\": 1, \"name\": \"queues-%s\", \"description\": \"d\"}".formatted(alice.id)));
        String profile = Sample.created(admin.post("/api/subscriberprofiles/",
            "{\"profile_set_id\": %s, \"name\": \"queues-%s\", \"description\": \"d\"}".formatted(set, alice.id)));
        alice.put("profilepreferences/" + profile, "{\"cloud_pbx_callqueue\": true}");
        World.insert("update provisioning.voip_subscribers set profile_set_id = ?, profile_id = ? where id = ?", set, profile, alice.id);
        assertThat(alice.get("callqueues/" + alice.id).path("queue_length").asInt()).isZero();
    }
}
