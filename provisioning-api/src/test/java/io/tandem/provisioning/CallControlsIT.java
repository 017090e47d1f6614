package io.tandem.provisioning;

import java.time.Duration;
import java.util.List;

import io.tandem.provisioning.callcontrol.CallServer;
import io.tandem.provisioning.callcontrol.ClickToDialProperties;
import io.tandem.provisioning.resource.ApiError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The resource {@code callcontrols}, click-to-dial (provisioning.md §1.12, §1.13). */
class CallControlsIT {
    private final ApiClient admin = ApiClient.administrator();
    private final SampleSubscriber alice = new SampleSubscriber(admin, 73);

    private ApiClient.Answer dials(ApiClient client, String destination) {
        return client.post("/api/callcontrols/", "{\"subscriber_id\": %s, \"destination\": \"%s\"}".formatted(alice.id, destination));
    }

    private List<String> dialled(String domain) {
        return RunningApi.callServer().dialled().stream().filter(call -> call.contains(" sip:alice@" + domain + " ")).toList();
    }

    @ParameterizedTest
    @CsvSource({"0043 664/123-4, sip:00436641234@", "+43664123, sip:+43664123@", "*80*1234, sip:*80*1234@", "tel:+431, sip:+431@", "bob, sip:bob@"})
    void numbersAndNamesAreDialledInTheDomainOfTheSubscriber(String given, String called) {
        assertThat(dials(admin, given).status()).isEqualTo(200);
        String domain = alice.sample.domainName();
        String uuid = admin.get("/api/subscribers/" + alice.id).json().path("uuid").asString();
        assertThat(dialled(domain)).containsExactly(uuid + " sip:alice@" + domain + " " + called + domain);
    }

    @Test void urisAreTakenAsTheyAre() {
        for (String uri : new String[] {"sip:bob@192.0.2.1:5070", "bob@elsewhere.example"}) {
            assertThat(dials(admin, uri).text()).isEmpty();
        }
        assertThat(dialled(alice.sample.domainName())).extracting(call -> call.substring(call.lastIndexOf(' ') + 1))
            .containsExactly("sip:bob@192.0.2.1:5070", "sip:bob@elsewhere.example");
    }

    @ParameterizedTest
    @CsvSource({"''", "'sip:bob@host>\r\nX: y'", "sip:@host", "mailto:bob@host", "'sip:bob@host;a=b'", "a?b", "'<sip:bob@host>'", "bob@"})
    void whatIsNoDestinationIsRefused(String destination) {
        ApiClient.Answer answer = dials(admin, destination.replace("\r\n", "\\r\\n"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        assertThat(answer.message()).contains("field='destination'");
        assertThat(dialled(alice.sample.domainName())).isEmpty();
    }

    @Test void subscribersThatAreNotThereOrAnothersAreRefused() throws Exception {
        assertThat(admin.post("/api/callcontrols/", "{\"subscriber_id\": 999999, \"destination\": \"1\"}").message()).isEqualTo("Invalid 'subscriber_id'");
        assertThat(dials(Tenant.reseller(), "1").message()).isEqualTo("Invalid 'subscriber_id'");
        assertThat(admin.get("/api/callcontrols/").status()).isEqualTo(405);
    }

    @ParameterizedTest
    @CsvSource({"480, 422, The subscriber's phones do not ring: 480 Offline", "486, 422, The subscriber's phones do not ring: 486 Offline",
        "503, 503, 'The call server takes no calls now, try again in 5 s.'", "500, 500, The call server failed."})
    void whatThePhonesAndTheCallServerSayIsTold(int fault, int status, String message) {
        ApiClient.Answer answer = dials(admin, "fault" + fault);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.message()).isEqualTo(message);
    }

    @Test void withoutACallServerTheAnswerIs503() {
        try (CallServer away = new CallServer(new ClickToDialProperties("127.0.0.1:1", Duration.ofSeconds(1), Duration.ofSeconds(1), 1))) {
            for (int i = 0; i < 2; i++) { // the first one has left its place
                assertThatExceptionOfType(ApiError.class).isThrownBy(() -> away.dial("u", "sip:a@b", "sip:c@b"))
                    .matches(error -> error.status() == 503 && error.retryAfter().isPresent() && error.text().contains("does not answer"));
            }
        }
    }
}
