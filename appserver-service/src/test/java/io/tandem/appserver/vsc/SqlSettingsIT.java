package io.tandem.appserver.vsc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.appserver.MailboxFixture;
import io.tandem.appserver.SwitchableDatabase;
import io.tandem.appserver.mailbox.SqlThreads;
import io.tandem.data.forward.ForwardMapping;
import io.tandem.data.forward.ForwardQuery;
import io.tandem.data.forward.ForwardType;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Service codes on a real database: what they write is what the proxies read, and the change log tells of it. */
class SqlSettingsIT {
    private static final int BOB = 8001;
    private static final String TO = "sip:43664123@example.org";

    private final SwitchableDatabase database = new SwitchableDatabase();
    private final SqlThreads sql = new SqlThreads(4, 100);
    private final SqlSettings settings = new SqlSettings(database, sql);
    private MailboxFixture bob;

    @BeforeEach
    void start() throws SQLException {
        bob = new MailboxFixture();
    }

    @AfterEach
    void stop() throws SQLException {
        sql.close();
        bob.close();
        execute("delete from provisioning.voip_subscriber_profiles where id = 8001", "delete from provisioning.voip_subscriber_profile_sets where id = 8001");
    }

    private Settings.Outcome change(SettingChange change) throws Exception {
        return settings.change(MailboxFixture.UUID, change).get();
    }

    private static List<ForwardMapping> forwards() throws SQLException {
        try (Connection connection = TestServers.connect()) {
            return ForwardQuery.read(connection, BOB).mappings();
        }
    }

