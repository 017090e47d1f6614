package io.tandem.provisioning;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Sounds of sound sets (provisioning.md §1.13, appendix C, wire-contract §1). */
class SoundFilesIT {
    private final ApiClient admin = ApiClient.administrator();
    private final Sample sample = new Sample(admin);
    private final String name = "sounds-" + sample.number;
    private String set = "";

    @BeforeEach void aSet() {
        set = Sample.created(admin.post("/api/soundsets/", "{\"reseller_id\": \"1\", \"name\": \"%s\"}".formatted(name)));
    }

    @Test void aSoundIsStoredAsCallsPlayIt() throws Exception {
        byte[] given = Tone.wav(new AudioFormat(44_100, 16, 2, true, false), 44_100);
        ApiClient.Answer made = upload("POST", "soundfiles/?filename=busy.wav&handle=callee_busy&set_id=%s&loopplay=false".formatted(set), given);
        assertThat(made.status()).describedAs(made.text()).isEqualTo(201);
        assertThat(made.header("Location")).startsWith("/api/soundfiles/");
        JsonNode item = admin.get("/api/soundfiles/" + made.id()).json();
        assertThat(item.path("handle").asString()).isEqualTo("callee_busy");
        assertThat(item.path("filename").asString()).isEqualTo("busy.wav");
        assertThat(item.path("loopplay").asBoolean()).isFalse();
        assertThat(item.path("use_parent").asBoolean()).isTrue();

        ApiClient.Answer sound = admin.get("/api/soundfilerecordings/" + made.id());
        assertThat(sound.header("Content-Type")).isEqualTo("audio/x-wav");
        ApiClient.Answer ogg = admin.get("/api/soundfilerecordings/%s?format=ogg".formatted(made.id()));
        assertThat(ogg.header("Content-Type")).isEqualTo("audio/ogg");
        assertThat(ogg.text()).startsWith("OggS");
        assertThat(admin.get("/api/soundfilerecordings/%s?format=aac".formatted(made.id())).message()).contains("Invalid 'format' (aac)");
        assertThat(admin.get("/api/soundfilerecordings/").status()).isIn(403, 404, 405);
        AudioInputStream stored = AudioSystem.getAudioInputStream(new ByteArrayInputStream(sound.bytes()));
        assertThat(stored.getFormat().getSampleRate()).isEqualTo(8_000);
        assertThat(stored.getFormat().getChannels()).isEqualTo(1);
        assertThat(stored.getFormat().getSampleSizeInBits()).isEqualTo(16);
        assertThat(stored.getFrameLength()).isBetween(7_900L, 8_100L);
        assertThat(loudest(stored.readAllBytes())).describedAs("a tone of half the full level").isBetween(12_000, 18_000);
    }

    @Test void anotherFileForAHandleTakesItsPlace() throws Exception {
        byte[] given = Tone.wav(new AudioFormat(8_000, 16, 1, true, false), 800);
        String path = "soundfiles/?filename=%s.wav&handle=callee_busy&set_id=" + set;
        String first = Sample.created(upload("POST", path.formatted("a"), given));
        String second = Sample.created(upload("POST", path.formatted("b"), given));
        assertThat(second).isEqualTo(first);
        assertThat(admin.get("/api/soundfiles/" + first).json().path("filename").asString()).isEqualTo("b.wav");
        assertThat(upload("PUT", "soundfiles/" + first + "?filename=c.wav&loopplay=1&handle=callee_dnd&set_id=" + set, given).status()).isEqualTo(200);
        for (String filter : List.of("handle=callee_dnd", "filename=c.wav", "loopplay=1", "use_parent=1")) {
            assertThat(count("soundfiles/?set_id=" + set + "&" + filter)).describedAs(filter).isEqualTo(1);
        }
        assertThat(admin.patch("/api/soundfiles/" + first, "[{\"op\": \"replace\", \"path\": \"/loopplay\", \"value\": 0}]").json()
            .path("loopplay").asBoolean()).isFalse();
        assertThat(admin.get("/api/soundfilerecordings/" + first).bytes().length).isGreaterThan(1_600);
        assertThat(admin.delete("/api/soundsets/" + set).status()).isEqualTo(204);
        assertThat(admin.get("/api/soundfiles/" + first).status()).isEqualTo(404);
        assertThat(admin.get("/api/soundfilerecordings/" + first).status()).isEqualTo(404);
    }

    @Test void otherEncodingsAreReadAndOtherFilesRefused() throws Exception {
        for (AudioFormat format : List.of(new AudioFormat(AudioFormat.Encoding.ALAW, 8_000, 8, 1, 1, 8_000, false),
                new AudioFormat(AudioFormat.Encoding.PCM_UNSIGNED, 11_025, 8, 1, 1, 11_025, false), new AudioFormat(48_000, 24, 1, true, false))) {
            ApiClient.Answer made = upload("POST", "soundfiles/?handle=cf_loop&set_id=" + set, Tone.wav(format, 2_000));
            assertThat(made.status()).describedAs(format + " " + made.text()).isEqualTo(201);
        }
        String path = "soundfiles/?handle=%s&set_id=%s";
        ApiClient.Answer text = upload("POST", path.formatted("cf_loop", set), "not a sound at all, but long enough".getBytes(StandardCharsets.UTF_8));
        assertThat(text.status()).isEqualTo(422);
        assertThat(text.message()).startsWith("The sound file cannot be used, its format is not known");
        byte[] cut = Tone.wav(new AudioFormat(8_000, 16, 1, true, false), 800);
        assertThat(upload("POST", path.formatted("cf_loop", set), Arrays.copyOf(cut, 30)).status()).isEqualTo(422);
        assertThat(upload("POST", path.formatted("cf_loop", set), Tone.wav(new AudioFormat(8_000, 16, 1, true, false), 0)).message())
            .contains("it holds no sound");
        assertThat(upload("POST", path.formatted("no_such", set), cut).message()).contains("field='handle', input='no_such'");
        assertThat(upload("POST", path.formatted("cf_loop", "999999"), cut).message()).isEqualTo("Invalid 'set_id'");
        assertThat(admin.send("POST", "/api/" + path.formatted("cf_loop", set), "x", "Content-Type", "audio/mpeg").status()).isEqualTo(415);
    }

    @Test void anotherResellerHearsNothing() throws Exception {
        String file = Sample.created(upload("POST", "soundfiles/?handle=cf_loop&set_id=" + set, Tone.wav(new AudioFormat(8_000, 16, 1, true, false), 800)));
        ApiClient other = Tenant.reseller();
        for (String path : List.of("soundsets/" + set, "soundfiles/" + file, "soundfilerecordings/" + file)) {
            assertThat(other.get("/api/" + path).status()).describedAs(path).isEqualTo(404);
        }
        assertThat(other.post("/api/soundfiles/", "{\"set_id\": %s, \"handle\": \"cf_loop\"}".formatted(set)).message()).isEqualTo("Invalid 'set_id'");
    }

    private ApiClient.Answer upload(String method, String path, byte[] content) {
        return admin.send(method, "/api/" + path, content, "Content-Type", "audio/x-wav", "Prefer", "return=representation");
    }

    private int count(String query) {
        return admin.get("/api/" + query).json().path("total_count").asInt();
    }

    private static int loudest(byte[] samples) {
        int loudest = 0;
        for (int i = 0; i + 1 < samples.length; i += 2) {
            loudest = Math.max(loudest, Math.abs((short) (samples[i] & 0xFF | samples[i + 1] << 8)));
        }
        return loudest;
    }
}
