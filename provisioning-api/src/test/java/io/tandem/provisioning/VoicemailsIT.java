package io.tandem.provisioning;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Messages as the app server stores them, under the subscriber's uuid. */
class VoicemailsIT {
    private final ApiClient admin = ApiClient.administrator();
    private final SampleSubscriber alice = new SampleSubscriber(admin, 74);
    private String first = "";
    private String second = "";

    @BeforeEach void twoMessages() throws SQLException {
        first = message(0, "\"Bob\" <43555>");
        second = message(1, "anonymous");
    }

    @Test void messagesAreListedWithTheirFolder() {
        JsonNode list = alice.get("voicemails/?subscriber_id=" + alice.id + "&folder=INBOX");
        assertThat(list.path("total_count").asInt()).isEqualTo(2);
        JsonNode message = list.at("/_embedded/ngcp:voicemails/0");
        assertThat(message.path("subscriber_id").asString()).isEqualTo(alice.id);
        assertThat(message.path("caller").asString()).isEqualTo("43555");
        assertThat(message.path("duration").asInt()).isEqualTo(7);
        assertThat(message.path("time").asString()).isEqualTo("2026-11-23 16:00:00");
        assertThat(message.path("folder").asString()).isEqualTo("INBOX");
        assertThat(message.path("transcript_status").asString()).isEqualTo("none");
        assertThat(alice.get("voicemails/?folder=Old&subscriber_id=" + alice.id).path("total_count").asInt()).isZero();
        assertThat(alice.get("voicemails/?rows=1&page=2&subscriber_id=" + alice.id).at("/_embedded/ngcp:voicemails/0/caller").asString())
            .isEqualTo("anonymous");
    }

    @Test void timesAreShownInTheZoneAskedFor() {
        String path = "voicemails/?rows=1&subscriber_id=" + alice.id;
        assertThat(alice.get(path + "&tz=Europe/Vienna").at("/_embedded/ngcp:voicemails/0/time").asString()).isEqualTo("2026-11-23 17:00:00");
        ApiClient.Answer wrong = admin.get("/api/" + path + "&tz=Nowhere");
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.message()).isEqualTo("Query parameter 'tz' value 'Nowhere' is not a time zone such as Europe/Vienna.");
    }

    @Test void aMessageMovesAndTheOthersCloseUp() {
        int changes = alice.changes();
        assertThat(alice.put("voicemails/" + first, "{\"folder\": \"Old\"}").path("folder").asString()).isEqualTo("Old");
        assertThat(places()).containsExactly("INBOX 0 " + second, "Old 0 " + first);
        assertThat(admin.patch("/api/voicemails/" + second, "[{\"op\": \"replace\", \"path\": \"/folder\", \"value\": \"Old\"}]").status()).isEqualTo(200);
        assertThat(places()).containsExactly("Old 0 " + first, "Old 1 " + second);
        assertThat(admin.delete("/api/voicemails/" + first).status()).isEqualTo(204);
        assertThat(places()).containsExactly("Old 0 " + second);
        assertThat(admin.get("/api/voicemails/" + first).status()).isEqualTo(404);
        assertThat(alice.changes()).isEqualTo(changes + 3);
    }

    @Test void whatCannotBeIsNamed() {
        assertThat(admin.put("/api/voicemails/" + first, "{\"folder\": \"Trash\"}").message()).contains("field='folder', input='Trash'");
        assertThat(admin.put("/api/voicemails/" + first, "{}").message()).contains("Folder field is required");
        assertThat(admin.post("/api/voicemails/", "{}").status()).isEqualTo(405);
    }

    @Test void messagesStayWithTheirSubscriberWhenTheNumberChangesAndEndWithIt() {
        String uuid = alice.sql("select uuid from provisioning.voip_subscribers where id = SUB").getFirst();
        String colleague = alice.colleague("carol", "9");
        String other = alice.sql("select uuid from provisioning.voip_subscribers where id = " + colleague).getFirst();
        World.insert("insert into voicemail.voicemail_spool (msgnum, dir, mailboxuser, mailboxcontext) values (-1, ?, ?, 'default')",
            "/var/spool/asterisk/voicemail/default/" + uuid + "/busy", uuid);
        World.insert("insert into voicemail.voicemail_spool (dir, mailboxuser, mailboxcontext) values (?, ?, 'default')",
            "/var/spool/asterisk/voicemail/default/" + other + "/INBOX", other);
        ApiClient.Answer moved = admin.patch("/api/subscribers/" + alice.id, """
            [{"op": "replace", "path": "/primary_number", "value": {"cc": "43", "ac": "1", "sn": "%s8"}}]""".formatted(alice.number.substring(3)));
        assertThat(moved.status()).describedAs(moved.text()).isEqualTo(200);
        assertThat(alice.sql("select mailbox from voicemail.voicemail_users where customer_id = '" + uuid + "'")).containsExactly(alice.number + "8");
        assertThat(places()).containsExactly("busy -1 " + greeting(uuid), "INBOX 0 " + first, "INBOX 1 " + second);
        assertThat(admin.delete("/api/subscribers/" + alice.id).status()).isEqualTo(204);
        assertThat(alice.sql("select mailboxuser from voicemail.voicemail_spool where mailboxuser in ('%s', '%s')".formatted(uuid, other)))
            .containsExactly(other);
    }

    private String greeting(String uuid) {
        return alice.sql("select id from voicemail.voicemail_spool where msgnum < 0 and mailboxuser = '" + uuid + "'").getFirst();
    }

    private List<String> places() {
        return alice.sql("select concat_ws(' ', substring_index(m.dir, '/', -1), m.msgnum, m.id) from voicemail.voicemail_spool m "
            + "join provisioning.voip_subscribers s on s.uuid = m.mailboxuser where s.id = SUB order by m.dir, m.msgnum");
    }

    private String message(int number, String callerId) throws SQLException {
        String uuid = alice.sql("select uuid from provisioning.voip_subscribers where id = SUB").getFirst();
        try (Connection connection = TestServers.connect(); PreparedStatement insert = connection.prepareStatement("""
                insert into voicemail.voicemail_spool (msgnum, dir, context, callerid, origtime, duration, mailboxuser, mailboxcontext, recording)
                values (?, ?, 'default', ?, '1795449600', '7', ?, 'default', 'RIFF')""", Statement.RETURN_GENERATED_KEYS)) {
            insert.setInt(1, number);
            insert.setString(2, "/var/spool/asterisk/voicemail/default/" + uuid + "/INBOX");
            insert.setString(3, callerId);
            insert.setString(4, uuid);
            insert.executeUpdate();
            try (ResultSet key = insert.getGeneratedKeys()) {
                key.next();
                return key.getString(1);
            }
        }
    }
}