    private static List<String> query(String statement) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = TestServers.connect(); Statement query = connection.createStatement(); ResultSet row = query.executeQuery(statement)) {
            while (row.next()) {
                StringBuilder text = new StringBuilder();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) text.append(i > 1 ? " " : "").append(row.getString(i));
                found.add(text.toString());
            }
        }
        return found;
    }

    private static List<String> preferences() throws SQLException {
        return query("select p.attribute, v.value from provisioning.voip_usr_preferences v join provisioning.voip_preferences p on p.id = v.attribute_id "
                + "where v.subscriber_id = 8001 order by p.attribute");
    }

    private static List<String> changes() throws SQLException {
        return query("select entity from provisioning.change_log where entity_key = '8001' and entity = 'subscriber'");
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            for (String text : statements) statement.execute(text);
        }
    }

    @Test
    void aForwardIsWrittenAsTheApiWritesItAndReplacesOthersOfItsType() throws Exception {
        int before = changes().size();
        execute("insert into provisioning.voip_cf_destination_sets (id, subscriber_id, name) values (8001, 8001, 'own')",
                "insert into provisioning.voip_cf_destinations (destination_set_id, destination) values (8001, 'sip:1@example.org')",
                "insert into provisioning.voip_cf_mappings (subscriber_id, type, destination_set_id) values (8001, 'cft', 8001), (8001, 'cfb', 8001)");
        assertThat(change(new SettingChange.ForwardTo(ForwardType.CFT, TO, Optional.of(15)))).isEqualTo(Settings.Outcome.DONE);
        List<ForwardMapping> forwards = forwards();
        assertThat(forwards.stream().map(forward -> forward.type().word() + " " + forward.destinations().getFirst().uri()))
                .containsExactlyInAnyOrder("cfb sip:1@example.org", "cft " + TO);
        assertThat(preferences()).containsExactlyInAnyOrder("cfb " + id(forwards, ForwardType.CFB), "cft " + id(forwards, ForwardType.CFT), "ringtimeout 15");
        assertThat(query("select name from provisioning.voip_cf_destination_sets where subscriber_id = 8001")).containsExactlyInAnyOrder("own", "cft_by_vsc");
        assertThat(changes()).hasSize(before + 1);
        change(new SettingChange.ForwardTo(ForwardType.CFT, "sip:2@example.org", Optional.empty()));
        assertThat(forwards().stream().filter(forward -> forward.type() == ForwardType.CFT).map(forward -> forward.destinations().getFirst().uri()))
                .containsExactly("sip:2@example.org");
        assertThat(preferences()).as("the set is used again, the ring time stays").contains("ringtimeout 15").hasSize(3);
    }

    private static long id(List<ForwardMapping> forwards, ForwardType type) {
        return forwards.stream().filter(forward -> forward.type() == type).findFirst().orElseThrow().id();
    }

    @Test
    void forwardsEndOneByOneAndAllAtOnce() throws Exception {
        for (ForwardType type : List.of(ForwardType.CFU, ForwardType.CFB, ForwardType.CFNA)) {
            change(new SettingChange.ForwardTo(type, TO, Optional.empty()));
        }
        change(new SettingChange.ForwardsOff(List.of(ForwardType.CFU)));
        assertThat(forwards().stream().map(ForwardMapping::type)).containsExactly(ForwardType.CFB, ForwardType.CFNA);
        change(new SettingChange.Switch("clir", true));
        change(new SettingChange.Switch("block_in_clir", true));
        change(new SettingChange.ForwardsOff(List.of(ForwardType.values())));
        assertThat(preferences()).containsExactly("block_in_clir 1", "clir 1");
        change(new SettingChange.ForwardTo(ForwardType.CFU, TO, Optional.empty()));
        change(new SettingChange.EverythingOff(List.of("clir", "colr", "dnd")));
        assertThat(preferences()).containsExactly("block_in_clir 1");
        assertThat(forwards()).isEmpty();
    }

    @Test
    void switchesSlotsAndWakeUpCalls() throws Exception {
        change(new SettingChange.Switch("dnd", true));
        change(new SettingChange.Switch("dnd", true));
        assertThat(preferences()).containsExactly("dnd 1");
        change(new SettingChange.Switch("dnd", false));
        assertThat(preferences()).isEmpty();
        change(new SettingChange.SpeedDial("*1", TO));
        change(new SettingChange.SpeedDial("*1", "sip:9@example.org"));
        assertThat(query("select slot, destination from provisioning.voip_speed_dial where subscriber_id = 8001")).containsExactly("*1 sip:9@example.org");
        change(new SettingChange.Reminder(LocalTime.of(6, 5)));
        change(new SettingChange.Reminder(LocalTime.of(14, 20)));
        assertThat(query("select time_format(time, '%H:%i'), recur, active from provisioning.voip_reminder where subscriber_id = 8001"))
                .containsExactly("14:20 never 1");
        change(new SettingChange.ReminderOff());
        assertThat(query("select 1 from provisioning.voip_reminder where subscriber_id = 8001")).isEmpty();
    }

    @Test
    void aProfilePermitsWhatItLists() throws Exception {
        execute("insert into provisioning.voip_subscriber_profile_sets (id, reseller_id, name) values (8001, 1, 'appserver-it')",
                "insert into provisioning.voip_subscriber_profiles (id, set_id, name) values (8001, 8001, 'appserver-it')",
                "insert into provisioning.voip_profile_attributes (profile_id, attribute_id) select 8001, id from provisioning.voip_preferences "
                        + "where attribute in ('cfu', 'clir')",
                "update provisioning.voip_subscribers set profile_id = 8001 where id = 8001");
        int before = changes().size();
        assertThat(change(new SettingChange.Switch("dnd", true))).isEqualTo(Settings.Outcome.NOT_ALLOWED);
        assertThat(change(new SettingChange.ForwardTo(ForwardType.CFB, TO, Optional.empty()))).isEqualTo(Settings.Outcome.NOT_ALLOWED);
        assertThat(change(new SettingChange.SpeedDial("*1", TO))).isEqualTo(Settings.Outcome.NOT_ALLOWED);
        assertThat(changes()).hasSize(before);
        assertThat(change(new SettingChange.Switch("clir", true))).isEqualTo(Settings.Outcome.DONE);
        execute("insert into provisioning.voip_usr_preferences (subscriber_id, attribute_id, value) select 8001, id, '1' from provisioning.voip_preferences "
                + "where attribute = 'dnd'");
        assertThat(change(new SettingChange.EverythingOff(List.of("clir", "colr", "dnd")))).isEqualTo(Settings.Outcome.DONE);
        assertThat(preferences()).as("what the profile does not list stays").containsExactly("dnd 1");
    }

    @Test
    void nothingIsWrittenForSomebodyWhoIsGoneNorWithoutTheDatabase() throws Exception {
        assertThat(settings.change("a5500000-0000-0000-0000-0000000000ff", new SettingChange.Switch("dnd", true)).get()).isEqualTo(Settings.Outcome.NOBODY);
        database.away = true;
        assertThat(settings.change(MailboxFixture.UUID, new SettingChange.Switch("dnd", true))).failsWithin(Duration.ofSeconds(5));
        database.away = false;
        assertThat(preferences()).isEmpty();
    }
}
