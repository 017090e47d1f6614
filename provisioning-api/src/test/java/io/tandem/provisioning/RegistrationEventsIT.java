package io.tandem.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import io.tandem.data.redis.Keys;
import io.tandem.data.redis.RedisClients;
import io.tandem.data.redis.RedisLink;
import io.tandem.data.registration.RegistrationLog;
import io.tandem.provisioning.event.Outbox;
import io.tandem.provisioning.event.RegistrationEvents;
import io.tandem.provisioning.resource.Transactions;
import io.tandem.provisioning.table.Store;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Bindings that begin and end become events, each once, whichever of several nodes sees them; the running API is one more of these nodes. */
class RegistrationEventsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ApiClient admin = ApiClient.administrator();
    private final SampleSubscriber alice = new SampleSubscriber(admin, 58);
    private final RedisClient client = RedisClients.create(TestServers.redis().uri());
    private final RedisCommands<String, String> redis = client.connect().sync();

    @AfterEach void disconnect() {
        client.shutdown();
    }

    @Test void aRegistrationIsCreatedChangedInSilenceAndDeleted() {
        String id = registered("\"2099-01-01 00:00:00\"");
        JsonNode made = data("registration.created", id);
        assertThat(made.path("subscriber_id").asString()).isEqualTo(alice.id);
        assertThat(made.path("customer_id").asString()).isEqualTo(alice.customer);
        assertThat(made.path("username").asString()).isEqualTo("alice");
        assertThat(made.path("domain").asString()).isEqualTo(alice.sample.domainName());
        assertThat(made.path("contact").asString()).isEqualTo("sip:alice@192.0.2.1:5060");
        assertThat(made.path("user_agent").asString()).isEqualTo("provisioning");
        assertThat(made.path("reason").asString()).isEqualTo("registered");
        assertThat(Instant.parse(made.path("at").asString())).isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(5));
        assertThat(alice.sql("select reseller_id from provisioning.events where type = 'registration.created' and subject = '" + id + "'"))
            .containsExactly("1");

        alice.put("subscriberregistrations/" + id, """
            {"contact": "sip:alice@192.0.2.1:5060", "expires": "2098-01-01 00:00:00", "q": 0.5, "subscriber_id": SUB}""");
        assertThat(admin.delete("/api/subscriberregistrations/" + id).status()).isEqualTo(204);
        JsonNode deleted = data("registration.deleted", id);
        assertThat(deleted.path("reason").asString()).isEqualTo("provisioning");
        assertThat(deleted.path("contact").asString()).isEqualTo("sip:alice@192.0.2.1:5060");
        assertThat(types(id)).containsExactly("registration.created", "registration.deleted");
        assertThat(redis.zrange(Keys.REGISTRATION_ENDS, 0, -1)).noneMatch(member -> member.startsWith(id));
    }

    @Test void aRegistrationThatIsNotRefreshedExpires() {
        String id = registered(Long.toString(Instant.now().getEpochSecond() + 2));
        JsonNode expired = data("registration.expired", id);
        assertThat(expired.path("subscriber_id").asString()).isEqualTo(alice.id);
        assertThat(expired.has("contact")).isFalse();
        assertThat(types(id)).containsExactly("registration.created", "registration.expired");
    }

    @Test void theEndOfASubscriberEndsItsRegistrations() {
        String id = registered("0");
        assertThat(admin.delete("/api/subscribers/" + alice.id).status()).isEqualTo(204);
        JsonNode deleted = data("registration.deleted", id);
        assertThat(deleted.path("reason").asString()).isEqualTo("terminated");
        assertThat(deleted.path("subscriber_id").asString()).isEqualTo(alice.id);
    }

    @Test void aDeviceIsOfWhoHasItNowWhoeverWasCalledSoBefore() {
        String before = alice.colleague("desk", "9");
        assertThat(admin.delete("/api/subscribers/" + before).status()).isEqualTo(204);
        World.insert("insert into provisioning.voip_dbaliases (username, domain_id, subscriber_id) values ('desk', ?, ?)", alice.domain, alice.id);
        String ruid = "desk-" + alice.id;
        redis.eval("redis.call('XADD', KEYS[1], '*', 'event', 'created', 'ruid', ARGV[1], 'username', 'desk', 'domain', ARGV[2]) return 'OK'",
            ScriptOutputType.STATUS, new String[] {Keys.REGISTRATION_LOG}, ruid, alice.sample.domainName());
        assertThat(data("registration.created", ruid).path("subscriber_id").asString()).isEqualTo(alice.id);
    }

    @Test void ofSeveralNodesOneMakesAnEventAndANodeThatStartsAnewRepeatsNone() {
        List<String> ids = IntStream.range(0, 40).mapToObj(_ -> registered("0")).toList();
        List<CompletableFuture<Integer>> nodes = Stream.generate(this::node).limit(3).map(node -> CompletableFuture.supplyAsync(node::read)).toList();
        nodes.forEach(CompletableFuture::join);
        assertThat(node().read()).as("a node that has just started").isZero();
        for (String id : ids) {
            await().atMost(PATIENCE).until(() -> types(id).size() == 1);
        }
        admin.delete("/api/subscribers/" + alice.id);
    }

    @Test void whatARedisThatLostItsDataTellsIsNews() {
        data("registration.created", registered("0"));
        redis.del(Keys.REGISTRATION_LOG);
        redis.eval("""
            redis.call('XADD', KEYS[1], '1000-1', 'event', 'created', 'ruid', ARGV[1], 'username', 'alice', 'domain', ARGV[2])
            redis.call('XADD', KEYS[1], '1000-2', 'event', 'of tomorrow', 'ruid', ARGV[1], 'username', 'alice', 'domain', ARGV[2])
            return 'OK'""", ScriptOutputType.STATUS, new String[] {Keys.REGISTRATION_LOG}, "lost-" + alice.id, alice.sample.domainName());
        assertThat(data("registration.created", "lost-" + alice.id).path("subscriber_id").asString()).isEqualTo(alice.id);
        redis.del(Keys.REGISTRATION_LOG);
        data("registration.created", registered("0"));
    }

    @Test void oldEventsAreForgottenHoweverManyTheyAre() {
        World.insert("insert into provisioning.events (type, subject, data, created_at) select 'test.old', '1', '{}', current_timestamp(6) - interval 400 day "
            + "from provisioning.voip_preferences a join provisioning.voip_preferences b limit 10001");
        assertThat(RunningApi.bean(Outbox.class).trim(300)).isGreaterThan(10_000);
        assertThat(alice.sql("select count(*) from provisioning.events where type = 'test.old'")).containsExactly("0");
    }

    private RegistrationEvents node() {
        return new RegistrationEvents(RunningApi.bean(Store.class), RunningApi.bean(Outbox.class), RunningApi.bean(Transactions.class),
            new RegistrationLog(new RedisLink(TestServers.redis().uri())));
    }

    private String registered(String expires) {
        return alice.create("subscriberregistrations", "{\"contact\": \"sip:alice@192.0.2.1:5060\", \"expires\": %s, \"subscriber_id\": SUB}"
            .formatted(expires));
    }

    private List<String> types(String id) {
        return alice.sql("select type from provisioning.events where subject = '" + id + "' order by id");
    }

    /** What an event tells, waited for. */
    private JsonNode data(String type, String id) {
        String query = "select data from provisioning.events where type = '" + type + "' and subject = '" + id + "'";
        await().atMost(PATIENCE).until(() -> !alice.sql(query).isEmpty());
        return JsonMapper.shared().readTree(alice.sql(query).getFirst());
    }
}
