package io.tandem.sip.stream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

import io.tandem.net.EventLoop;
import io.tandem.net.peer.PeerAddress;
import io.tandem.sip.stream.StreamPeers.Notes;
import io.tandem.sip.stream.tls.CertificateFiles;
import io.tandem.sip.stream.tls.CertificateStore;
import io.tandem.sip.stream.tls.ClientCertificates;
import io.tandem.sip.stream.tls.InvalidCertificateException;
import io.tandem.sip.stream.tls.TestCertificate;
import io.tandem.sip.stream.tls.TlsSettings;
import io.tandem.sip.transport.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.tandem.sip.stream.StreamPeers.any;
import static io.tandem.sip.stream.StreamPeers.await;
import static io.tandem.sip.stream.StreamPeers.bytes;
import static io.tandem.sip.stream.StreamPeers.connect;
import static io.tandem.sip.stream.StreamPeers.isCut;
import static io.tandem.sip.stream.StreamPeers.receives;
import static io.tandem.sip.stream.StreamPeers.request;
import static io.tandem.sip.stream.StreamPeers.sends;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** TLS against the JDK's own sockets. */
@Timeout(60)
class TlsStreamTest {

    @TempDir
    static Path folder;
    private static TestCertificate first;
    private static TestCertificate second;
    private static TestCertificate client;

    private final EventLoop loop = EventLoop.open("test");
    private final Notes notes = new Notes();
    private StreamTransport transport = StreamTransport.open(loop, StreamLimits.DEFAULT, 1);

    @BeforeAll
    static void makesCertificates() {
        first = TestCertificate.create(folder, "first", "dns:sip.first.example", "ip:127.0.0.1");
        second = TestCertificate.create(folder, "second", "dns:*.second.example");
        client = TestCertificate.create(folder, "client", "dns:client.example");
    }

    @AfterEach
    void closes() {
        transport.close();
        loop.close();
    }

    private StreamListener listens(TlsSettings settings) {
        return listens(new CertificateStore(settings));
    }

    private StreamListener listens(CertificateStore store) {
        return transport.listen(Protocol.TLS, any("127.0.0.1"), notes, ListenOptions.PLAIN.with(store));
    }

    private static TlsSettings asking(ClientCertificates clients) {
        return new TlsSettings(List.of(first.files()), List.of("TLSv1.2", "TLSv1.3"), List.of(), clients, Optional.of(client.chain()), true);
    }

    /** Shows the client's certificate and verifies peers. */
    private static TlsSettings trustingFirst() {
        return new TlsSettings(List.of(client.files()), List.of("TLSv1.3"), List.of(), ClientCertificates.NONE, Optional.of(first.chain()), true);
    }

