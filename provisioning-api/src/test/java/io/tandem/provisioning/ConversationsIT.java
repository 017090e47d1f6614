package io.tandem.provisioning;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls and voicemails in one feed. */
class ConversationsIT {
    private final ApiClient admin = ApiClient.administrator();
    private final SampleSubscriber alice = new SampleSubscriber(admin, 78);

    /** At 16:00:00 a call out, at 16:00:10 a voicemail, at 16:00:20 a call in. */
    @BeforeEach void events() throws SQLException {
        String uuid = alice.sql("select uuid from provisioning.voip_subscribers where id = SUB").getFirst();
        String call = "insert into accounting.cdr (source_user_id, source_provider_id, source_account_id, source_user, source_domain, source_cli, source_ip, "
            + "destination_user_id, destination_provider_id, destination_account_id, destination_user, destination_domain, destination_user_dialed, "
            + "destination_user_in, destination_domain_in, call_type, call_status, call_code, init_time, start_time, duration, call_id) values "
            + "('%s', '1', %s, 'x', 'a.example', '%s', '127.0.0.1', '%s', '1', %s, 'y', 'b.example', '%s', '%s', 'b.example', 'call', '%s', '200', %d, %d, 5, 'c')";
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            statement.execute(call.formatted(uuid, alice.customer, "43100", "0", "0", "43200", "43200", "ok", 1_795_449_600, 1_795_449_600));
            statement.execute(call.formatted("0", "0", "43300", uuid, alice.customer, "43100", "43100", "busy", 1_795_449_620, 1_795_449_620));
            statement.execute("insert into voicemail.voicemail_spool (dir, callerid, origtime, duration, mailboxuser, mailboxcontext, call_id) values "
                + "('/x/%s/INBOX', '\"Bob\" <43300>', '1795449610', '7', '%s', 'default', 'v')".formatted(uuid, uuid));
        }
    }

    @Test void theFeedIsInTheOrderOfTime() {
        JsonNode feed = feed("");
        assertThat(feed.path("total_count").asInt()).isEqualTo(3);
        JsonNode out = entry(feed, 0);
        assertThat(out.path("type").asString()).isEqualTo("call");
        assertThat(out.path("direction").asString()).isEqualTo("out");
        assertThat(out.path("caller").asString()).isEqualTo("43100");
        assertThat(out.path("callee").asString()).isEqualTo("43200");
        assertThat(out.path("duration").asString()).isEqualTo("0:00:05.000");
        assertThat(out.has("own_cli")).isFalse();
        JsonNode message = entry(feed, 1);
        assertThat(message.path("type").asString()).isEqualTo("voicemail");
        assertThat(message.path("caller").asString()).isEqualTo("43300");
        assertThat(message.path("folder").asString()).isEqualTo("INBOX");
        assertThat(message.path("voicemail_subscriber_id").asString()).isEqualTo(alice.id);
        assertThat(message.path("start_time").asString()).isEqualTo("2026-11-23 16:00:10");
        assertThat(message.path("direction").asString()).isEqualTo("in");
        assertThat(entry(feed, 2).path("status").asString()).isEqualTo("busy");
        assertThat(entry(feed("&order_by_direction=desc"), 0).path("caller").asString()).isEqualTo("43300");
        assertThat(entry(feed("&order_by=type"), 2).path("type").asString()).isEqualTo("voicemail");
        assertThat(entry(feed("&tz=Europe/Vienna"), 1).path("start_time").asString()).isEqualTo("2026-11-23 17:00:10");
    }

    @Test void textMessagesAreInTheFeed() throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            statement.execute("insert into accounting.sms_journal (subscriber_id, time, direction, caller, callee, text, status, reason) values "
                + "(%s, from_unixtime(1795449605.5), 'out', '43100', '43555', 'hello', 'ok', '202 Accepted')".formatted(alice.id));
        }
        JsonNode sent = entry(feed(""), 1);
        assertThat(sent.path("type").asString()).isEqualTo("sms");
        assertThat(sent.path("start_time").asString()).isEqualTo("2026-11-23 16:00:05");
        assertThat(sent.path("direction").asString()).isEqualTo("out");
        assertThat(sent.path("caller").asString()).isEqualTo("43100");
        assertThat(sent.path("callee").asString()).isEqualTo("43555");
        assertThat(sent.path("status").asString()).isEqualTo("ok");
        assertThat(sent.has("text")).as("not in the feed").isFalse();
        assertThat(feed("&type=sms").path("total_count").asInt()).isOne();
        assertThat(feed("&type=call-sms&callee=43555").path("total_count").asInt()).isOne();
        assertThat(feed("&type=sms&from=2026-11-23%2016:00:06").path("total_count").asInt()).isZero();
    }

    @Test void pagesMeetAndItemsAreNamedWithTheirType() {
        JsonNode second = feed("&rows=1&page=2");
        assertThat(entry(second, 0).path("type").asString()).isEqualTo("voicemail");
        assertThat(second.at("/_links/next/href").asString()).contains("page=3");
        assertThat(feed("&rows=1&page=3").at("/_links/next").isMissingNode()).isTrue();
        String self = entry(second, 0).at("/_links/self/href").asString();
        assertThat(self).endsWith("?type=voicemail");
        assertThat(admin.get(self).json().path("caller").asString()).isEqualTo("43300");
        String call = entry(feed(""), 0).path("id").asString();
        assertThat(admin.get("/api/conversations/" + call + "?type=call&subscriber_id=" + alice.id).json().path("callee").asString()).isEqualTo("43200");
        assertThat(admin.get("/api/conversations/" + call + "?subscriber_id=" + alice.id).message())
            .isEqualTo("Mandatory parameter 'type' missing in request, call, voicemail or sms is needed");
    }

    @ParameterizedTest
    @CsvSource({"type=call,2", "type=voicemail,1", "type=call-voicemail,3", "type=fax,0", "direction=out,1", "direction=in,2", "status=busy,1",
        "from=2026-11-23 16:00:10,2", "to=2026-11-23 16:00:10,2", "caller=43300,2", "caller=433*,2", "callee=43100,1", "from=2026-11-23 17:00:20&tz=Europe/Vienna,1"})
    void feedsAreFiltered(String query, int hits) {
        assertThat(feed("&" + query.replace(" ", "%20")).path("total_count").asInt()).isEqualTo(hits);
    }

    @Test void aCustomerHasAFeedToo() {
        assertThat(alice.get("conversations/?customer_id=" + alice.customer).path("total_count").asInt()).isEqualTo(3);
    }

    @Test void wrongQuestionsAreNamed() {
        assertThat(admin.get("/api/conversations/").status()).isEqualTo(422);
        assertThat(admin.get("/api/conversations/?type=letter&subscriber_id=1").message())
            .isEqualTo("Query parameter 'type' value 'letter' is none of call, voicemail, sms, fax.");
        assertThat(admin.get("/api/conversations/?rows=5000&page=21&subscriber_id=1").status()).isEqualTo(400);
        assertThat(admin.post("/api/conversations/", "{}").status()).isEqualTo(405);
    }

    private JsonNode feed(String query) {
        return alice.get("conversations/?subscriber_id=" + alice.id + query);
    }

    private static JsonNode entry(JsonNode feed, int index) {
        return feed.at("/_embedded/ngcp:conversations/" + index);
    }
}
