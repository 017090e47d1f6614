package io.tandem.provisioning;

import java.nio.file.Files;
import java.nio.file.Path;

import javax.sound.sampled.AudioFormat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Sound sets and what can be announced (provisioning.md §1.13, appendix C). */
class SoundSetsIT {
    private final ApiClient admin = ApiClient.administrator();
    private final Sample sample = new Sample(admin);
    private final String name = "sounds-" + sample.number;
    private String set = "";

    @BeforeEach void aSet() {
        set = Sample.created(admin.post("/api/soundsets/", "{\"reseller_id\": \"1\", \"name\": \"%s\"}".formatted(name)));
    }

    @Test void handlesAndGroupsAreThoseOfTheCatalogue() {
        assertThat(count("soundhandles/")).isEqualTo(151);
        assertThat(count("soundgroups/")).isEqualTo(13);
        assertThat(count("soundhandles/?group=early_rejects")).isEqualTo(23);
        JsonNode handle = admin.get("/api/soundhandles/?handle=music_on_hold").json().at("/_embedded/ngcp:soundhandles/0");
        assertThat(handle.path("group").asString()).isEqualTo("music_on_hold");
        assertThat(admin.post("/api/soundhandles/", "{}").status()).isEqualTo(405);
    }

    @Test void setsAreFoundByWhatTheyWereMadeOf() {
        assertThat(count("soundsets/?name=%s&reseller_id=1".formatted(name))).isEqualTo(1);
        assertThat(admin.post("/api/soundsets/", "{\"reseller_id\": 1, \"name\": \"%s\"}".formatted(name)).message())
            .isEqualTo("Sound set '%s' already exists for this reseller.".formatted(name));
        JsonNode item = admin.get("/api/soundsets/" + set).json();
        assertThat(item.path("customer_id").isNull()).isTrue();
        assertThat(item.path("contract_default").asBoolean()).isFalse();
        assertThat(item.path("description").asString()).isEmpty();
        assertThat(admin.put("/api/soundsets/" + set, "{\"reseller_id\": 1, \"name\": \"%s\", \"description\": \"d\"}".formatted(name)).json()
            .path("description").asString()).isEqualTo("d");
        assertThat(admin.post("/api/soundsets/", "{\"reseller_id\": 1, \"name\": \"%s-x\", \"copy_from_default\": 1, \"language\": \"../en\"}"
            .formatted(name)).message()).contains("field='language', input='../en'");
    }

    @Test void aNewSetMayStartWithTheDefaultSounds() throws Exception {
        Path english = Files.createDirectories(RunningApi.DEFAULT_SOUNDS.resolve("en"));
        Files.write(english.resolve("callee_busy.wav"), Tone.wav(new AudioFormat(16_000, 16, 1, true, false), 1_600));
        Files.write(english.resolve("no_such_handle.wav"), new byte[] {1});
        String body = "{\"reseller_id\": 1, \"name\": \"%s-copy\", \"copy_from_default\": true, \"loopplay\": %s, \"replace_existing\": %s}";
        String copy = Sample.created(admin.post("/api/soundsets/", body.formatted(name, "1", "0")));
        JsonNode file = admin.get("/api/soundfiles/?set_id=" + copy).json();
        assertThat(file.path("total_count").asInt()).isEqualTo(1);
        assertThat(file.at("/_embedded/ngcp:soundfiles/0/handle").asString()).isEqualTo("callee_busy");
        admin.put("/api/soundsets/" + copy, body.formatted(name, "0", "0"));
        assertThat(count("soundfiles/?loopplay=1&set_id=" + copy)).describedAs("what is there stays").isEqualTo(1);
        admin.put("/api/soundsets/" + copy, body.formatted(name, "0", "1"));
        assertThat(count("soundfiles/?loopplay=0&set_id=" + copy)).isEqualTo(1);
    }

