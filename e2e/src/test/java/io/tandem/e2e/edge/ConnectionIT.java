package io.tandem.e2e.edge;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import io.tandem.cli.demo.RestClient;
import io.tandem.cli.demo.SipAccess;
import io.tandem.e2e.EdgeConfig;
import io.tandem.e2e.RunningSuite;
import io.tandem.platform.control.rpc.ControlClient;
import io.tandem.testkit.phone.Account;
import io.tandem.testkit.phone.Call;
import io.tandem.testkit.phone.Ladder;
import io.tandem.testkit.phone.Phone;
import io.tandem.testkit.phone.link.Link;
import io.tandem.testkit.phone.link.SelfSignedCertificate;
import io.tandem.testkit.phone.link.StreamLink;
import io.tandem.testkit.phone.link.TlsTrust;
import io.tandem.testkit.phone.link.WebSocketLink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** TCP, TLS and WebSocket connections of phones: what comes over them, what becomes of a phone when its connection ends. */
class ConnectionIT {
    private static Parties parties;
    private static SipAccess access;

    @BeforeAll static void provision() throws Exception {
        parties = Parties.provision("connection.e2e.tandem", 551);
        access = RunningSuite.get().access();
    }

    @AfterAll static void nothingIsLeft() throws Exception {
        RunningSuite.get().assertIdle();
    }

    private static Link link(String transport) throws IOException {
        return switch (transport) {
            case "tcp" -> StreamLink.tcp(access.plain());
            case "tls" -> StreamLink.tls(access.tls(), TlsTrust.of(access.certificate()), Optional.empty());
            default -> WebSocketLink.open(access.webSocket(), Optional.empty());
        };
    }

    @ParameterizedTest @ValueSource(strings = {"tcp", "tls", "ws"})
    void aCallToAPhoneComesOverItsConnectionAndWhenThatIsGoneThePhoneIsOfflineAtOnce(String transport) throws Exception {
        Link bobs = link(transport);
        try (Phone alice = Parties.over("udp", parties.alice()); Phone bob = Phone.open(parties.bob(), bobs, new Ladder())) {
            alice.register(RawParty.PATIENCE);
            bob.register(RawParty.PATIENCE);
            parties.callAndHangUp(alice, bob, parties.bob());
            bobs.close();
            Call offline = alice.call("sip:bob@" + parties.domain());
            assertThat(offline.awaitFinalStatus(RawParty.PATIENCE)).isEqualTo(480);
            awaitNoBinding(parties.bob());
        }
    }

    private static void awaitNoBinding(Account account) throws Exception {
        long deadline = System.nanoTime() + RawParty.PATIENCE.toNanos();
        try (RestClient api = RunningSuite.get().api()) {
            long id = api.find("subscribers", Map.of("username", account.username(), "domain", account.domain())).orElseThrow().path("id").asLong();
            while (api.list("subscriberregistrations", Map.of("subscriber_id", id)).path("total_count").asInt() > 0) {
                assertThat(System.nanoTime()).as("binding of " + account.username() + " is still there").isLessThan(deadline);
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    @Test void phonesOnConnectionsCallEachOther() throws Exception {
        try (Phone first = Parties.over("tls", parties.bob()); Phone second = Parties.over("wss", parties.alice())) {
            first.register(RawParty.PATIENCE);
            second.register(RawParty.PATIENCE);
            parties.callAndHangUp(first, second, parties.alice());
            parties.callAndHangUp(second, first, parties.bob());
            first.unregister(RawParty.PATIENCE);
            second.unregister(RawParty.PATIENCE);
        }
    }

    @ParameterizedTest @ValueSource(strings = {"tcp", "tls"})
    void aDoubleLineEndIsAnsweredWithOne(String transport) throws Exception {
        try (StreamLink link = (StreamLink) link(transport)) {
            link.send("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(link.awaitBlankLine(RawParty.PATIENCE)).isTrue();
        }
    }

    @Test void aWebSocketPingIsAnswered() throws Exception {
        try (WebSocketLink link = (WebSocketLink) link("ws")) {
            assertThat(link.ping()).isTrue();
        }
    }

    @Test void binaryWebSocketMessagesAreTakenToo() throws Exception {
        try (Phone alice = Phone.open(parties.alice(), WebSocketLink.openBinary(access.webSocket(), Optional.empty()), new Ladder())) {
            alice.register(RawParty.PATIENCE);
            alice.unregister(RawParty.PATIENCE);
        }
    }

    @Test void aWebSocketWithoutTheSubprotocolSipIsRefused() {
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> client.newWebSocketBuilder().buildAsync(URI.create("ws://127.0.0.1:5066/"), new WebSocket.Listener() { }).join())
                .withCauseInstanceOf(WebSocketHandshakeException.class);
            client.shutdownNow();
        }
    }

    @Test void theCertificateFollowsTheServerNameAndIsReadAgainOnCommand() throws Exception {
        Path folder = RunningSuite.get().certificates();
        assertThat(shown(access.certificate(), Optional.empty())).isEqualTo("CN=tls");
        assertThat(shown(folder.resolve("second.pem"), Optional.of(EdgeConfig.SECOND_NAME))).isEqualTo("CN=second");
        SelfSignedCertificate renewed = SelfSignedCertificate.create(folder, "second", List.of("dns:" + EdgeConfig.SECOND_NAME, "dns:renewed"));
        assertThatIOException().as("the old one is shown until the reload")
            .isThrownBy(() -> shown(renewed.certificate(), Optional.of(EdgeConfig.SECOND_NAME)));
        try (ControlClient control = new ControlClient("127.0.0.1:5060", RawParty.PATIENCE)) {
            assertThat(control.call("tls.reload", List.of()).toString()).contains("second");
        }
        assertThat(shown(renewed.certificate(), Optional.of(EdgeConfig.SECOND_NAME))).isEqualTo("CN=second");
    }

    private static String shown(Path trusted, Optional<String> serverName) throws IOException {
        try (StreamLink link = StreamLink.tls(access.tls(), TlsTrust.of(trusted), serverName)) {
            return link.peerCertificate().orElseThrow().getSubjectX500Principal().getName();
        }
    }

    @ParameterizedTest @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bothCurrentVersionsOfTlsAreSpoken(String version) throws Exception {
        SSLContext context = TlsTrust.of(access.certificate());
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", access.tls().getPort())) {
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
        }
    }
}
