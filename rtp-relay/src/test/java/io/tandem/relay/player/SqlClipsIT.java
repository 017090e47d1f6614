package io.tandem.relay.player;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import com.zaxxer.hikari.HikariDataSource;
import io.tandem.codec.SineTone;
import io.tandem.codec.WavFile;
import io.tandem.data.DataSources;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Sounds of sound sets, in a real database. */
class SqlClipsIT {
    private static final int SOUND = 8801;
    private static final int NO_WAV = 8802;

    private final AtomicInteger opened = new AtomicInteger();
    private volatile String url = TestServers.mysql().jdbcUrl();
    private final AtomicLong now = new AtomicLong();
    private final SqlClips clips = new SqlClips(this::open, now::get);

    private HikariDataSource open() {
        HikariDataSource pool = DataSources.open(url, TestServers.mysql().username(), TestServers.mysql().password(), "test-sounds", 1);
        opened.incrementAndGet();
        return pool;
    }

    @BeforeEach
    void start() throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            statement.execute("insert into provisioning.voip_sound_sets (id, reseller_id, name) values (8801, 1, 'clips'), (8802, 1, 'spoiled'), (8899, 1, 'later')");
        }
        insert(SOUND, WavFile.encode(new SineTone(440, 8000).next(800)));
        insert(NO_WAV, new byte[] {1, 2, 3});
    }

    private static void insert(int id, byte[] data) throws SQLException {
        try (Connection connection = TestServers.connect(); PreparedStatement insert = connection.prepareStatement(
                "insert into provisioning.voip_sound_files (id, set_id, handle_id, filename, data) "
                        + "select ?, ?, id, 'x.wav', ? from provisioning.voip_sound_handles where name = 'music_on_hold'")) {
            insert.setInt(1, id);
            insert.setInt(2, id);
            insert.setBytes(3, data);
            assertThat(insert.executeUpdate()).isEqualTo(1);
        }
    }

    @AfterEach
    void stop() throws SQLException {
        clips.close();
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            statement.execute("delete from provisioning.voip_sound_sets where id in (8801, 8802, 8899)");
        }
    }

    @Test
    void aSoundIsReadOnceAndTheDatabaseIsNotAskedBeforeThat() throws SQLException {
        assertThat(opened).hasValue(0);
        Optional<Clip> clip = clips.clip(SOUND).join();
        assertThat(clip.orElseThrow().samples()).hasSize(800);
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            statement.execute("delete from provisioning.voip_sound_files where id = 8801");
        }
        assertThat(clips.clip(SOUND)).isCompletedWithValue(clip);
        assertThat(opened).hasValue(1);
    }

    @Test
    void aRelayThatHasPreparedHasAConnectionForTheFirstSound() {
        clips.prepare();
        assertThat(clips.clip(SOUND).join()).isPresent();
        assertThat(opened).hasValue(1);
    }

    @Test
    void aDatabaseThatWasNotThereAtTheStartIsLookedForWhenASoundIs() throws InterruptedException {
        url = "jdbc:mysql://127.0.0.1:1/";
        clips.prepare();
        for (int i = 0; i < 500 && opened.get() == 0; i++) Thread.sleep(10);
        url = TestServers.mysql().jdbcUrl();
        assertThat(clips.clip(SOUND).join()).isPresent();
    }

    @Test
    void aSoundInUseIsThereAtOnceAndAChangedOneIsHeardAfterAMinute() throws Exception {
        Optional<Clip> before = clips.clip(SOUND).join();
        assertThat(clips.clip(8899).join()).isEmpty();
        insert(8899, WavFile.encode(new SineTone(440, 8000).next(240)));
        assertThat(clips.clip(8899)).as("asked for a moment ago").isCompletedWithValue(Optional.empty());
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            statement.execute("delete from provisioning.voip_sound_files where id = 8801");
        }
        insert(SOUND, WavFile.encode(new SineTone(440, 8000).next(160)));
        now.addAndGet(Duration.ofSeconds(61).toNanos());
        assertThat(clips.clip(8899).join().orElseThrow().samples()).hasSize(240);
        assertThat(clips.clip(SOUND)).isCompleted();
        for (int i = 0; i < 500 && clips.clip(SOUND).join().equals(before); i++) Thread.sleep(10);
        assertThat(clips.clip(SOUND).join().orElseThrow().samples()).hasSize(160);
    }

    @Test
    void whatIsMissingOrNoSoundIsNotPlayed() {
        assertThat(clips.clip(NO_WAV).join()).isEmpty();
        assertThat(clips.clip(8899).join()).isEmpty();
        assertThat(clips.clip(SOUND).join()).as("a spoiled one is in nobody's way").isPresent();
    }

    @Test
    void aDatabaseThatIsAwayFailsNoCall() {
        url = "jdbc:mysql://127.0.0.1:1/";
        assertThat(clips.clip(SOUND).join()).isEmpty();
    }
}