    private static SSLSocket phone(StreamListener listener, SSLContext context, String serverName) throws IOException {
        SSLSocket phone = (SSLSocket) context.getSocketFactory().createSocket();
        phone.setSoTimeout(10_000);
        if (!serverName.isEmpty()) {
            SSLParameters parameters = phone.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(serverName)));
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            phone.setSSLParameters(parameters);
        }
        phone.connect(listener.local(), 10_000);
        return phone;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void carriesMessagesBothWays(String protocol) throws Exception {
        StreamListener listener = listens(TlsSettings.of(first.files()));
        try (SSLSocket phone = phone(listener, first.trusting(), "")) {
            phone.setEnabledProtocols(new String[] {protocol});
            String large = request("2", "x".repeat(60_000));
            sends(phone, request("1") + large);
            StreamConnection connection = notes.frame(request("1"));
            notes.frame(large);
            assertThat(connection.protocol()).isEqualTo(Protocol.TLS);
            assertThat(phone.getSession().getProtocol()).isEqualTo(protocol);
            assertThat(phone.getSession().getCipherSuite()).contains("GCM");
            loop.execute(() -> connection.send(bytes(large), 0, large.length()));
            assertThat(receives(phone, large.length())).isEqualTo(large);
            sends(phone, "\r\n\r\n");
            assertThat(receives(phone, 2)).isEqualTo("\r\n");
            assertThat(transport.counters().handshakes()).isEqualTo(1);
        }
        notes.next("closed");
    }

    @Test
    void showsTheCertificateOfTheServerAskedFor() throws Exception {
        StreamListener listener = listens(TlsSettings.of(first.files(), second.files()));
        try (SSLSocket phone = phone(listener, second.trusting(), "sip.second.example")) {
            phone.startHandshake();
            assertThat(subject(phone)).isEqualTo("CN=second");
        }
        try (SSLSocket phone = phone(listener, first.trusting(), "")) {
            phone.startHandshake();
            assertThat(subject(phone)).isEqualTo("CN=first");
        }
        try (SSLSocket phone = phone(listener, first.trusting(), "")) {
            SSLParameters parameters = phone.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName("unknown.example")));
            phone.setSSLParameters(parameters);
            phone.startHandshake();
            assertThat(subject(phone)).isEqualTo("CN=first");
        }
    }

    private static String subject(SSLSocket phone) throws SSLException {
        return ((X509Certificate) phone.getSession().getPeerCertificates()[0]).getSubjectX500Principal().getName();
    }

    @Test
    void aConfiguredServerNameWinsOverThoseInTheCertificate() {
        CertificateStore store = new CertificateStore(TlsSettings.of(first.files(),
                new CertificateFiles(second.chain(), second.key(), List.of("Other.Example"))));
        assertThat(store.server("other.example")).isSameAs(store.server("OTHER.example")).isNotSameAs(store.server(""));
        assertThat(store.server("a.second.example")).isSameAs(store.server(""));
    }

    @Test
    void reloadsWhileConnectionsStay() throws Exception {
        TestCertificate used = TestCertificate.create(folder, "used", "dns:used.example");
        CertificateStore store = new CertificateStore(TlsSettings.of(used.files()));
        StreamListener listener = listens(store);
        try (SSLSocket phone = phone(listener, used.trusting(), "")) {
            sends(phone, request("1"));
            notes.frame(request("1"));
            assertThat(store.isOutdated()).isFalse();
            Files.copy(second.chain(), used.chain(), StandardCopyOption.REPLACE_EXISTING);
            Files.setLastModifiedTime(used.chain(), java.nio.file.attribute.FileTime.fromMillis(1));
            assertThat(store.isOutdated()).isTrue();
            assertThatThrownBy(store::reload).as("a key that does not fit").isInstanceOf(InvalidCertificateException.class).hasMessageContaining("used.pem");
            Files.copy(second.key(), used.key(), StandardCopyOption.REPLACE_EXISTING);
            assertThat(store.reload()).singleElement().asString().startsWith("CN=second for [*.second.example] until ");
            assertThat(store.isOutdated()).isFalse();
            sends(phone, request("2"));
            notes.frame(request("2"));
        }
        notes.next("closed");
        try (SSLSocket phone = phone(listener, second.trusting(), "")) {
            phone.startHandshake();
            assertThat(subject(phone)).isEqualTo("CN=second");
        }
    }

    @Test
    void aRequiredClientCertificateMustBeShownAndLeadToARoot() throws Exception {
        StreamListener listener = listens(asking(ClientCertificates.REQUIRE));
        try (SSLSocket phone = phone(listener, client.trustingAndShowing(first), "")) {
            sends(phone, request("1"));
            notes.frame(request("1"));
        }
        notes.next("closed");
        assertRefused(phone(listener, first.trusting(), ""));
        assertRefused(phone(listener, second.trustingAndShowing(first), ""));
        await(() -> transport.counters().ended(StreamEnd.TLS_FAILED) == 2);
        assertThat(notes.isEmpty()).isTrue();
    }

    @Test
    void aRequestedClientCertificateMayBeLeftOut() throws Exception {
        StreamListener listener = listens(asking(ClientCertificates.REQUEST));
        try (SSLSocket phone = phone(listener, first.trusting(), "")) {
            sends(phone, request("1"));
            notes.frame(request("1"));
        }
        notes.next("closed");
        assertRefused(phone(listener, second.trustingAndShowing(first), ""));
    }

    private static void assertRefused(SSLSocket phone) throws IOException {
        try (phone) {
            phone.startHandshake();
            assertThat(phone.getInputStream().read()).isNegative();
        } catch (IOException e) {
            assertThat(e.getMessage()).matches("(?is).*(alert|reset|pipe|closed|terminated|handshake_failure).*");
        }
    }

    @Test
    void plainSipOnATlsSocketFails() throws Exception {
        StreamListener listener = listens(TlsSettings.of(first.files()));
        try (Socket phone = connect(listener)) {
            sends(phone, request("1"));
            assertThat(isCut(phone)).isTrue();
        }
        await(() -> transport.counters().ended(StreamEnd.TLS_FAILED) == 1);
        assertThat(notes.isEmpty()).isTrue();
    }

    @Test
    void aHandshakeThatDoesNotEndIsCut() throws Exception {
        transport.close();
        transport = StreamTransport.open(loop, new StreamLimits(10, 10, 100, 10, 4096, 65_536, 1 << 20, Duration.ofSeconds(5), Duration.ofSeconds(1),
                Duration.ofMinutes(10), Duration.ofMinutes(10), Duration.ZERO, false), 1);
        StreamListener listener = listens(TlsSettings.of(first.files()));
        try (Socket silent = connect(listener); Socket halfway = connect(listener)) {
            halfway.getOutputStream().write(new byte[] {22, 3, 1, 1, 0, 1, 0, 0});
            assertThat(isCut(silent)).isTrue();
            assertThat(isCut(halfway)).isTrue();
        }
        assertThat(transport.counters().ended(StreamEnd.HANDSHAKE_TIMEOUT)).isEqualTo(2);
        assertThat(transport.size()).isZero();
    }

    @Test
    void connectsToAPeerWhoseCertificateNamesIt() throws Exception {
        StreamListener listener = listens(trustingFirst());
        try (SSLServerSocket peer = (SSLServerSocket) first.trustingAndShowing(client).getServerSocketFactory()
                .createServerSocket(0, 10, InetAddress.getByName("127.0.0.1"))) {
            peer.setNeedClientAuth(true);
            PeerAddress remote = PeerAddress.of((InetSocketAddress) peer.getLocalSocketAddress());
            loop.execute(() -> listener.connect(remote, "sip.first.example").send(bytes(request("1")), 0, request("1").length()));
            try (SSLSocket accepted = (SSLSocket) peer.accept()) {
                accepted.setSoTimeout(10_000);
                assertThat(receives(accepted, request("1").length())).isEqualTo(request("1"));
                assertThat(subject(accepted)).isEqualTo("CN=client");
                sends(accepted, request("answer"));
                notes.frame(request("answer"));
            }
        }
        notes.next("closed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"other.example", "untrusted"})
    void refusesAPeerWithAnotherNameOrRoot(String name) throws Exception {
        TestCertificate shown = name.equals("untrusted") ? second : first;
        StreamListener listener = listens(trustingFirst());
        try (SSLServerSocket peer = (SSLServerSocket) shown.trustingAndShowing(client).getServerSocketFactory()
                .createServerSocket(0, 10, InetAddress.getByName("127.0.0.1"))) {
            PeerAddress remote = PeerAddress.of((InetSocketAddress) peer.getLocalSocketAddress());
            loop.execute(() -> listener.connect(remote, name.equals("untrusted") ? "" : name).send(bytes(request("1")), 0, request("1").length()));
            try (SSLSocket accepted = (SSLSocket) peer.accept()) {
                accepted.setSoTimeout(10_000);
                assertRefused(accepted);
            }
            assertThat(notes.next("undelivered").text()).isEqualTo(request("1"));
            assertThat(transport.counters().ended(StreamEnd.UNREACHABLE)).isEqualTo(1);
        }
    }

    @Test
    void aKeyInAnotherFormIsRefusedWithoutShowingIt() throws Exception {
        Path bad = Files.writeString(folder.resolve("bad.key"), "-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n-----END RSA PRIVATE KEY-----\n");
        assertThatThrownBy(() -> new CertificateStore(TlsSettings.of(new CertificateFiles(first.chain(), bad, List.of()))))
                .isInstanceOf(InvalidCertificateException.class).hasMessageContaining("bad.key").hasMessageContaining("pkcs8")
                .message().doesNotContain("c2VjcmV0").doesNotContain("secret");
    }
}
