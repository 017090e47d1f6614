package io.tandem.provisioning;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The resource {@code sms} (provisioning.md §1.13, signalling.md §2.24). */
class TextMessagesIT {
    private final ApiClient admin = ApiClient.administrator();
    private final SampleSubscriber alice = new SampleSubscriber(admin, 74);

    private ApiClient.Answer sends(String path, String more) {
        return admin.post(path, alice.body("{\"subscriber_id\": SUB, \"text\": \"Gr\u00fc\u00dfe\"" + more + "}"));
    }

    private ApiClient.Answer sends(String more) {
        return sends("/api/sms/", more);
    }

    private List<String> sent() {
        String uuid = admin.get("/api/subscribers/" + alice.id).json().path("uuid").asString();
        return RunningApi.callServer().sent().stream().filter(message -> message.startsWith(uuid + " "))
            .map(message -> message.substring(uuid.length() + 1).replace(alice.sample.domainName(), "d")).toList();
    }

    private void prefers(String json) {
        alice.put("subscriberpreferences/" + alice.id, json);
    }

    @Test void aMessageIsSentForTheSubscriberAndListed() {
        String id = alice.create("sms", "{\"subscriber_id\": SUB, \"callee\": \"+43 664/123-4\", \"text\": \"hello\"}");
        assertThat(sent()).containsExactly("sip:" + alice.number + "@d sip:+436641234@d hello");
        JsonNode item = alice.get("sms/" + id);
        assertThat(item.path("subscriber_id").asString()).isEqualTo(alice.id);
        assertThat(item.path("direction").asString()).isEqualTo("out");
        assertThat(item.path("caller").asString()).isEqualTo(alice.number);
        assertThat(item.path("callee").asString()).isEqualTo("+436641234");
        assertThat(item.path("text").asString()).isEqualTo("hello");
        assertThat(item.path("status").asString()).isEqualTo("ok");
        assertThat(item.path("reason").asString()).isEqualTo("202 Accepted");
        assertThat(item.path("time").asString()).matches("\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d.*");
        assertThat(alice.get("sms/?subscriber_id=" + alice.id + "&direction=out").path("total_count").asInt()).isOne();
        assertThat(alice.get("sms/?subscriber_id=" + alice.id + "&direction=in").path("total_count").asInt()).isZero();
        assertThat(admin.delete("/api/sms/" + id).status()).isEqualTo(405);
    }

    @Test void aNumberOfItsOwnOrOneItMayShowIsTheCaller() {
        prefers("{\"user_cli\": \"43999\", \"allowed_clis\": [\"4377*\"]}");
        for (String caller : List.of(alice.number, "43999", "43771")) {
            assertThat(sends(", \"callee\": \"1\", \"caller\": \"" + caller + "\"").status()).isEqualTo(201);
        }
        ApiClient.Answer refused = sends(", \"callee\": \"1\", \"caller\": \"43881\"");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.message()).contains("field='caller'");
        assertThat(sent()).extracting(message -> message.substring(0, message.indexOf('@'))).containsExactly("sip:" + alice.number, "sip:43999", "sip:43771");
        assertThat(sends("/api/sms/?skip_checks=1", ", \"callee\": \"1\", \"caller\": \"43881\"").status()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "4", "5"})
    void whoIsLockedSendsNone(int lock) {
        prefers("{\"lock\": " + lock + "}");
        ApiClient.Answer refused = sends(", \"callee\": \"1\"");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.message()).isEqualTo("The subscriber is locked (lock level " + lock + ") and may send no messages.");
        assertThat(sent()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"999402, 402, Not enough credit to send the sms", "999403, 422, The message is refused: 403 Refused",
        "999503, 503, 'The call server takes no calls now, try again in 5 s.'"})
    void whatIsRefusedIsToldAndNotListed(String callee, int status, String message) {
        ApiClient.Answer refused = sends(", \"callee\": \"" + callee + "\"");
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.message()).isEqualTo(message);
        assertThat(alice.get("sms/?subscriber_id=" + alice.id).path("total_count").asInt()).isZero();
    }

    @Test void aMessageThatNobodyAnswersForIsListedAsUnknown() {
        String id = alice.create("sms", "{\"subscriber_id\": SUB, \"callee\": \"999504\", \"text\": \"hello\"}");
        assertThat(alice.get("sms/" + id).path("status").asString()).isEqualTo("unknown");
    }

    @Test void withoutJournalItIsSentAndNotListed() {
        ApiClient.Answer answer = sends("/api/sms/?skip_journal=true", ", \"callee\": \"1\"");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().path("status").asString()).isEqualTo("ok");
        assertThat(sent()).hasSize(1);
        assertThat(alice.get("sms/?subscriber_id=" + alice.id).path("total_count").asInt()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {", \"callee\": \"bob\"|callee", ", \"callee\": \"1>\\r\\nX: y\"|callee", "|callee",
        ", \"callee\": \"1\", \"caller\": \"a b\"|caller", ", \"callee\": \"1\", \"direction\": \"in\"|direction"})
    void whatCannotBeSentIsRefused(String more, String field) {
        ApiClient.Answer refused = sends(more == null ? "" : more);
        assertThat(refused.status()).as(refused.text()).isEqualTo(422);
        assertThat(refused.message()).contains("field='" + field + "'");
        assertThat(sent()).isEmpty();
    }

    @Test void nobodySendsForSubscribersOfAnother() throws Exception {
        ApiClient.Answer refused = Tenant.reseller().post("/api/sms/", alice.body("{\"subscriber_id\": SUB, \"callee\": \"1\", \"text\": \"x\"}"));
        assertThat(refused.message()).isEqualTo("Invalid 'subscriber_id'");
        alice.create("sms", "{\"subscriber_id\": SUB, \"callee\": \"1\", \"text\": \"x\"}");
        assertThat(Tenant.reseller().get("/api/sms/?subscriber_id=" + alice.id).json().path("total_count").asInt()).isZero();
    }
}
