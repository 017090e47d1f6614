package io.tandem.appserver.attendant;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.appserver.Owner;
import io.tandem.appserver.SwitchableDatabase;
import io.tandem.appserver.mailbox.SqlThreads;
import io.tandem.appserver.prompt.Prompt;
import io.tandem.appserver.prompt.Prompts;
import io.tandem.testkit.server.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Choices of an attendant in a real database, with the sounds of the subscriber's set. */
class SqlMenusIT {
    private static final int FRAME = 160;
    private final SqlThreads sql = new SqlThreads(2, 10);
    private final Prompts prompts = Prompts.load(Optional.empty());
    private Map<String, List<String>> preferences = Map.of("sound_set", List.of("5"));
    private Map<String, Integer> sounds = Map.of();

    /** Whose id is that of {@link Owner}: rows without an owner in the database. */
    @BeforeEach
    void slots() throws SQLException {
        execute("set foreign_key_checks = 0; insert into provisioning.voip_pbx_autoattendants (subscriber_id, choice, destination) values "
                + "(1, '1', 'sip:43664123@example.org'), (1, '0', 'sip:b@example.org'), (1, 'default', 'sip:c@example.org')");
    }

    @AfterEach
    void clear() throws SQLException {
        execute("delete from provisioning.voip_pbx_autoattendants where subscriber_id = 1");
        sql.close();
    }

    private static void execute(String statements) throws SQLException {
        try (Connection connection = TestServers.connect(); Statement statement = connection.createStatement()) {
            for (String text : statements.split("; ")) statement.execute(text);
        }
    }

    private Optional<Menu> find(String uuid) throws Exception {
        SqlMenus menus = new SqlMenus(new SqlMenus.Sources(Owner.with(preferences), new SwitchableDatabase(), sql, new Owner(sounds).sounds(), prompts), 2);
        return menus.find(uuid).get();
    }

    @Test
    void keysAndDefaultAreRead() throws Exception {
        Menu menu = find("uuid-alice").orElseThrow();
        assertThat(menu.choices()).isEqualTo(Map.of('0', "sip:b@example.org", '1', "sip:+43664123@example.org"));
        assertThat(menu.otherwise()).contains("sip:c@example.org");
        assertThat(menu.extensions()).isFalse();
        assertThat(menu.timeouts()).isEqualTo(2);
        assertThat(menu.said()).as("without sounds").isEqualTo(prompts.of(Prompt.BEEP));
        assertThat(find("uuid-nobody")).isEmpty();
    }

    @Test
    void theMenuIsSaidInTheOrderOfTheKeys() throws Exception {
        preferences = Map.of("sound_set", List.of("5"), "cloud_pbx", List.of("1"), "cloud_pbx_base_cli", List.of("43100"),
            "aa_extensions_dial_mode", List.of("enabled"), "aa_timeout_repetition", List.of("4"),
                "aa_wrongkey_repetition", List.of("0"));
        sounds = Map.of("aa_welcome", 10, "aa_0_for", 1, "aa_0_option", 2, "aa_1_for", 1, "aa_1_option", 3, "aa_2_for", 100, "aa_star_for", 4,
                "aa_star_option", 5, "aa_timeout", 7);
        Menu menu = find("uuid-alice").orElseThrow();
        assertThat(menu.said()).hasSize((10 + 1 + 2 + 1 + 3 + 4 + 5) * FRAME);
        assertThat(menu.cue(Menu.Cue.TIMEOUT)).hasSize(7 * FRAME);
        assertThat(menu.extensions()).isTrue();
        assertThat(menu.base()).isEqualTo("43100");
        assertThat(menu.timeouts()).isEqualTo(4);
        assertThat(menu.wrongKeys()).isZero();
    }

    @Test
    void whoHasNoSlotsHasNoMenu() throws Exception {
        execute("delete from provisioning.voip_pbx_autoattendants where subscriber_id = 1");
        assertThat(find("uuid-alice")).isEmpty();
    }
}
