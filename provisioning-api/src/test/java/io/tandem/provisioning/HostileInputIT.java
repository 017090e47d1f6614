package io.tandem.provisioning;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Malformed and hostile requests get their named errors and harm nothing. */
class HostileInputIT {
    private final ApiClient admin = ApiClient.administrator();

    @ParameterizedTest
    @ValueSource(strings = {"{", "nonsense", "{\"email\": }", "{\"a\": 1} trailing", "[]", "\"text\"", "17", "{'email': 'x'}", "{\"email\": \"\u0001\"}"})
    void malformedJsonIs400(String body) {
        ApiClient.Answer answer = admin.post("/api/customercontacts/", body);
        assertThat(answer.status()).describedAs(answer.text()).isEqualTo(400);
        assertThat(answer.json().path("code").asInt()).isEqualTo(400);
        assertThat(answer.message()).startsWith("The entity could not be processed: ");
    }

    @Test void deepNestingIs400() {
        assertThat(admin.post("/api/customercontacts/", "{\"a\":" + "[".repeat(100_000)).status()).isEqualTo(400);
    }

    @Test void hugeNumbersDoNotBlowUp() {
        String contact = "{\"reseller_id\": %s, \"email\": \"a@b\"}";
        assertThat(admin.post("/api/customercontacts/", contact.formatted("1e999999999")).status()).isEqualTo(422);
        assertThat(admin.post("/api/customercontacts/", contact.formatted("9".repeat(400))).status()).isEqualTo(422);
        assertThat(admin.post("/api/customercontacts/", "{\"email\": \"a@b\", \"reseller_id\": 1, \"city\": 1e-999999999}").status()).isEqualTo(422);
    }

    @Test void aBodyTooLargeIs413AndAnEmptyOne400() {
        assertThat(admin.post("/api/customercontacts/", " ".repeat((4 << 20) + 1)).status()).isEqualTo(413);
        ApiClient.Answer empty = admin.send("POST", "/api/customercontacts/", "", "Content-Type", "application/json");
        assertThat(empty.status()).isEqualTo(400);
        assertThat(empty.message()).isEqualTo("This request is missing a message body.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/json-patch+json", "application/xml"})
    void otherMediaTypesAre415(String type) {
        ApiClient.Answer answer = admin.send("POST", "/api/customercontacts/", "{}", "Content-Type", type);
        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.message()).isEqualTo("Unsupported media type '%s', accepting application/json only.".formatted(type));
    }

    @Test void everyFaultyFieldIsNamedAndPasswordsAreMasked() {
        ApiClient.Answer answer = admin.post("/api/customers/", "{\"status\": \"asleep\", \"contact_id\": {\"a\": 1}}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.message()).startsWith("Validation failed. ").contains("field='status', input='asleep', errors=''asleep' is not a valid value'",
            "field='contact_id'", "field='type', input='', errors='Type field is required'");
        assertThat(admin.post("/api/subscribers/", "{\"password\": [\"geheim\"], \"username\": \"x\"}").message())
            .doesNotContain("geheim").contains("field='customer_id', input='', errors='Customer id field is required'");
    }

    @ParameterizedTest
    @CsvSource({
        "[{\"path\":\"/city\"}], PATCH element must have an 'op' field.",
        "[{\"op\":\"replace\"@\"path\":\"/city\"}], Missing PATCH keys [value] for op 'replace'",
        "[{\"op\":\"replace\"@\"path\":\"/city\"@\"value\":1@\"x\":1}], Invalid PATCH key 'x' for op 'replace'",
        "[{\"op\":\"explode\"@\"path\":\"/city\"}], 'Invalid PATCH op ''explode'', must be one of [copy, replace]'"})
    void patchGrammarIs400(String body, String message) {
        ApiClient.Answer answer = admin.patch("/api/systemcontacts/1", body.replace('@', ','));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).isEqualTo(message);
    }

    @Test void sqlInValuesIsData() {
        assertThat(admin.get("/api/subscribers/?username=x'%20or%20'1'='1").json().path("total_count").asInt()).isZero();
        assertThat(admin.get("/api/customercontacts/?order_by=id;drop%20table%20billing.contacts&rows=1").status()).isEqualTo(200);
        assertThat(admin.get("/api/customercontacts/?email=%27%22%5C*").json().path("total_count").asInt()).isZero();
    }

    @Test void valuesThatAreTooLongOrImpossibleAre422() {
        assertThat(admin.post("/api/systemcontacts/", "{\"email\": \"a@b\", \"iban\": \"%s\"}".formatted("x".repeat(35))).status()).isEqualTo(422);
        assertThat(admin.post("/api/domains/", "{\"domain\": \"not a domain\", \"reseller_id\": 1}").status()).isEqualTo(422);
        assertThat(admin.post("/api/domains/", "{\"domain\": \"x.invalid\", \"reseller_id\": 99}").message()).isEqualTo("Invalid 'reseller_id'");
        assertThat(admin.post("/api/domains/", "{\"domain\": \"x.invalid\", \"reseller_id\": -1}").status()).isEqualTo(422);
    }

    @Test void strangePathsAreRefused() {
        assertThat(admin.get("/api/..%2f..%2fetc/passwd").status()).isEqualTo(400);
        assertThat(admin.get("/api/customers/1%00").status()).isEqualTo(400);
        assertThat(admin.get("/api/customers/99999999999999999999999").status()).isEqualTo(400);
        assertThat(admin.get("/api/customers/?a=%5B%5D&b=%7B%7D%7C").status()).isEqualTo(200);
        assertThat(admin.get("/nonsense").status()).isEqualTo(404);
        assertThat(admin.send("POST", "/api/customercontacts/", "{}", "Content-Type", "application/json", "Link", "</x>; rel=y").status()).isEqualTo(400);
    }

    @Test void healthAndMetricsAreOnTheManagementPortInPlainHttp() throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI health = URI.create("http://127.0.0.1:%d/actuator/health".formatted(RunningApi.managementPort()));
            HttpResponse<String> response = http.send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).contains("\"status\":\"UP\"");
        }
    }
}
