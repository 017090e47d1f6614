package io.tandem.lb.stream;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.tandem.net.EventLoop;
import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlFault;
import io.tandem.sip.stream.StreamListener;
import io.tandem.sip.transport.Protocol;
import io.tandem.testkit.phone.link.SelfSignedCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StreamCommandsTest {

    @TempDir
    Path folder;

    private final EventLoop loop = EventLoop.open("test");
    private SelfSignedCertificate used;
    private SelfSignedCertificate other;
    private Streams streams;
    private StreamListener listener;

    @BeforeEach
    void listens() throws IOException {
        used = SelfSignedCertificate.create(folder, "used", List.of("dns:used.example"));
        other = SelfSignedCertificate.create(folder, "other", List.of("dns:other.example"));
        Binder binder = new Binder(new MapConfigurationPropertySource(Map.of("tandem.lb.tls.certificates[0].chain", used.certificate().toString(),
                "tandem.lb.tls.certificates[0].key", used.privateKey().toString())));
        streams = Streams.open(loop, new StreamSettings(binder.bindOrCreate("tandem.lb.tcp", TcpProperties.class),
                binder.bindOrCreate("tandem.lb.tls", TlsProperties.class), binder.bindOrCreate("tandem.lb.websocket", WebSocketProperties.class)));
        InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
        streams.listen(Protocol.TLS, any, new Nobody(), Optional.empty());
        listener = streams.listen(Protocol.TCP, any, new Nobody(), Optional.empty());
    }

    @AfterEach
    void closes() {
        streams.close();
        loop.close();
    }

    private Object call(String name, Object... parameters) throws ControlFault {
        ControlCommand command = new StreamCommands(streams).commands().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
        assertThat(command.help()).startsWith(name);
        return command.call(List.of(parameters));
    }

    private void replace(SelfSignedCertificate by, boolean withKey) throws IOException {
        Files.copy(by.certificate(), used.certificate(), StandardCopyOption.REPLACE_EXISTING);
        if (withKey) {
            Files.copy(by.privateKey(), used.privateKey(), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.setLastModifiedTime(used.certificate(), java.nio.file.attribute.FileTime.fromMillis(1));
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void reloadTakesAChangedCertificate() throws Exception {
        assertThat(call("tls.info")).asString().contains("CN=used for [used.example] until ").contains("handshakes=0");
        replace(other, true);
        assertThat(call("tls.reload")).asString().contains("CN=other for [other.example]");
        assertThat(call("tls.info")).asString().contains("CN=other");
    }

    @Test
    void reloadRefusesAPairThatDoesNotFitAndKeepsTheOld() throws Exception {
        replace(other, false);
        assertThatThrownBy(() -> call("tls.reload")).isInstanceOf(ControlFault.class).hasMessageContaining("used.pem")
                .hasMessageContaining("do not belong together").hasMessageContaining("the old ones stay in use");
        assertThat(call("tls.info")).asString().contains("CN=used");
    }

    @Test
    void aChangedFileIsTakenWithoutACommand() throws Exception {
        try (CertificateWatch _ = new CertificateWatch(streams, Duration.ofMillis(20))) {
            replace(other, true);
            await(() -> streams.certificates().getFirst().startsWith("CN=other "));
        }
    }

    @Test
    void listsConnectionsAndCounts() throws Exception {
        try (Socket phone = new Socket()) {
            phone.connect(listener.local());
            phone.getOutputStream().write("OPTIONS sip:a@b SIP/2.0\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII));
            await(() -> streams.transport().counters().messagesIn() == 1);
            assertThat(call("core.tcp_list")).asString().contains("type=tcp").contains("src=127.0.0.1:" + phone.getLocalPort())
                    .contains("dst=127.0.0.1:" + listener.local().getPort()).contains("opened_by=peer");
            assertThat(call("core.tcp_stats")).asString().contains("messages-in=1").contains("accepted=1").contains("ended-by-peer=0");
            assertThatThrownBy(() -> call("core.tcp_list", "x")).isInstanceOf(ControlFault.class);
        }
    }
}
