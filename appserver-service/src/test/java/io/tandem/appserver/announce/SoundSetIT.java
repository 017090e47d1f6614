package io.tandem.appserver.announce;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import io.tandem.data.sound.SoundSet;
import io.tandem.data.sound.SoundSetQuery;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Which sounds of a set are played again and again, in a real database. */
class SoundSetIT {
    private static final String FILE = "insert into provisioning.voip_sound_files (id, set_id, handle_id, loopplay, data) "
            + "select %d, %d, id, %d, 'x' from provisioning.voip_sound_handles where name = '%s'";

    @AfterEach
    void remove() throws SQLException {
        execute("delete from provisioning.voip_sound_sets where id in (8811, 8812)");
    }

    private static void execute(String... all) throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            for (String one : all) statement.execute(one);
        }
    }

    @Test
    void aSetKnowsWhichOfItsSoundsAndOfThoseOfItsParentAreLooped() throws SQLException {
        execute("insert into provisioning.voip_sound_sets (id, reseller_id, name) values (8811, 1, 'parent'), (8812, 1, 'own')",
                "update provisioning.voip_sound_sets set parent_id = 8811 where id = 8812",
                FILE.formatted(8811, 8811, 1, "block_in"), FILE.formatted(8812, 8811, 0, "block_out"), FILE.formatted(8813, 8812, 1, "callee_busy"));
        try (Connection connection = TestServers.connect()) {
            SoundSet set = SoundSetQuery.read(connection, 8812);
            assertThat(set.files()).containsEntry("block_in", 8811).containsEntry("block_out", 8812).containsEntry("callee_busy", 8813);
            assertThat(set.looped()).containsExactlyInAnyOrder(8811, 8813);
        }
    }
}
