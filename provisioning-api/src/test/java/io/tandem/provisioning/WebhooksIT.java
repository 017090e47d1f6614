package io.tandem.provisioning;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.sun.net.httpserver.HttpServer;
import io.tandem.provisioning.password.SaltedPassword;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Events reach the HTTP servers that want them. */
class WebhooksIT {
    private static final String SECRET = "secret-of-the-receiver";

    private final ApiClient admin = ApiClient.administrator();
    private final BlockingQueue<Delivery> received = new LinkedBlockingQueue<>();
    private final AtomicInteger answer = new AtomicInteger(200);
    private volatile Held held = () -> {};
    private HttpServer receiver;

    /** What the receiver does once before it answers. */
    @FunctionalInterface
    private interface Held {
        void run() throws SQLException;
    }

    private record Delivery(JsonNode body, String text, String signature, String type) {}

    @BeforeEach void aReceiver() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            try {
                held.run();
            } catch (SQLException refused) {
                throw new IOException(refused);
            }
            held = () -> {};
            received.add(new Delivery(JsonMapper.shared().readTree(text), text, exchange.getRequestHeaders().getFirst("Tandem-Signature"),
                exchange.getRequestHeaders().getFirst("Tandem-Event")));
            exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/");
            exchange.sendResponseHeaders(answer.get(), -1);
            exchange.close();
        });
        receiver.start();
    }

    @AfterEach void nothingStays() {
        receiver.stop(0);
        admin.get("/api/webhooks/?rows=100").json().at("/_embedded/ngcp:webhooks").values()
            .forEach(hook -> admin.delete("/api/webhooks/" + hook.path("id").asString()));
    }

    @Test void theLifeOfASubscriberIsToldInOrderAndSigned() throws Exception {
        hook("\"subscriber.*\"");
        Sample sample = new Sample(admin);
        String domain = sample.domain();
        String subscriber = Sample.created(admin.post("/api/subscribers/",
            Sample.subscriber(domain, sample.customer(sample.contact()), "hooked", "62%04d".formatted(sample.number))));
        admin.put("/api/subscriberpreferences/" + subscriber, "{\"clir\": true}");
        admin.delete("/api/domains/" + domain);
        for (String type : List.of("subscriber.created", "subscriber.changed", "subscriber.terminated")) {
            Delivery delivery = next();
            assertThat(delivery.type()).isEqualTo(type);
            assertThat(delivery.body().path("type").asString()).isEqualTo(type);
            assertThat(delivery.body().path("subject").asString()).isEqualTo(subscriber);
            assertThat(delivery.body().at("/data/username").asString()).isEqualTo("hooked");
            assertThat(delivery.text()).doesNotContain("testuser");
            assertThat(delivery.signature()).isEqualTo(signed(delivery));
        }
        assertThat(received.poll(700, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test void whatIsRefusedComesAgainBeforeTheNextAndARedirectIsARefusal() throws Exception {
        String hook = hook("\"customercontact.created\"");
        answer.set(302);
        Sample first = new Sample(admin);
        first.contact();
        Sample second = new Sample(admin);
        second.contact();
        assertThat(next().body().at("/data/email").asString()).isEqualTo(first.email());
        JsonNode delivery = awaitDelivery(hook, "pending", 1);
        assertThat(delivery.path("last_status").asInt()).isEqualTo(302);
        answer.set(204);
        assertThat(next().body().at("/data/email").asString()).isEqualTo(first.email());
        assertThat(next().body().at("/data/email").asString()).isEqualTo(second.email());
        awaitDelivery(hook, "delivered", 2);
    }

    @Test void pastEventsCanBeReplayed() throws Exception {
        String hook = hook("\"domain.created\"");
        new Sample(admin).domain();
        long event = next().body().path("id").asLong();
        new Sample(admin).domain();
        next();
        Sample.created(admin.post("/api/webhookdeliveries/", "{\"webhook_id\": %s, \"from_event_id\": %d}".formatted(hook, event)));
        assertThat(next().body().path("id").asLong()).isEqualTo(event);
        assertThat(next().body().path("id").asLong()).isGreaterThan(event);
        assertThat(admin.post("/api/webhookdeliveries/", "{\"webhook_id\": %s, \"from_event_id\": 999999999}".formatted(hook)).status()).isEqualTo(422);
    }

    /** The deliverer notes a failure: the delivery's row first, then the webhook's. */
    @Test void aDeadlockWithAnotherWriteHoldsNothingUp() throws Exception {
        String hook = hook("\"customercontact.created\"");
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            answer.set(500);
            connection.setAutoCommit(false);
            held = () -> {
                statement.execute("insert into provisioning.webhook_deliveries (webhook_id, event_id) select %s, id from provisioning.events limit 20"
                    .formatted(hook));
                statement.execute("update provisioning.webhooks set url = url where id = " + hook);
            };
            Sample sample = new Sample(admin);
            sample.contact();
            next();
            awaitRow(statement, "select 1 from information_schema.innodb_trx where trx_state = 'LOCK WAIT'",
                "the deliverer does not wait for the webhook's row");
            answer.set(204);
            statement.execute("update provisioning.webhook_deliveries set attempts = attempts where webhook_id = %s and status = 'pending'".formatted(hook));
            connection.rollback();
            assertThat(next().body().at("/data/email").asString()).isEqualTo(sample.email());
            assertThat(awaitDelivery(hook, "delivered", 1).path("attempts").asInt()).isEqualTo(2);
        }
    }

    @Test void anEndedCallIsToldOnce() throws Exception {
        hook("\"call.ended\"");
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            awaitRow(statement, "select 1 from provisioning.event_positions where source = 'cdr'", "nobody looked at where the call records end");
            statement.execute("insert into accounting.cdr (source_user, source_domain, destination_user, destination_domain, call_type, call_status, call_id, "
                + "start_time, duration, destination_user_dialed, source_user_id, destination_user_id, source_cli, source_provider_id, "
                + "destination_provider_id, destination_user_in, destination_domain_in, init_time, call_code, source_ip) values ('a', 'x', 'b', 'y', 'call', 'ok', "
                + "'hook-call', 1700000000.5, 3, 'b', '0', '0', '1', '1', '1', 'b', 'y', 1700000000.1, '200', '127.0.0.1')");
        }
        assertThat(next().body().at("/data/call_id").asString()).isEqualTo("hook-call");
        assertThat(received.poll(2500, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test void aWebhookIsChecked() {
        assertThat(create("{\"url\": \"ftp://x/\", \"events\": [\"*\"], \"secret\": \"%s\"}".formatted(SECRET)).message()).contains("field='url'");
        assertThat(create("{\"url\": \"https://x.org/\", \"events\": [\"Robert'); drop\"], \"secret\": \"%s\"}".formatted(SECRET)).message())
            .contains("field='events'");
        assertThat(create("{\"url\": \"https://x.org/\", \"events\": [\"*\"], \"secret\": \"short\"}").message()).contains("at least 16").doesNotContain("short'");
        String id = Sample.created(create("{\"url\": \"https://x.org/\", \"events\": [\"*\"], \"secret\": \"%s\", \"active\": 0}".formatted(SECRET)));
        ApiClient.Answer shown = admin.get("/api/webhooks/" + id);
        assertThat(shown.json().has("secret")).isFalse();
        assertThat(shown.json().path("events").path(0).asString()).isEqualTo("*");
        assertThat(admin.put("/api/webhooks/" + id, "{\"url\": \"https://y.org/\", \"events\": [\"call.ended\"], \"active\": 0}").json().path("url").asString())
            .isEqualTo("https://y.org/");
    }

    @Test void aResellerGetsHisEventsOnly() throws Exception {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            statement.execute("insert into billing.contracts (contact_id, product_id) values (1, 3)");
            statement.execute("insert into billing.resellers (contract_id, name) values (last_insert_id(), 'hooked')");
            statement.execute("insert into billing.admins (reseller_id, role_id, login, saltedpass) values (last_insert_id(), 3, 'hook-reseller', '"
                + SaltedPassword.of("geheim").text() + "')");
        }
        ApiClient reseller = ApiClient.login("hook-reseller", "geheim");
        Sample.created(reseller.post("/api/webhooks/", body("\"*\"")));
        new Sample(admin).domain();
        String id = admin.get("/api/resellers/?name=hooked").json().at("/_embedded/ngcp:resellers/0/id").asString();
        Sample.created(admin.post("/api/domains/", "{\"domain\": \"hooked.example.org\", \"reseller_id\": %s}".formatted(id)));
        assertThat(next().type()).isEqualTo("webhook.created");
        assertThat(next().body().at("/data/domain").asString()).isEqualTo("hooked.example.org");
        String foreign = hook("\"*\"");
        assertThat(reseller.get("/api/webhooks/" + foreign).status()).isEqualTo(404);
        assertThat(reseller.post("/api/webhookdeliveries/", "{\"webhook_id\": %s, \"from_event_id\": 1}".formatted(foreign)).message())
            .isEqualTo("Invalid 'webhook_id'");
    }

    private static void awaitRow(Statement statement, String sql, String failure) throws SQLException, InterruptedException {
        for (int i = 0; i < 100; i++) {
            try (ResultSet found = statement.executeQuery(sql)) {
                if (found.next()) {
                    return;
                }
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new AssertionError(failure + " within 10 s");
    }

    private String hook(String events) {
        return Sample.created(create(body(events)));
    }

    private String body(String events) {
        return "{\"url\": \"http://127.0.0.1:%d/in\", \"events\": [%s], \"secret\": \"%s\"}".formatted(receiver.getAddress().getPort(), events, SECRET);
    }

    private ApiClient.Answer create(String body) {
        return admin.post("/api/webhooks/", body);
    }

    private Delivery next() throws InterruptedException {
        Delivery delivery = received.poll(15, TimeUnit.SECONDS);
        assertThat(delivery).describedAs("a delivery within 15 s").isNotNull();
        return delivery;
    }

    private JsonNode awaitDelivery(String hook, String status, int count) throws InterruptedException {
        String path = "/api/webhookdeliveries/?webhook_id=%s&status=%s".formatted(hook, status);
        for (int i = 0; i < 100; i++) {
            JsonNode found = admin.get(path).json();
            JsonNode first = found.at("/_embedded/ngcp:webhookdeliveries/0");
            if (found.path("total_count").asInt() >= count && first.path("attempts").asInt() > 0) {
                return first;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new AssertionError("no %d deliveries %s within 10 s".formatted(count, status));
    }

    private static String signed(Delivery delivery) throws Exception {
        String time = delivery.signature().replaceAll("t=(\\d+),.*", "$1");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return "t=" + time + ",v1=" + HexFormat.of().formatHex(mac.doFinal((time + "." + delivery.text()).getBytes(StandardCharsets.UTF_8)));
    }
}
