package io.tandem.provisioning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.sound.sampled.AudioFormat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Recorded calls as a recorder leaves them: rows, and files below the folder that is configured. */
class CallRecordingsIT {
    private final ApiClient admin = ApiClient.administrator();
    private final SampleSubscriber alice = new SampleSubscriber(admin, 57);
    private final Path folder = RunningApi.RECORDINGS.toAbsolutePath();
    private long call;
    private Path mixed;
    private long mixedId;

    @BeforeEach void aRecordedCall() throws IOException {
        Files.createDirectories(folder);
        String uuid = alice.sql("select uuid from provisioning.voip_subscribers where id = SUB").getFirst();
        call = World.insert("insert into provisioning.recording_calls (call_id, start_timestamp, end_timestamp, status) "
            + "values (?, 1795449600.125, 1795449630, 'completed')", "call-" + alice.id);
        for (String[] about : new String[][] {{"uuid", uuid}, {"caller", alice.number}, {"callee", "43555" + alice.id}}) {
            World.insert("insert into provisioning.recording_metakeys values (?, ?, ?)", call, about[0], about[1]);
        }
        mixed = Files.writeString(folder.resolve("mixed-" + alice.id + ".wav"), "RIFF of both");
        mixedId = stream("mixed", "wav", mixed.toString());
    }

    private long stream(String type, String format, String file) {
        return World.insert("insert into provisioning.recording_streams (`call`, local_filename, full_filename, file_format, file_type, sample_rate, channels, "
            + "start_timestamp) values (?, 'local', ?, ?, ?, 8000, 1, 1795449600.125)", call, file, format, type);
    }

    @Test void callsAreFoundByWhatIsKnownOfThem() {
        JsonNode item = alice.get("callrecordings/" + call);
        assertThat(item.path("callid").asString()).isEqualTo("call-" + alice.id);
        assertThat(item.path("status").asString()).isEqualTo("completed");
        assertThat(item.path("caller").asString()).isEqualTo(alice.number);
        assertThat(item.path("callee").asString()).isEqualTo("43555" + alice.id);
        assertThat(item.path("start_time").asString()).isEqualTo("2026-11-23 16:00:00.125");
        assertThat(item.path("end_time").asString()).isEqualTo("2026-11-23 16:00:30.000");
        assertThat(alice.get("callrecordings/" + call + "?tz=Europe/Vienna").path("start_time").asString()).isEqualTo("2026-11-23 17:00:00.125");
        for (String filter : new String[] {"subscriber_id=" + alice.id, "caller=" + alice.number, "callee=43555" + alice.id, "callid=call-" + alice.id}) {
            assertThat(alice.get("callrecordings/?" + filter).path("total_count").asInt()).describedAs(filter).isEqualTo(1);
        }
        assertThat(alice.get("callrecordings/?status=recording&subscriber_id=" + alice.id).path("total_count").asInt()).isZero();
        assertThat(alice.get("callrecordings/?caller=43555" + alice.id).path("total_count").asInt()).isZero();
        assertThat(admin.put("/api/callrecordings/" + call, "{}").status()).isEqualTo(405);
    }

    @Test void soundsComeFromFilesAndFromTheDatabase() {
        JsonNode streams = alice.get("callrecordingstreams/?recording_id=" + call);
        assertThat(streams.path("total_count").asInt()).isEqualTo(1);
        JsonNode item = streams.at("/_embedded/ngcp:callrecordingstreams/0");
        assertThat(item.path("type").asString()).isEqualTo("mixed");
        assertThat(item.path("format").asString()).isEqualTo("wav");
        assertThat(item.path("sample_rate").asInt()).isEqualTo(8000);
        assertThat(item.path("channels").asInt()).isEqualTo(1);
        assertThat(item.path("transcript_status").asString()).isEqualTo("none");
        ApiClient.Answer file = admin.get("/api/callrecordingfiles/" + mixedId);
        assertThat(file.text()).isEqualTo("RIFF of both");
        assertThat(file.header("Content-Type")).isEqualTo("audio/x-wav");
        long stored = stream("single", "mp3", "");
        World.insert("update provisioning.recording_streams set stream = 'ID3' where id = ?", stored);
        ApiClient.Answer single = admin.get("/api/callrecordingfiles/" + stored);
        assertThat(single.text()).isEqualTo("ID3");
        assertThat(single.header("Content-Type")).isEqualTo("audio/mpeg");
        assertThat(alice.get("callrecordingstreams/?type=single&subscriber_id=" + alice.id).path("total_count").asInt()).isEqualTo(1);
        assertThat(admin.get("/api/callrecordingfiles/").status()).describedAs("there is no list").isEqualTo(403);
    }

    @Test void aRecordingIsGivenInTheFormatThatIsAskedFor() throws IOException {
        Files.write(mixed, Tone.wav(new AudioFormat(8000, 16, 1, true, false), 80_000));
        ApiClient.Answer mp3 = admin.get("/api/callrecordingfiles/" + mixedId + "?format=mp3");
        assertThat(mp3.header("Content-Type")).describedAs(mp3.text()).isEqualTo("audio/mpeg");
        assertThat(mp3.bytes().length).describedAs("10 s of 48 kbit/s").isBetween(57_000, 64_000);
        long stored = stream("single", "mp3", "");
        World.insert("update provisioning.recording_streams set stream = ? where id = ?", mp3.bytes(), stored);
        ApiClient.Answer wav = admin.get("/api/callrecordingfiles/" + stored + "?format=wav");
        assertThat(wav.header("Content-Type")).isEqualTo("audio/x-wav");
        assertThat(wav.bytes().length).isGreaterThan(160_000);
        ApiClient.Answer raw = admin.get("/api/callrecordingfiles/" + stream("single", "pcap", mixed.toString()) + "?format=mp3");
        assertThat(raw.status()).isEqualTo(422);
        assertThat(raw.message()).contains("stored as 'pcap'");
    }