    @Test void aCustomerHasOneDefault() {
        String customer = sample.customer(sample.contact());
        String body = "{\"reseller_id\": 1, \"customer_id\": %s, \"name\": \"%s-%s\", \"contract_default\": 1}";
        String first = Sample.created(admin.post("/api/soundsets/", body.formatted(customer, name, "a")));
        String second = Sample.created(admin.post("/api/soundsets/", body.formatted(customer, name, "b")));
        assertThat(admin.get("/api/soundsets/" + first).json().path("contract_default").asBoolean()).isFalse();
        assertThat(admin.get("/api/soundsets/" + second).json().path("contract_default").asBoolean()).isTrue();
        assertThat(count("soundsets/?customer_id=" + customer)).isEqualTo(2);
        assertThat(admin.post("/api/soundsets/", body.formatted("999999", name, "c")).message()).isEqualTo("Invalid 'customer_id'");
        assertThat(admin.put("/api/soundsets/" + set, "{\"reseller_id\": 1, \"name\": \"%s\", \"contract_default\": 1}".formatted(name)).message())
            .contains("field='contract_default'");
    }

    @Test void parentsFormNoLoop() {
        String body = "{\"reseller_id\": 1, \"name\": \"%s%s\", \"parent_id\": %s}";
        String child = Sample.created(admin.post("/api/soundsets/", body.formatted(name, "-child", set)));
        assertThat(count("soundsets/?parent_id=" + set)).isEqualTo(1);
        assertThat(admin.put("/api/soundsets/" + set, body.formatted(name, "", child)).message()).contains("field='parent_id'");
        assertThat(admin.put("/api/soundsets/" + set, body.formatted(name, "", set)).message()).contains("field='parent_id'");
        assertThat(admin.put("/api/soundsets/" + set, body.formatted(name, "", "999999")).message()).isEqualTo("Invalid 'parent_id'");
    }

    @Test void anotherResellerHasSetsOfHisOwnAndTheSameHandles() throws Exception {
        ApiClient other = Tenant.reseller();
        assertThat(other.get("/api/soundsets/" + set).status()).isEqualTo(404);
        assertThat(other.delete("/api/soundsets/" + set).status()).isEqualTo(404);
        String own = Sample.created(other.post("/api/soundsets/", "{\"reseller_id\": 1, \"name\": \"%s\"}".formatted(name)));
        assertThat(admin.get("/api/soundsets/" + own).json().path("reseller_id").asInt()).isEqualTo(Tenant.RESELLER);
        assertThat(other.put("/api/soundsets/" + own, "{\"name\": \"%s\", \"parent_id\": %s}".formatted(name, set)).message())
            .isEqualTo("Invalid 'parent_id'");
        assertThat(other.get("/api/soundhandles/").json().path("total_count").asInt()).isEqualTo(151);
    }

