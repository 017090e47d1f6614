package io.tandem.provisioning;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Call detail records as billing systems read them. */
class CallsIT {
    private static final String INSERT = """
        insert into accounting.cdr (source_user_id, source_provider_id, source_account_id, source_user, source_domain, source_cli, source_clir,
          source_ip, destination_user_id, destination_provider_id, destination_user, destination_domain, destination_user_dialed,
          destination_user_in, destination_domain_in, call_type, call_status, call_code, init_time, start_time, duration, call_id)
        values ('u', '1', 7, 'alice', 'a.example', '4311', 1, '127.0.0.1', '0', '0', 'bob', 'b.example', '+431112', '431112', 'b.example', 'call',
          'ok', '200', 1795449600.250, 1795449601.125, 5.375, ?)""";

    private final ApiClient admin = ApiClient.administrator();

    @Test void theLatestCallIsReadWithTheFieldNamesOfTheTable() throws SQLException {
        insert("first");
        insert("a%b///c@127.0.0.1");
        JsonNode listing = admin.get("/api/calls/?order_by=id&order_by_direction=desc&rows=1").json();
        JsonNode call = listing.at("/_embedded/ngcp:calls/0");
        assertThat(listing.path("total_count").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(call.path("call_id").asString()).isEqualTo("a%b///c@127.0.0.1");
        assertThat(call.path("source_user").asString()).isEqualTo("alice");
        assertThat(call.path("source_clir").asBoolean()).isTrue();
        assertThat(call.path("destination_user_dialed").asString()).isEqualTo("+431112");
        assertThat(call.path("call_status").asString()).isEqualTo("ok");
        assertThat(call.path("call_code").asString()).isEqualTo("200");
        assertThat(call.path("start_time").asString()).isEqualTo("2026-11-23 16:00:01.125");
        assertThat(call.path("duration").asDouble()).isEqualTo(5.375);
        assertThat(admin.get(call.at("/_links/self/href").asString()).status()).isEqualTo(200);
    }

    @Test void callsAreFilteredByCustomerAndCallId() throws SQLException {
        insert("filtered");
        assertThat(admin.get("/api/calls/?call_id=filtered&customer_id=7").json().path("total_count").asInt()).isEqualTo(1);
        assertThat(admin.get("/api/calls/?call_id=filtered&customer_id=8").json().path("total_count").asInt()).isZero();
        assertThat(admin.get("/api/calls/?call_id=filtered&subscriber_id=1").json().path("total_count").asInt()).isZero();
    }

    @Test void timesCanBeShownInAnotherZone() throws SQLException {
        insert("zoned");
        String path = "/api/calls/?call_id=zoned";
        assertThat(admin.get(path + "&tz=Europe/Vienna").json().at("/_embedded/ngcp:calls/0/start_time").asString()).isEqualTo("2026-11-23 17:00:01.125");
        ApiClient.Answer wrong = admin.get(path + "&tz=Nowhere");
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.message()).isEqualTo("Query parameter 'tz' value 'Nowhere' is not a time zone such as Europe/Vienna.");
        Sample sample = new Sample(admin);
        String contact = Sample.created(admin.post("/api/customercontacts/",
            "{\"email\": \"%s\", \"reseller_id\": 1, \"timezone\": \"Asia/Tokyo\"}".formatted(sample.email())));
        String customer = sample.customer(contact);
        try (Connection connection = TestServers.connect(); PreparedStatement update = connection.prepareStatement(
                "update accounting.cdr set source_account_id = ? where call_id = 'zoned'")) {
            update.setString(1, customer);
            update.executeUpdate();
        }
        assertThat(admin.get(path + "&use_owner_tz=1&customer_id=" + customer).json().at("/_embedded/ngcp:calls/0/start_time").asString())
            .isEqualTo("2026-11-24 01:00:01.125");
        assertThat(admin.get(path + "&use_owner_tz=1").json().at("/_embedded/ngcp:calls/0/start_time").asString()).isEqualTo("2026-11-23 16:00:01.125");
    }

    private static void insert(String callId) throws SQLException {
        try (Connection connection = TestServers.connect(); PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setString(1, callId);
            statement.executeUpdate();
        }
    }
}
