package io.tandem.provisioning;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** What a write leaves behind (provisioning.md §1.10), and writers that meet. */
class WritesIT {
    private final ApiClient admin = ApiClient.administrator();

    @Test void theJournalHasARowForEachWriteWithTheWholeItem() {
        Sample sample = new Sample(admin);
        String id = sample.contact();
        String path = "/api/customercontacts/" + id;
        admin.put(path, "{\"email\": \"%s\", \"reseller_id\": 1, \"firstname\": \"Zoe\"}".formatted(sample.email()));
        admin.patch(path, "[{\"op\": \"replace\", \"path\": \"/firstname\", \"value\": \"Ida\"}]");
        JsonNode journal = admin.get(path + "/journal/").json();
        assertThat(journal.path("total_count").asInt()).isEqualTo(3);
        JsonNode created = journal.at("/_embedded/ngcp:journals/0");
        assertThat(created.path("operation").asString()).isEqualTo("create");
        assertThat(created.path("username").asString()).isEqualTo("administrator");
        assertThat(created.path("timestamp").asString()).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}");
        assertThat(created.at("/content/email").asString()).isEqualTo(sample.email());
        assertThat(created.at("/content/firstname").isNull()).isTrue();
        assertThat(admin.get(path + "/journal/recent").json().at("/content/firstname").asString()).isEqualTo("Ida");
        String second = journal.at("/_embedded/ngcp:journals/1/_links/self/href").asString();
        assertThat(second).startsWith(path + "/journal/");
        assertThat(admin.get(second).json().at("/content/firstname").asString()).isEqualTo("Zoe");
        assertThat(admin.get(path + "/journal/0").status()).isEqualTo(404);
    }

    @Test void theJournalHoldsNoPassword() throws SQLException {
        Sample sample = new Sample(admin);
        String subscriber = Sample.created(admin.post("/api/subscribers/",
            Sample.subscriber(sample.domain(), sample.customer(sample.contact()), "secretive", "64%04d".formatted(sample.number)).replace("testuser", "s3cr3t-words")));
        assertThat(admin.get("/api/subscribers/" + subscriber + "/journal/recent").json().at("/content/password").asString()).isEqualTo("********");
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement();
             var rows = statement.executeQuery("select count(*) from billing.journals where content like '%s3cr3t-words%'")) {
            rows.next();
            assertThat(rows.getInt(1)).isZero();
        }
        String preferences = "/api/subscriberpreferences/" + subscriber;
        assertThat(admin.put(preferences, "{\"conference_pin\": \"4711\", \"cli\": \"43\"}").status()).isEqualTo(200);
        assertThat(admin.get(preferences).json().path("conference_pin").asString()).isEqualTo("4711");
        JsonNode written = admin.get(preferences + "/journal/recent").json().path("content");
        assertThat(written.path("cli").asString()).isEqualTo("43");
        assertThat(written.path("conference_pin").asString()).isEqualTo("********");
    }

    @Test void aRefusedWriteLeavesNoRow() {
        String id = new Sample(admin).contact();
        assertThat(admin.put("/api/customercontacts/" + id, "{\"email\": \"nonsense\"}").status()).isEqualTo(422);
        assertThat(admin.get("/api/customercontacts/" + id + "/journal/").json().path("total_count").asInt()).isEqualTo(1);
    }

    @Test void whoWritesFromAnOldStateIsTold() {
        Sample sample = new Sample(admin);
        String path = "/api/customercontacts/" + sample.contact();
        String old = admin.get(path).header("ETag");
        String body = "{\"email\": \"%s\", \"reseller_id\": 1, \"company\": \"%s\"}";
        ApiClient.Answer first = admin.send("PUT", path, body.formatted(sample.email(), "first"), "Content-Type", "application/json", "If-Match", old);
        assertThat(first.status()).isEqualTo(204);
        assertThat(first.header("ETag")).isEqualTo(admin.get(path).header("ETag")).isNotEqualTo(old);
        ApiClient.Answer second = admin.send("PUT", path, body.formatted(sample.email(), "second"), "Content-Type", "application/json", "If-Match", old);
        assertThat(second.status()).isEqualTo(412);
        assertThat(admin.get(path).json().path("company").asString()).isEqualTo("first");
    }

    @Test void patchesOfOneItemDoNotUndoEachOther() throws Exception {
        String path = "/api/customercontacts/" + new Sample(admin).contact();
        List<String> fields = List.of("gpp0", "gpp1", "gpp2", "gpp3", "gpp4", "gpp5", "gpp6", "gpp7");
        List<Callable<Integer>> writers = fields.stream().map(field -> (Callable<Integer>) () -> ApiClient.administrator()
            .patch(path, "[{\"op\": \"replace\", \"path\": \"/%s\", \"value\": \"x\"}]".formatted(field)).status()).toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            assertThat(threads.invokeAll(writers).stream().map(Future::resultNow)).containsOnly(200);
        }
        JsonNode item = admin.get(path).json();
        assertThat(fields).allSatisfy(field -> assertThat(item.path(field).asString()).isEqualTo("x"));
    }

    @Test void aRepeatedPostWithItsKeyCreatesOnce() throws Exception {
        Sample sample = new Sample(admin);
        String body = "{\"email\": \"%s\", \"reseller_id\": 1}".formatted(sample.email());
        String key = "key-" + sample.number;
        List<Callable<ApiClient.Answer>> writers = IntStream.range(0, 6).mapToObj(_ -> (Callable<ApiClient.Answer>) () -> post(key, body)).toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            List<ApiClient.Answer> answers = threads.invokeAll(writers).stream().map(Future::resultNow).toList();
            assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(201));
            assertThat(answers.stream().map(ApiClient.Answer::id).distinct()).hasSize(1);
            assertThat(answers.stream().filter(answer -> answer.header("Idempotency-Replayed").equals("true"))).hasSize(5);
        }
        assertThat(admin.get("/api/customercontacts/?email=" + sample.email()).json().path("total_count").asInt()).isEqualTo(1);
        assertThat(post(key, body.replace("}", ", \"company\": \"x\"}")).status()).isEqualTo(422);
        assertThat(post("key with spaces", body).status()).isEqualTo(400);
    }

    @Test void aRefusedPostDoesNotUseItsKeyUp() {
        Sample sample = new Sample(admin);
        String key = "retry-" + sample.number;
        assertThat(post(key, "{\"email\": \"nonsense\", \"reseller_id\": 1}").status()).isEqualTo(422);
        assertThat(post(key, "{\"email\": \"%s\", \"reseller_id\": 1}".formatted(sample.email())).status()).isEqualTo(201);
    }

    @Test void severalItemsAreReadAndExpandedAtOnce() {
        Sample sample = new Sample(admin);
        String contact = sample.contact();
        String customer = sample.customer(contact);
        String other = sample.customer(contact);
        JsonNode page = admin.get("/api/customers/?id=%s,%s&expand=contact_id.reseller_id".formatted(customer, other)).json();
        assertThat(page.path("total_count").asInt()).isEqualTo(2);
        assertThat(page.at("/_embedded/ngcp:customers/1/contact_id_expand/email").asString()).isEqualTo(sample.email());
        assertThat(page.at("/_embedded/ngcp:customers/1/contact_id_expand/reseller_id_expand/id").asInt()).isEqualTo(1);
        assertThat(admin.get("/api/customers/" + customer + "?expand=nonsense").status()).isEqualTo(409);
    }

    private static ApiClient.Answer post(String key, String body) {
        return ApiClient.administrator().send("POST", "/api/customercontacts/", body, "Content-Type", "application/json", "Idempotency-Key", key);
    }
}
