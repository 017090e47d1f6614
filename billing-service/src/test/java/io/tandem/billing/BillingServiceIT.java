package io.tandem.billing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

import io.tandem.platform.TandemService;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class BillingServiceIT {
    private static final String LEG = "{\"uuid\":\"0\",\"u\":\"%s\",\"d\":\"example.org\",\"t\":%d.5,\"s\":\"call\",\"dialed\":\"bob\"}";

    private static final String ROW = "insert into accounting.acc (method, callid, sip_code, time, time_hires, src_leg, dst_leg) "
            + "values ('INVITE', 'service-it', '486', now(), %d.75, '%s', '%s')";

    @Test void recordIsVisibleTwoSecondsAfterTheCallAndMetricsTellOfIt() throws Exception {
        String[] arguments = TestServers.serviceArguments();
        try (ConfigurableApplicationContext service = TandemService.run("billing-service", BillingService.class, arguments);
             Connection sql = TestServers.connect(); Statement statement = sql.createStatement()) {
            long now = System.currentTimeMillis() / 1000;
            statement.execute(ROW.formatted(now, LEG.formatted("alice", now), LEG.formatted("bob", now)));
            await().atMost(Duration.ofSeconds(2)).until(() -> count(statement, "accounting.cdr where call_id = 'service-it'") == 1);
            assertThat(get(service, "/actuator/health")).contains("\"status\":\"UP\"", "rowsWaiting");
            await().atMost(Duration.ofSeconds(2)).untilAsserted(() -> assertThat(get(service, "/actuator/prometheus"))
                    .containsPattern("tandem_cdrs_written_total\\{[^}]*status=\"busy\"[^}]*} 1.0")
                    .containsPattern("tandem_mediation_rows_waiting\\{[^}]*} 0.0"));
            statement.execute("delete from accounting.cdr");
            statement.execute("delete from accounting.acc_backup");
        }
    }

    private static int count(Statement statement, String from) throws SQLException {
        try (ResultSet row = statement.executeQuery("select count(*) from " + from)) {
            row.next();
            return row.getInt(1);
        }
    }

    private static String get(ConfigurableApplicationContext service, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port") + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
