package io.tandem.provisioning;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Random;

import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Recordings and greetings of mailboxes as files. */
class VoicemailSoundIT {
    private final ApiClient admin = ApiClient.administrator();
    private final SampleSubscriber alice = new SampleSubscriber(admin, 77);
    private final String uuid = alice.sql("select uuid from provisioning.voip_subscribers where id = SUB").getFirst();

    @Test void aRecordingIsGivenAsItWasStored() throws SQLException {
        byte[] stored = {'R', 'I', 'F', 'F', 0, -1};
        String id = message(stored);
        ApiClient.Answer recording = admin.get("/api/voicemailrecordings/" + id);
        assertThat(recording.status()).isEqualTo(200);
        assertThat(recording.header("Content-Type")).isEqualTo("audio/x-wav");
        assertThat(recording.bytes()).isEqualTo(stored);
        assertThat(admin.get("/api/voicemailrecordings/" + id + "?format=wav").bytes()).isEqualTo(stored);
        assertThat(admin.get("/api/voicemailrecordings/" + id + "?format=aac").message()).isEqualTo("Invalid 'format' (aac), must be wav, mp3 or ogg.");
        assertThat(admin.get("/api/voicemailrecordings/999999999").status()).isEqualTo(404);
    }

    @Test void aLongRecordingIsReadInPieces() throws SQLException {
        byte[] stored = new byte[2 * (512 << 10) + 777];
        new Random(1).nextBytes(stored);
        ApiClient.Answer recording = admin.get("/api/voicemailrecordings/" + message(stored));
        assertThat(recording.header("Content-Length")).isEqualTo(Integer.toString(stored.length));
        assertThat(recording.bytes()).isEqualTo(stored);
    }

    @Test void aRecordingIsConvertedOnTheWay() throws Exception {
        String id = message(Tone.wav(new AudioFormat(8000, 16, 1, true, false), 160_000));
        ApiClient.Answer mp3 = admin.get("/api/voicemailrecordings/" + id + "?format=mp3");
        assertThat(mp3.status()).describedAs(mp3.text()).isEqualTo(200);
        assertThat(mp3.header("Content-Type")).isEqualTo("audio/mpeg");
        assertThat(mp3.header("Content-Disposition")).isEqualTo("attachment; filename=voicemail-" + id + ".mp3");
        assertThat(mp3.bytes().length).describedAs("20 s of 48 kbit/s").isBetween(115_000, 125_000);
        ApiClient.Answer ogg = admin.send("GET", "/api/voicemailrecordings/" + id, "", "Accept", "audio/ogg");
        assertThat(ogg.header("Content-Type")).isEqualTo("audio/ogg");
        assertThat(ogg.text()).startsWith("OggS");
    }

