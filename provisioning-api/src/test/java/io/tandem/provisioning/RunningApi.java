package io.tandem.provisioning;

import java.nio.file.Path;
import java.util.stream.Stream;

import io.tandem.platform.TandemService;
import io.tandem.provisioning.ldap.TestDirectory;
import io.tandem.provisioning.tls.SubscriberPort;
import io.tandem.testkit.server.TestServers;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The service on a port of its own over real MySQL and Redis, one for all tests of the JVM. */
final class RunningApi {
    private static final Path FOLDER = Path.of("target", "api-" + ProcessHandle.current().pid());
    /** Where tests put the sounds that new sets may start with. */
    static final Path DEFAULT_SOUNDS = FOLDER.resolve("default-sounds");
    /** Where tests put the sounds of recorded calls. */
    static final Path RECORDINGS = FOLDER.resolve("recordings");

    private static final class Holder {
        private static final ConfigurableApplicationContext CONTEXT = start();

        private static ConfigurableApplicationContext start() {
            String[] servers = TestServers.serviceArguments();
            Stream<String> more = Stream.of("--management.server.port=0", "--tandem.api.subscriber.port=0",
                "--tandem.provisioning-api.webhooks.private-targets=true", "--tandem.provisioning-api.sounds.folder=" + DEFAULT_SOUNDS,
                "--tandem.provisioning-api.recordings.folder=" + RECORDINGS,
                "--tandem.api.ldap.uri=" + DIRECTORY.ldaps(), "--tandem.api.ldap.trusted=" + DIRECTORY.trusted(), "--tandem.api.ldap.remembered=0s",
                "--tandem.api.ldap.dn=" + TestDirectory.READER, "--tandem.api.ldap.password=" + TestDirectory.READER_PASSWORD,
                "--tandem.api.ldap.search-base=" + TestDirectory.BASE,
                "--tandem.api.system-client.password=system-password", "--spring.mail.host=127.0.0.1", "--spring.mail.port=" + MAIL.port(),
                "--tandem.api.fraud-mail.enabled=false", "--tandem.provisioning-api.click-to-dial.control=127.0.0.1:" + CALL_SERVER.port());
            return TandemService.run("provisioning-api", ProvisioningApi.class, Stream.concat(Stream.of(servers), more).toArray(String[]::new));
        }
    }

    private static final SmtpSink MAIL = new SmtpSink();
    private static final CallServerDouble CALL_SERVER = new CallServerDouble();
    private static final TestDirectory DIRECTORY = new TestDirectory();

    private RunningApi() {}

    /** Where its mail goes. */
    static SmtpSink mail() {
        return MAIL;
    }

    /** Stands where the B2BUA does. */
    static CallServerDouble callServer() {
        return CALL_SERVER;
    }

    /** Where administrators with {@code auth_mode} ldap have their passwords: alice-secret and so on. */
    static TestDirectory directory() {
        return DIRECTORY;
    }

    static int subscriberPort() {
        return Holder.CONTEXT.getBean(SubscriberPort.class).port();
    }

    static <T> T bean(Class<T> type) {
        return Holder.CONTEXT.getBean(type);
    }

    static int port() {
        return ((WebServerApplicationContext) Holder.CONTEXT).getWebServer().getPort();
    }

    static int managementPort() {
        return Integer.parseInt(Holder.CONTEXT.getEnvironment().getRequiredProperty("local.management.port"));
    }
}