    @Test void withACallGoItsFiles() throws IOException {
        Path single = Files.writeString(folder.resolve("single-" + alice.id + ".wav"), "RIFF");
        long singleId = stream("single", "wav", single.getFileName().toString());
        assertThat(admin.delete("/api/callrecordingstreams/" + singleId).status()).isEqualTo(204);
        assertThat(single).doesNotExist();
        assertThat(mixed).exists();
        assertThat(admin.delete("/api/callrecordings/" + call).status()).isEqualTo(204);
        assertThat(mixed).doesNotExist();
        assertThat(admin.get("/api/callrecordings/" + call).status()).isEqualTo(404);
        assertThat(admin.get("/api/callrecordingstreams/" + mixedId).status()).isEqualTo(404);
        assertThat(alice.sql("select count(*) from provisioning.recording_metakeys where `call` = " + call)).containsExactly("0");
    }

    @Test void aCallOfTwoResellersIsDeletedByNeither() throws Exception {
        SampleSubscriber bob = new SampleSubscriber(admin, 53);
        ApiClient reseller = Tenant.reseller();
        World.insert("update billing.contacts k join billing.contracts c on c.contact_id = k.id set k.reseller_id = ? where c.id = ?", Tenant.RESELLER,
            bob.customer);
        World.insert("insert into provisioning.recording_metakeys select ?, 'uuid', uuid from provisioning.voip_subscribers where id = ?", call, bob.id);
        assertThat(reseller.get("/api/callrecordings/" + call).status()).isEqualTo(200);
        for (String path : List.of("/api/callrecordings/" + call, "/api/callrecordingstreams/" + mixedId)) {
            ApiClient.Answer refused = reseller.delete(path);
            assertThat(refused.status()).describedAs(path).isEqualTo(403);
            assertThat(refused.message()).contains("of another reseller");
        }
        assertThat(mixed).exists();
        World.insert("delete from provisioning.recording_metakeys where `call` = ? and value in (select uuid from provisioning.voip_subscribers where id = ?)",
            call, alice.id);
        assertThat(reseller.delete("/api/callrecordings/" + call).status()).describedAs("now his alone").isEqualTo(204);
        assertThat(mixed).doesNotExist();
    }

    @Test void theZoneOfAnotherResellersSubscriberIsNotTold() throws Exception {
        World.insert("update billing.contacts k join billing.contracts c on c.contact_id = k.id set k.timezone = 'Asia/Tokyo' where c.id = ?", alice.customer);
        String tokyo = "2026-11-24 01:00:00.125";
        assertThat(alice.get("callrecordings/" + call + "?use_owner_tz=1&subscriber_id=" + alice.id).path("start_time").asString()).isEqualTo(tokyo);
        SampleSubscriber bob = new SampleSubscriber(admin, 52);
        ApiClient reseller = Tenant.reseller();
        World.insert("update billing.contacts k join billing.contracts c on c.contact_id = k.id set k.reseller_id = ? where c.id = ?", Tenant.RESELLER,
            bob.customer);
        World.insert("insert into provisioning.recording_metakeys select ?, 'uuid', uuid from provisioning.voip_subscribers where id = ?", call, bob.id);
        for (String owner : List.of("subscriber_id=" + alice.id, "customer_id=" + alice.customer)) {
            assertThat(reseller.get("/api/callrecordings/" + call + "?use_owner_tz=1&" + owner).json().path("start_time").asString()).describedAs(owner)
                .isEqualTo("2026-11-23 16:00:00.125");
        }
    }

    @Test void whatIsOutsideOfTheFolderIsNeitherGivenNorDeleted() throws IOException {
        Path outside = Files.writeString(folder.resolveSibling("outside-" + alice.id + ".wav"), "secret");
        Path link = Files.createSymbolicLink(folder.resolve("link-" + alice.id + ".wav"), outside);
        long byPath = stream("single", "wav", outside.toString());
        for (long id : new long[] {byPath, stream("single", "wav", "../outside-" + alice.id + ".wav"), stream("single", "wav", link.toString())}) {
            ApiClient.Answer answer = admin.get("/api/callrecordingfiles/" + id);
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.text()).doesNotContain("secret");
        }
        assertThat(admin.delete("/api/callrecordings/" + call).status()).describedAs("a file error").isEqualTo(500);
        assertThat(admin.get("/api/callrecordings/" + call).status()).isEqualTo(200);
        assertThat(admin.delete("/api/callrecordings/" + call + "?force_delete=1").status()).isEqualTo(204);
        assertThat(outside).exists();
        assertThat(admin.get("/api/callrecordings/" + call).status()).isEqualTo(404);
        Files.delete(link);
    }

    @Test void aFileThatIsGoneIsNotFoundAndDoesNotHinderDeletion() throws IOException {
        Files.delete(mixed);
        assertThat(admin.get("/api/callrecordingfiles/" + mixedId).status()).isEqualTo(404);
        assertThat(admin.delete("/api/callrecordings/" + call).status()).isEqualTo(204);
    }
}
