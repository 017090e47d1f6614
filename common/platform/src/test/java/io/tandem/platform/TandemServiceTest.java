package io.tandem.platform;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import io.tandem.platform.settings.UnknownSettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TandemServiceTest {
    @TandemApplication
    static class Probe {}

    @TempDir Path folder;

    @Test void theOperatorsConfigFileIsRead() throws Exception {
        Path config = Files.writeString(folder.resolve("config.yml"), "tandem:\n  secret: from-the-config-file\n  redis:\n    uri: redis://10.0.0.1:1\n");
        try (var context = run("--server.port=0", "--tandem.config-file=" + config)) {
            assertThat(context.getBean(NodeProperties.class).secret()).isEqualTo("from-the-config-file");
            assertThat(context.getBean(RedisProperties.class).uri()).isEqualTo("redis://10.0.0.1:1");
        }
    }

    @Test void noServiceStartsWithoutTheSharedSecret() {
        assertThatThrownBy(() -> run("--server.port=0").close()).hasStackTraceContaining("secret");
    }

    @Test void aKeyThatNobodyReadsIsRefusedWithItsLineAndTheNearestOne() throws Exception {
        Path config = Files.writeString(folder.resolve("config.yml"), """
            tandem:
              secret: from-the-config-file
              redis:
                url: redis://10.0.0.1:1
              lbb:
                listen: {port: 1}
              proxy: {registrar: {max-expries: 1h}}
            """);
        assertThatThrownBy(() -> run("--server.port=0", "--tandem.config-file=" + config).close()).isInstanceOf(UnknownSettingsException.class)
            .hasMessage("%1$s:4: unknown key 'tandem.redis.url'; did you mean 'uri'?%n%1$s:6: unknown key 'tandem.lbb'; did you mean 'lb'?".formatted(config));
    }

    @Test void partsOfOtherServicesAndOtherSpellingsAreTaken() throws Exception {
        Path config = Files.writeString(folder.resolve("config.yml"), "tandem:\n  secret: from-the-config-file\n  dataDir: /tmp\n  lb: {listen: {}}\n");
        run("--server.port=0", "--tandem.config-file=" + config).close();
    }

    @Test void secretsStayOutOfTheText() {
        assertThat(new NodeProperties("0123456789abcdef", folder).toString()).doesNotContain("0123456789");
        assertThat(new RedisProperties("redis://:pw@127.0.0.1:1").toString()).doesNotContain("pw");
        assertThat(new DatabaseProperties("jdbc:mysql://h/", "u", "geheim").toString()).doesNotContain("geheim");
    }

    private static ConfigurableApplicationContext run(String... args) {
        String[] all = Arrays.copyOf(args, args.length + 1);
        all[args.length] = "--tandem.data-dir=/tmp";
        return TandemService.run("probe-service", Probe.class, all);
    }
}
