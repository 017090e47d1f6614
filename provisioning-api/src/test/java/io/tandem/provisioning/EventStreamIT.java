package io.tandem.provisioning;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Server-sent events at /api/events/stream. */
@Timeout(30)
class EventStreamIT {
    private final ApiClient admin = ApiClient.administrator();

    @Test void eventsComeWhileTheyHappenAndMissedOnesAfterwards() throws IOException {
        String first;
        try (BufferedReader stream = listen("0")) {
            Sample sample = new Sample(admin);
            sample.contact();
            Event event = await(stream, sample.email());
            assertThat(event.type()).isEqualTo("customercontact.created");
            first = event.id();
        }
        Sample missed = new Sample(admin);
        missed.contact();
        try (BufferedReader stream = listen(first)) {
            Event event = await(stream, missed.email());
            assertThat(Long.parseLong(event.id())).isGreaterThan(Long.parseLong(first));
            Sample live = new Sample(admin);
            live.contact();
            assertThat(await(stream, live.email()).type()).isEqualTo("customercontact.created");
        }
    }

    @Test void whoIsNotLoggedInHearsNothing() {
        assertThat(ApiClient.anonymous().get("/api/events/stream").status()).isEqualTo(401);
    }

    private record Event(String id, String type) {}

    private BufferedReader listen(String lastEventId) {
        InputStream stream = admin.stream("/api/events/stream", Duration.ofSeconds(20), "Last-Event-ID", lastEventId);
        return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    private static Event await(BufferedReader stream, String text) throws IOException {
        String id = "";
        String type = "";
        for (String line = stream.readLine(); line != null; line = stream.readLine()) {
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                type = line.substring(7);
            } else if (line.startsWith("data: ") && line.contains(text)) {
                return new Event(id, type);
            }
        }
        throw new AssertionError("the stream ended without " + text);
    }
}