    @Test void aSubscriberAdministratorHasHisCustomersSets() throws Exception {
        String customer = sample.customer(sample.contact());
        String domain = sample.domain();
        String id = Sample.created(admin.post("/api/subscribers/", Sample.subscriber(domain, customer, "boss", "89%04d".formatted(sample.number))));
        ApiClient boss = Tenant.subscriberAdmin(id, "boss@" + sample.domainName());
        String own = Sample.created(boss.post("/api/soundsets/", "{\"reseller_id\": 9150, \"name\": \"%s-boss\", \"contract_default\": 1}".formatted(name)));
        JsonNode item = admin.get("/api/soundsets/" + own).json();
        assertThat(item.path("customer_id").asString()).isEqualTo(customer);
        assertThat(item.path("reseller_id").asInt()).isEqualTo(1);
        assertThat(boss.get("/api/soundsets/?customer_id=" + customer).json().path("total_count").asInt()).isEqualTo(1);
        assertThat(boss.get("/api/soundsets/" + set).status()).describedAs("the reseller's own").isEqualTo(404);
        assertThat(boss.delete("/api/soundsets/" + set).status()).isEqualTo(404);
        assertThat(boss.post("/api/soundfiles/", "{\"set_id\": %s, \"handle\": \"cf_loop\"}".formatted(set)).message()).isEqualTo("Invalid 'set_id'");
        assertThat(boss.post("/api/soundfiles/", "{\"set_id\": %s, \"handle\": \"cf_loop\"}".formatted(own)).status()).isEqualTo(201);

        String level = "{\"reseller_id\": 1, \"level\": \"%s-%s\", \"mode\": \"blacklist\", \"expose_to_customer\": %s}";
        String exposed = Sample.created(admin.post("/api/ncoslevels/", level.formatted(name, "a", "1")));
        String hidden = Sample.created(admin.post("/api/ncoslevels/", level.formatted(name, "b", "0")));
        assertThat(boss.get("/api/ncoslevels/" + exposed).status()).isEqualTo(200);
        assertThat(boss.get("/api/ncoslevels/" + hidden).status()).isEqualTo(404);
        assertThat(boss.delete("/api/ncoslevels/" + exposed).status()).isEqualTo(403);
        assertThat(boss.get("/api/rewriterulesets/").status()).isEqualTo(403);
        assertThat(boss.post("/api/applyrewrites/", "{\"subscriber_id\": %s, \"direction\": \"callee_in\", \"numbers\": [\"1\"]}".formatted(id)).json()
            .path("result").toString()).isEqualTo("[\"1\"]");
    }

    @Test void whatTheResellerExposesHisCustomersReadAndBuildOn() throws Exception {
        String customer = sample.customer(sample.contact());
        String id = Sample.created(admin.post("/api/subscribers/", Sample.subscriber(sample.domain(), customer, "chef", "89%04d1".formatted(sample.number))));
        ApiClient boss = Tenant.subscriberAdmin(id, "chef@" + sample.domainName());
        String body = "{\"reseller_id\": 1, \"name\": \"%s-%s\", \"expose_to_customer\": 1}";
        String exposed = Sample.created(admin.post("/api/soundsets/", body.formatted(name, "exposed")));
        String file = Sample.created(admin.post("/api/soundfiles/", "{\"set_id\": %s, \"handle\": \"cf_loop\"}".formatted(exposed)));
        assertThat(boss.get("/api/soundsets/" + exposed).status()).isEqualTo(200);
        assertThat(boss.get("/api/soundfiles/?set_id=" + exposed).json().path("total_count").asInt()).isEqualTo(1);
        ApiClient.Answer put = boss.put("/api/soundsets/" + exposed, body.formatted(name, "mine"));
        assertThat(put.status()).isEqualTo(403);
        assertThat(put.message()).isEqualTo("Invalid user");
        assertThat(boss.delete("/api/soundsets/" + exposed).status()).isEqualTo(403);
        assertThat(boss.delete("/api/soundfiles/" + file).status()).isEqualTo(403);
        String own = Sample.created(boss.post("/api/soundsets/", "{\"name\": \"%s-own\", \"parent_id\": %s}".formatted(name, exposed)));
        assertThat(boss.put("/api/soundfiles/" + file, "{\"set_id\": %s, \"handle\": \"cf_loop\"}".formatted(own)).status())
            .describedAs("nobody takes a file of another's set").isEqualTo(403);
        assertThat(boss.post("/api/soundfiles/", "{\"set_id\": %s, \"handle\": \"cf_loop\"}".formatted(exposed)).status()).isIn(403, 422);
        assertThat(admin.get("/api/soundfiles/" + file).json().path("set_id").asString()).isEqualTo(exposed);
        ApiClient other = Tenant.reseller();
        String foreign = Sample.created(other.post("/api/soundsets/", body.formatted(name, "foreign")));
        assertThat(boss.get("/api/soundsets/" + foreign).status()).describedAs("another reseller's").isEqualTo(404);
    }

    private int count(String query) {
        return admin.get("/api/" + query).json().path("total_count").asInt();
    }
}
