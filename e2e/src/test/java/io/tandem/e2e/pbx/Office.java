package io.tandem.e2e.pbx;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;

import io.tandem.cli.demo.RestClient;
import io.tandem.codec.SineTone;
import io.tandem.codec.WavFile;
import io.tandem.e2e.Preferences;
import io.tandem.e2e.RunningSuite;
import io.tandem.testkit.phone.Account;
import io.tandem.testkit.phone.Ladder;
import io.tandem.testkit.phone.Phone;
import tools.jackson.databind.JsonNode;

/** A cloud PBX customer with a domain of its own, provisioned over REST. One thread. */
final class Office implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final int RESELLER = 1;
    private static final int BILLING_PROFILE = 1;
    private static final String PILOT = "pilot";
    /** The databases may have names and numbers of earlier runs. */
    private static final long RUN = Instant.now().getEpochSecond() % 1_000_000;
    private static final AtomicInteger OFFICES = new AtomicInteger();

    private final RestClient api = RunningSuite.get().api();
    private final String numbers = "%06d%02d".formatted(RUN, OFFICES.incrementAndGet());
    private final String domain = "o" + numbers + ".pbx.e2e.tandem";
    private final Map<String, Long> seats = new HashMap<>();
    private final long customer;
    private final long domainId;

    private Office() throws IOException, InterruptedException {
        long contact = api.create("customercontacts", Map.of("email", "pbx@" + domain, "reseller_id", RESELLER));
        customer = api.create("customers", Map.of("contact_id", contact, "status", "active", "type", "pbxaccount",
            "billing_profile_id", BILLING_PROFILE));
        domainId = api.create("domains", Map.of("domain", domain, "reseller_id", RESELLER));
        subscriber(PILOT, Map.of("is_pbx_pilot", 1, "primary_number", Map.of("cc", "43", "ac", "1", "sn", numbers)));
    }

    /** With its pilot. */
    static Office open() throws IOException, InterruptedException {
        return new Office();
    }

    /** A colleague, and its phone, registered. */
    Phone seat(String user, String extension) throws IOException, InterruptedException {
        subscriber(user, Map.of("pbx_extension", extension));
        Phone phone = RunningSuite.get().access().open(new Account(user, domain, password(user)), "udp", new Ladder());
        phone.register(PATIENCE);
        return phone;
    }

    private void subscriber(String user, Map<String, ?> more) throws IOException, InterruptedException {
        Map<String, Object> body = new HashMap<>(Map.of("username", user, "domain_id", domainId, "customer_id", customer, "password", password(user),
            "administrative", false));
        body.putAll(more);
        seats.put(user, api.create("subscribers", body));
    }

    private static String password(String user) {
        return "secret-of-" + user;
    }

    void preferences(String user, Map<String, ?> values) throws IOException, InterruptedException {
        Preferences.set(api, "subscriberpreferences", seats.get(user), values);
    }

    /** A sound set with a tone for each handle, a second long.
     * @return its name, as preferences refer to it */
    String sounds(Map<String, Double> tonesHz) throws IOException, InterruptedException {
        String name = "s" + domain;
        long set = api.create("soundsets", Map.of("name", name, "reseller_id", RESELLER, "description", "e2e"));
        for (Map.Entry<String, Double> tone : tonesHz.entrySet()) {
            api.upload("soundfiles", Map.of("filename", tone.getKey() + ".wav", "handle", tone.getKey(), "set_id", set, "loopplay", true),
                "audio/x-wav", WavFile.encode(new SineTone(tone.getValue(), 8000).next(8000)));
        }
        return name;
    }

    String uri(String user) {
        return "sip:" + user + "@" + domain;
    }

    /** Call-IDs of those who wait for the colleague. */
    List<String> waitingFor(String user) throws IOException, InterruptedException {
        JsonNode queue = api.get("callqueues", seats.get(user)).path("queue");
        return StreamSupport.stream(queue.spliterator(), false).map(JsonNode::asString).toList();
    }

    /** The CDRs of a call, waited for, as {@code status code source>destination dialled@domain}. */
    List<String> records(String callId, int count) throws IOException, InterruptedException {
        return cdrs(callId, count).stream().map(cdr -> "%s %s %s>%s %s@%s".formatted(text(cdr, "call_status"), text(cdr, "call_code"),
            text(cdr, "source_user"), text(cdr, "destination_user"), text(cdr, "destination_user_dialed"),
            text(cdr, "destination_domain").replace(domain, "office"))).toList();
    }

    private static String text(JsonNode cdr, String field) {
        return cdr.path(field).asString();
    }

    List<JsonNode> cdrs(String callId, int count) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            JsonNode latest = api.list("calls", Map.of("order_by", "id", "order_by_direction", "desc", "rows", 20));
            List<JsonNode> found = StreamSupport.stream(latest.path("_embedded").path("ngcp:calls").spliterator(), false)
                .filter(cdr -> text(cdr, "call_id").equals(callId)).toList();
            if (found.size() >= count || System.nanoTime() > deadline) {
                return found;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    @Override public void close() {
        api.close();
    }
}