    @Test void aDamagedRecordingCannotBeConverted() throws SQLException {
        ApiClient.Answer refused = admin.get("/api/voicemailrecordings/" + message(new byte[] {'R', 'I', 'F', 'F', 0, -1}) + "?format=mp3");
        assertThat(refused.status()).isEqualTo(500);
        assertThat(refused.message()).isEqualTo("The recording cannot be converted to mp3.");
        assertThat(refused.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(refused.header("Content-Disposition")).isEmpty();
    }

    @Test void aGreetingIsStoredInTheFormOfCallsAndGivenBack() throws Exception {
        ApiClient.Answer created = upload("POST", "", "{\"subscriber_id\": %s, \"dir\": \"unavail\"}", wav(44_100, 2, 22_050));
        assertThat(created.status()).describedAs(created.text()).isEqualTo(201);
        String path = "voicemailgreetings/" + created.id();
        JsonNode greeting = alice.get(path);
        assertThat(greeting.path("dir").asString()).isEqualTo("unavail");
        assertThat(greeting.path("subscriber_id").asString()).isEqualTo(alice.id);
        assertThat(alice.sql("select concat_ws(' ', msgnum, dir, mailboxuser) from voicemail.voicemail_spool where id = " + created.id()))
            .containsExactly("-1 /var/spool/asterisk/voicemail/default/%s/unavail %s".formatted(uuid, uuid));
        ApiClient.Answer sound = admin.get("/api/" + path + "?format=wav");
        assertThat(sound.header("Content-Type")).isEqualTo("audio/x-wav");
        try (AudioInputStream read = AudioSystem.getAudioInputStream(new ByteArrayInputStream(sound.bytes()))) {
            assertThat(read.getFormat().getSampleRate()).isEqualTo(8000);
            assertThat(read.getFormat().getChannels()).isEqualTo(1);
            assertThat(read.getFormat().getSampleSizeInBits()).isEqualTo(16);
            assertThat(read.getFrameLength()).isBetween(3900L, 4100L);
        }
        assertThat(alice.get("voicemails/?subscriber_id=" + alice.id).path("total_count").asInt()).describedAs("no message").isZero();
    }

    @Test void greetingsAreFilteredReplacedAndDeleted() throws Exception {
        String id = upload("POST", "", "{\"subscriber_id\": %s, \"dir\": \"busy\"}", wav(8000, 1, 800)).id();
        assertThat(alice.get("voicemailgreetings/?dir=busy&subscriber_id=" + alice.id).path("total_count").asInt()).isEqualTo(1);
        assertThat(alice.get("voicemailgreetings/?dir=temp&subscriber_id=" + alice.id).path("total_count").asInt()).isZero();
        ApiClient.Answer second = upload("POST", "", "{\"subscriber_id\": %s, \"dir\": \"busy\"}", wav(8000, 1, 800));
        assertThat(second.status()).isEqualTo(422);
        assertThat(second.message()).isEqualTo("A greeting 'busy' of subscriber %s already exists.".formatted(alice.id));
        int changes = alice.changes();
        assertThat(upload("PUT", id, "{\"subscriber_id\": %s, \"dir\": \"temp\"}", wav(8000, 1, 1600)).status()).isEqualTo(200);
        assertThat(alice.get("voicemailgreetings/" + id).path("dir").asString()).isEqualTo("temp");
        assertThat(admin.delete("/api/voicemailgreetings/" + id).status()).isEqualTo(204);
        assertThat(admin.get("/api/voicemailgreetings/" + id).status()).isEqualTo(404);
        assertThat(alice.changes()).isEqualTo(changes + 2);
    }

    @Test void whatIsNoGreetingIsNamed() throws Exception {
        assertThat(upload("POST", "", "{\"subscriber_id\": %s, \"dir\": \"hello\"}", wav(8000, 1, 800)).message()).contains("field='dir', input='hello'");
        assertThat(upload("POST", "", "{\"dir\": \"temp\"}", wav(8000, 1, 800)).message()).contains("Subscriber id field is required");
        ApiClient.Answer noSound = upload("POST", "", "{\"subscriber_id\": %s, \"dir\": \"temp\"}", "no sound".getBytes(StandardCharsets.UTF_8));
        assertThat(noSound.status()).isEqualTo(422);
        assertThat(noSound.message()).contains("WAV file");
        assertThat(admin.post("/api/voicemailgreetings/", alice.body("{\"subscriber_id\": SUB, \"dir\": \"temp\"}")).message())
            .contains("field='greetingfile', input='', errors='Greetingfile field is required'");
    }

    private ApiClient.Answer upload(String method, String id, String json, byte[] file) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(("--x\r\nContent-Disposition: form-data; name=\"json\"\r\nContent-Type: application/json\r\n\r\n%s\r\n--x\r\n".formatted(json.formatted(alice.id))
            + "Content-Disposition: form-data; name=\"greetingfile\"; filename=\"hello.wav\"\r\nContent-Type: audio/x-wav\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        body.write(file);
        body.write("\r\n--x--\r\n".getBytes(StandardCharsets.UTF_8));
        return admin.send(method, "/api/voicemailgreetings/" + id, body.toByteArray(), "Content-Type", "multipart/form-data; boundary=x", "Prefer",
            "return=representation");
    }

    private static byte[] wav(int rate, int channels, int frames) throws IOException {
        AudioFormat format = new AudioFormat(rate, 16, channels, true, false);
        byte[] samples = new byte[frames * format.getFrameSize()];
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AudioSystem.write(new AudioInputStream(new ByteArrayInputStream(samples), format, frames), AudioFileFormat.Type.WAVE, out);
        return out.toByteArray();
    }

    private String message(byte[] recording) throws SQLException {
        try (Connection connection = TestServers.connect(); PreparedStatement insert = connection.prepareStatement("""
                insert into voicemail.voicemail_spool (dir, context, callerid, origtime, duration, mailboxuser, mailboxcontext, recording)
                values (?, 'default', '1', '1795449600', '7', ?, 'default', ?)""")) {
            insert.setString(1, "/var/spool/asterisk/voicemail/default/" + uuid + "/INBOX");
            insert.setString(2, uuid);
            insert.setBytes(3, recording);
            insert.executeUpdate();
        }
        return alice.sql("select id from voicemail.voicemail_spool where mailboxuser = '" + uuid + "'").getFirst();
    }
}
