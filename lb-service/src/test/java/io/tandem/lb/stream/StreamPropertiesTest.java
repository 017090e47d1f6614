package io.tandem.lb.stream;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import io.tandem.net.EventLoop;
import io.tandem.sip.stream.tls.ClientCertificates;
import io.tandem.sip.stream.tls.InvalidCertificateException;
import io.tandem.sip.transport.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StreamPropertiesTest {

    private final EventLoop loop = EventLoop.open("test");

    @AfterEach
    void closes() {
        loop.close();
    }

    private static <T> T bind(String prefix, Class<T> type, Map<String, ?> values) {
        return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate(prefix, type);
    }

    private static StreamSettings settings(Map<String, ?> values) {
        return new StreamSettings(bind("tandem.lb.tcp", TcpProperties.class, values), bind("tandem.lb.tls", TlsProperties.class, values),
                bind("tandem.lb.websocket", WebSocketProperties.class, values));
    }

    @Test
    void anEmptyFileGivesTheDefaults() {
        StreamSettings settings = settings(Map.of());
        assertThat(settings.tcp().limits()).isEqualTo(io.tandem.sip.stream.StreamLimits.DEFAULT);
        assertThat(settings.tls().certificates()).isEmpty();
        assertThat(settings.tls().clientCertificates()).isEqualTo(ClientCertificates.NONE);
        assertThat(settings.tls().verifyPeers()).isTrue();
        assertThat(settings.webSocket().origins()).isEmpty();
    }

    @Test
    void aFullOneIsTaken() {
        StreamSettings settings = settings(Map.ofEntries(Map.entry("tandem.lb.tcp.max-connections", "7"), Map.entry("tandem.lb.tcp.max-header", "8KB"),
                Map.entry("tandem.lb.tcp.keep-alive", "5s"), Map.entry("tandem.lb.tcp.crlf-pings", "true"), Map.entry("tandem.lb.tcp.threads", "2"),
                Map.entry("tandem.lb.tls.certificates[0].chain", "/a.pem"), Map.entry("tandem.lb.tls.certificates[0].key", "/a.key"),
                Map.entry("tandem.lb.tls.certificates[0].server-names", "a.example,b.example"), Map.entry("tandem.lb.tls.client-certificates", "require"),
                Map.entry("tandem.lb.tls.trust", "/roots.pem"), Map.entry("tandem.lb.tls.protocols", "TLSv1.3"),
                Map.entry("tandem.lb.websocket.origins", "https://phone.example"), Map.entry("tandem.lb.websocket.paths", "/wss/sip/")));
        assertThat(settings.tcp().limits().maxConnections()).isEqualTo(7);
        assertThat(settings.tcp().limits().maxHeaderBytes()).isEqualTo(8192);
        assertThat(settings.tcp().limits().keepAlive()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.tls().settings().clientCertificates()).isEqualTo(ClientCertificates.REQUIRE);
        assertThat(settings.tls().webSettings().clientCertificates()).isEqualTo(ClientCertificates.NONE);
        assertThat(settings.tls().settings().certificates().getFirst().serverNames()).containsExactly("a.example", "b.example");
        assertThat(settings.webSocket().settings().paths()).containsExactly("/wss/sip/");
    }

    @Test
    void aTlsSocketWithoutCertificateIsRefusedWithWhatToDo() {
        try (Streams streams = Streams.open(loop, settings(Map.of()))) {
            assertThatThrownBy(() -> streams.listen(Protocol.TLS, new InetSocketAddress("127.0.0.1", 0), new Nobody(), Optional.empty()))
                    .isInstanceOf(IllegalStateException.class).hasMessageContaining("tls socket 127.0.0.1:0 needs a certificate")
                    .hasMessageContaining("tandem.lb.tls.certificates[0].chain");
        }
    }

    @Test
    void aCertificateThatIsNotThereIsNamed() {
        try (Streams streams = Streams.open(loop, settings(Map.of("tandem.lb.tls.certificates[0].chain", "/nowhere/a.pem",
                "tandem.lb.tls.certificates[0].key", "/nowhere/a.key")))) {
            assertThatThrownBy(() -> streams.listen(Protocol.WSS, new InetSocketAddress("127.0.0.1", 0), new Nobody(), Optional.empty()))
                    .isInstanceOf(InvalidCertificateException.class).hasMessageContaining("/nowhere/a.pem");
        }
    }

    @Test
    void plainSocketsNeedNoCertificate() {
        try (Streams streams = Streams.open(loop, settings(Map.of()))) {
            streams.listen(Protocol.WS, new InetSocketAddress("127.0.0.1", 0), new Nobody(), Optional.empty());
            streams.listen(Protocol.TCP, new InetSocketAddress("127.0.0.1", 0), new Nobody(), Optional.empty());
            assertThat(streams.certificates()).isEmpty();
        }
    }
}
