package io.tandem.e2e;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.tandem.cli.suite.Workspace;
import io.tandem.codec.Goertzel;
import io.tandem.codec.WavFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Types {@code docs/api-guide.md} as it stands: every command succeeds, every answer is the one shown, and the phones hear each other. */
class GuideIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final double ALICE_HZ = 440;
    private static final double BOB_HZ = 660;

    private final Workspace workspace = RunningSuite.get().workspace();
    private String passwordBefore = "";

    @BeforeEach void remember() throws Exception {
        for (String program : List.of("curl", "jq", "baresip", "socat")) {
            Program.require(program, program);
        }
        try (Connection connection = database(); Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery("select saltedpass from billing.admins where id = 1")) {
            row.next();
            passwordBefore = row.getString(1);
        }
    }

    /** The guide changes the password by which other tests log in; it may not set the first one again, for the policy forbids it. */
    @AfterEach void restore() throws Exception {
        try (Connection connection = database(); Statement statement = connection.createStatement();
             PreparedStatement update = connection.prepareStatement("update billing.admins set saltedpass = ? where id = 1")) {
            update.setString(1, passwordBefore);
            update.executeUpdate();
            statement.execute("delete from billing.admin_password_journal where admin_id = 1");
        }
    }

    @Test void theGuideLeadsFromAnEmptySystemToTwoPhonesCalling() throws Exception {
        Path folder = Files.createTempDirectory("tandem-guide");
        Guide guide = Guide.read(workspace.root().resolve("docs/api-guide.md"));
        assertThat(guide.steps()).as("blocks to type").hasSizeGreaterThanOrEqualTo(15);
        Path errors = folder.resolve("errors");
        Path script = Files.writeString(folder.resolve("guide.sh"), "exec 2> '%s'\ncd '%s'\nexport GUIDE='%s' TANDEM_STATE='%s'\n"
            .formatted(errors, workspace.root(), folder, workspace.state()) + guide.script());
        try (Program bash = Program.start(folder, "bash", List.of("bash", script.toString()))) {
            int code = bash.awaitExit(PATIENCE);
            String output = Files.readString(folder.resolve("bash.out"), StandardCharsets.UTF_8);
            assertThat(code).as(output + Files.readString(errors)).isZero();
            guide.assertAnswered(output);
        }
        Baresip.assertTone(Baresip.heard(folder.resolve("alice")), BOB_HZ, ALICE_HZ);
        Baresip.assertTone(Baresip.heard(folder.resolve("bob")), ALICE_HZ, BOB_HZ);
        short[] message = WavFile.read(folder.resolve("message.wav"));
        assertThat(Goertzel.share(Arrays.copyOfRange(message, message.length / 2 - 4000, message.length / 2 + 4000), ALICE_HZ))
            .as("share of Alice's tone in her message of %d samples", message.length).isGreaterThan(0.5);
        RunningSuite.get().assertIdle();
    }

    private static Connection database() throws SQLException {
        return DriverManager.getConnection("jdbc:mysql://127.0.0.1:13306/?allowPublicKeyRetrieval=true", "tandem", "tandem");
    }
}
