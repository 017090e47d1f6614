package io.tandem.testkit.server;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TestServersTest {
    @Test void theEmbeddedMySqlHasTheMigratedSchemasAndKeepsFractionsOfSeconds() throws Exception {
        try (var connection = TestServers.connect(); var statement = connection.createStatement()) {
            var schemas = statement.executeQuery("SELECT COUNT(*) FROM information_schema.schemata "
                + "WHERE schema_name IN ('provisioning', 'billing', 'accounting', 'voicemail')");
            assertThat(schemas.next()).isTrue();
            assertThat(schemas.getInt(1)).isEqualTo(4);
            var time = statement.executeQuery("SELECT CAST('2026-11-23 03:04:05.678901' AS DATETIME(6))");
            assertThat(time.next()).isTrue();
            assertThat(time.getTimestamp(1).getNanos()).isEqualTo(678_901_000);
        }
    }

    @Test void theEmbeddedRedisAnswers() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", TestServers.redis().port());
             OutputStream out = socket.getOutputStream(); InputStream in = socket.getInputStream()) {
            out.write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(in.readNBytes(7), StandardCharsets.US_ASCII)).isEqualTo("+PONG\r\n");
        }
    }
}
