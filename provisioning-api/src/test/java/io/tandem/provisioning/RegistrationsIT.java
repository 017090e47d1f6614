package io.tandem.provisioning;

import java.util.Map;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisClients;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Bindings in Redis through the API (signalling.md §2.2). */
class RegistrationsIT {
    private final ApiClient admin = ApiClient.administrator();
    private final Sample sample = new Sample(admin);
    private final RedisClient client = RedisClients.create(TestServers.redis().uri());
    private final RedisCommands<String, String> redis = client.connect().sync();
    private String subscriber = "";

    @BeforeEach void aSubscriber() {
        subscriber = Sample.created(admin.post("/api/subscribers/",
            Sample.subscriber(sample.domain(), sample.customer(sample.contact()), "alice", "77%04d".formatted(sample.number))));
    }

    @AfterEach void disconnect() {
        client.shutdown();
    }

    @Test void aPermanentRegistrationHasNoEnd() {
        ApiClient.Answer answer = admin.post("/api/subscriberregistrations/", """
            {"contact": "sip:127.3.0.5:8008;transport=tcp", "q": "1", "expires": "2000-01-01 00:00:00", "nat": "", "socket": "tcp:127.3.0.1:5074",
             "path": "<sip:lb@127.0.0.1:5060;lr;socket=tcp:127.3.0.1:5074>", "subscriber_id": "%s"}""".formatted(subscriber));
        assertThat(answer.status()).describedAs(answer.text()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo("/api/subscriberregistrations/" + answer.id());
        String key = Keys.locationEntry(answer.id());
        assertThat(redis.smembers(Keys.locationUser("alice", sample.domainName()))).containsExactly(key);
        assertThat(redis.ttl(key)).isEqualTo(-1);
        assertThat(redis.hgetall(key)).containsEntry("contact", "sip:127.3.0.5:8008;transport=tcp").containsEntry("expires", "0")
            .containsEntry("socket", "tcp:127.3.0.1:5074").containsEntry("ruid", answer.id());
    }

    @Test void aRegistrationThatEndsHasATimeToLive() {
        String id = create("\"2099-01-01 00:00:00\"");
        assertThat(redis.ttl(Keys.locationEntry(id))).isPositive();
        assertThat(admin.get("/api/subscriberregistrations/" + id).json().path("expires").asString()).isEqualTo("2099-01-01 00:00:00");
    }

    @Test void aPhonesOwnBindingIsListedChangedAndDeleted() {
        String ruid = "uloc-%d-1".formatted(sample.number);
        redis.hset(Keys.locationEntry(ruid), Map.of("username", "alice", "domain", sample.domainName(), "contact", "sip:alice@127.126.0.1:51602",
            "received", "sip:127.126.0.1:51602", "expires", "4000000000", "q", "-1", "user_agent", "SIPp", "ruid", ruid, "cseq", "17"));
        redis.sadd(Keys.locationUser("alice", sample.domainName()), Keys.locationEntry(ruid));
        JsonNode listing = admin.get("/api/subscriberregistrations/?subscriber_id=" + subscriber).json();
        assertThat(listing.path("total_count").asInt()).isEqualTo(1);
        JsonNode item = listing.at("/_embedded/ngcp:subscriberregistrations/0");
        assertThat(item.path("contact").asString()).isEqualTo("sip:alice@127.126.0.1:51602");
        assertThat(item.path("user_agent").asString()).isEqualTo("SIPp");
        assertThat(item.at("/_links/self/href").asString()).isEqualTo("/api/subscriberregistrations/" + ruid);

        ApiClient.Answer changed = admin.put("/api/subscriberregistrations/" + ruid, """
            {"contact": "sip:alice@127.126.0.1:9", "expires": 4000000000, "q": 0.5, "subscriber_id": %s}""".formatted(subscriber));
        assertThat(changed.status()).isEqualTo(200);
        assertThat(redis.hgetall(Keys.locationEntry(ruid))).containsEntry("contact", "sip:alice@127.126.0.1:9").containsEntry("cseq", "17")
            .containsEntry("q", "0.5");

        assertThat(admin.delete("/api/subscriberregistrations/" + ruid).status()).isEqualTo(204);
        assertThat(redis.exists(Keys.locationEntry(ruid), Keys.locationUser("alice", sample.domainName()))).isZero();
        assertThat(admin.get("/api/subscriberregistrations/" + ruid).status()).isEqualTo(404);
    }

    @Test void allRegistrationsCanBeListed() {
        String id = create("0");
        String listing = admin.get("/api/subscriberregistrations/?rows=5000").text();
        assertThat(listing).contains("/api/subscriberregistrations/" + id);
    }

    @Test void deletingTheSubscriberDropsItsBindings() {
        String id = create("0");
        admin.delete("/api/subscribers/" + subscriber);
        assertThat(redis.exists(Keys.locationEntry(id), Keys.locationUser("alice", sample.domainName()))).isZero();
    }

    @Test void deletingTheSubscriberDropsTheBindingsOfHisDevices() {
        String device = "4317798%04d".formatted(sample.number);
        ApiClient.Answer changed = admin.patch("/api/subscribers/" + subscriber, """
            [{"op": "replace", "path": "/alias_numbers", "value": [{"cc": "43", "ac": "1", "sn": "%s", "is_devid": true}]}]""".formatted(device.substring(3)));
        assertThat(changed.status()).describedAs(changed.text()).isEqualTo(200);
        String key = Keys.locationEntry("uloc-device-" + sample.number);
        redis.hset(key, Map.of("username", device, "domain", sample.domainName(), "contact", "sip:device@127.126.0.1:51602"));
        redis.sadd(Keys.locationUser(device, sample.domainName()), key);
        assertThat(admin.delete("/api/subscribers/" + subscriber).status()).isEqualTo(204);
        assertThat(redis.exists(key, Keys.locationUser(device, sample.domainName()))).isZero();
    }

    @Test void faultyRegistrationsAreRefused() {
        String body = "{\"contact\": \"%s\", \"expires\": \"%s\", \"subscriber_id\": %s}";
        assertThat(admin.post("/api/subscriberregistrations/", body.formatted("nonsense", "0", subscriber)).status()).isEqualTo(422);
        assertThat(admin.post("/api/subscriberregistrations/", body.formatted("sip:a@b", "tomorrow", subscriber)).status()).isEqualTo(422);
        assertThat(admin.post("/api/subscriberregistrations/", body.formatted("sip:a@b", "2026-02-31", subscriber)).status()).isEqualTo(422);
        assertThat(admin.post("/api/subscriberregistrations/", body.formatted("sip:a@b", "0", "999999")).message())
            .isEqualTo("Invalid 'subscriber_id', doesn't exist.");
    }

    private String create(String expires) {
        return Sample.created(admin.post("/api/subscriberregistrations/",
            "{\"contact\": \"sip:alice@127.0.0.1:5099\", \"expires\": %s, \"subscriber_id\": %s}".formatted(expires, subscriber)));
    }
}
