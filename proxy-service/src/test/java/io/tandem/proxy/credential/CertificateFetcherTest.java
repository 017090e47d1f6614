package io.tandem.proxy.credential;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CRLException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.tandem.proxy.dns.Dns;
import io.tandem.proxy.dns.NamingRecord;
import io.tandem.proxy.dns.ServiceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Certificates from a real server: over TLS, and only from where they may be fetched. */
class CertificateFetcherTest {
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2036-01-01T00:00:00Z");
    private final Authority authority = new Authority("Authority");
    private final Authority.Signer signer = authority.signer("Signer");
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(1);
    private InetAddress address = InetAddress.ofLiteral("127.0.0.1");
    private HttpServer server;
    private HttpsServer secure;
    private CertificateFetcher fetcher;
    @TempDir
    private Path folder;

    /** One name, one address. */
    private final Dns dns = new Dns() {
        @Override public CompletionStage<List<InetAddress>> hosts(String name) {
            return CompletableFuture.completedFuture(List.of());
        }

        @Override public CompletionStage<List<InetAddress>> addresses(String name) {
            return name.equals("certificates.example") ? CompletableFuture.completedFuture(List.of(address))
                    : CompletableFuture.failedFuture(new NoAnswerException("no answer for " + name));
        }

        @Override public CompletionStage<List<ServiceRecord>> services(String name) {
            throw new UnsupportedOperationException();
        }

        @Override public CompletionStage<List<NamingRecord>> naming(String name) {
            throw new UnsupportedOperationException();
        }
    };

    @BeforeEach void serve() throws Exception {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        secure = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        Authority.Signer web = authority.signer("certificates.example");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("web", web.keys().getPrivate(), new char[0], new Certificate[] {web.certificate()});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        secure.setHttpsConfigurator(new HttpsConfigurator(tls));
        for (HttpServer each : List.of(server, secure)) {
            each.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            each.createContext("/", this::answer);
            each.start();
        }
        Files.writeString(folder.resolve("web.pem"), Authority.pem(authority.certificate()));
        fetcher = fetcher(List.of("certificates.example"));
    }

    private CertificateFetcher fetcher(List<String> hosts) {
        return new CertificateFetcher(new FetchProperties(hosts, Set.of(server.getAddress().getPort(), secure.getAddress().getPort()), true,
                List.of(folder.resolve("web.pem")), Duration.ofSeconds(5), 8192, 16_384, 4, Duration.ofHours(1), Duration.ofSeconds(30)), dns);
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/chain.pem" -> send(exchange, 200, signer.pem() + Authority.pem(authority.certificate()));
                case "/moved.pem" -> {
                    exchange.getResponseHeaders().set("Location", "/chain.pem");
                    send(exchange, 302, "");
                }
                case "/huge.pem" -> send(exchange, 200, signer.pem().repeat(100));
                case "/text.pem" -> send(exchange, 200, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
                case "/empty.pem" -> send(exchange, 200, " ");
                case "/list.crl" -> send(exchange, 200, authority.list("Authority", SINCE, UNTIL, signer.certificate()).getEncoded());
                case "/huge.crl" -> send(exchange, 200, new byte[20_000]);
                case "/late.pem" -> ended.await();
                default -> send(exchange, 404, "nothing");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (CRLException e) {
            throw new IOException(e);
        }
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        send(exchange, status, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : 0); // in chunks
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    @AfterEach void stop() {
        ended.countDown();
        fetcher.close();
        server.stop(0);
        secure.stop(0);
    }

    private String https(String path) {
        return "https://certificates.example:" + secure.getAddress().getPort() + path;
    }

    private static List<X509Certificate> fetch(Credentials credentials, String url) {
        return credentials.at(url).toCompletableFuture().join();
    }

    private static CredentialException failure(Credentials credentials, String url) {
        Throwable thrown = catchThrowable(() -> fetch(credentials, url));
        assertThat(thrown).isInstanceOf(CompletionException.class).hasCauseInstanceOf(CredentialException.class);
        return (CredentialException) thrown.getCause();
    }

    @Test void aChainComesOverTls() {
        assertThat(fetch(fetcher, https("/chain.pem"))).containsExactly(signer.certificate(), authority.certificate());
    }

    @Test void aChainComesInPlainWhereThatIsPermitted() {
        assertThat(fetch(fetcher, "http://certificates.example:" + server.getAddress().getPort() + "/chain.pem")).hasSize(2);
    }

    @Test void aServerThatNobodyVouchesForIsNotBelieved() throws IOException {
        Files.writeString(folder.resolve("web.pem"), Authority.pem(new Authority("Other").certificate()));
        try (CertificateFetcher strict = fetcher(List.of("certificates.example"))) {
            assertThat(failure(strict, https("/chain.pem")).kind()).isEqualTo(CredentialException.Kind.UNREACHABLE);
            assertThat(requests).hasValue(0);
        }
    }

    @Test void aServerOfAnotherNameIsNotBelieved() {
        try (CertificateFetcher named = fetcher(List.of("127.0.0.1"))) {
            assertThat(failure(named, "https://127.0.0.1:" + secure.getAddress().getPort() + "/chain.pem").kind())
                    .isEqualTo(CredentialException.Kind.UNREACHABLE);
            assertThat(requests).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/moved.pem", "/huge.pem", "/nothing.pem"})
    void otherAnswersAreNone(String path) {
        assertThat(failure(fetcher, https(path)).kind()).isEqualTo(CredentialException.Kind.UNREACHABLE);
        assertThat(requests).as("no redirection is followed").hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/text.pem", "/empty.pem"})
    void whatIsNoCertificateIsUnsupported(String path) {
        assertThat(failure(fetcher, https(path)).kind()).isEqualTo(CredentialException.Kind.UNSUPPORTED);
    }

    @Test void aListOfWithdrawnCertificatesIsFetched() {
        RevocationList list = fetcher.list(https("/list.crl")).toCompletableFuture().join();
        assertThat(list.withdrawn(signer.certificate())).contains(SINCE);
        assertThat(list.withdrawn(authority.certificate())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/huge.crl", "/nothing.crl", "/chain.pem", "/empty.pem"})
    void whatIsNoListIsNone(String path) {
        assertThat(catchThrowable(() -> fetcher.list(https(path)).toCompletableFuture().join())).hasCauseInstanceOf(CredentialException.class);
    }

    @Test void aServerThatDoesNotAnswerIsGivenUp() {
        try (CertificateFetcher hasty = new CertificateFetcher(new FetchProperties(List.of("certificates.example"), Set.of(secure.getAddress().getPort()),
                false, List.of(folder.resolve("web.pem")), Duration.ofMillis(300), 8192, 8192, 1, Duration.ofHours(1), Duration.ofSeconds(30)), dns)) {
            CompletableFuture<List<X509Certificate>> waiting = hasty.at(https("/late.pem")).toCompletableFuture();
            assertThat(failure(hasty, https("/chain.pem"))).as("one at once").hasMessageContaining("too many");
            assertThat(catchThrowable(waiting::join)).hasRootCauseInstanceOf(CredentialException.class).hasMessageContaining("300 ms");
        }
    }

    @Test void nobodyCanHaveAnInnerAddressAskedThroughAName() {
        try (CertificateFetcher open = fetcher(List.of())) {
            assertThat(failure(open, https("/chain.pem"))).hasMessageContaining("no address that may be asked");
            assertThat(requests).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://other.example/c.pem", "https://certificates.example:22/c.pem", "ftp://certificates.example/c.pem", "file:///etc/passwd",
        "https://user:password@certificates.example/c.pem", "https:///c.pem", "no url", "", "https://certificates.example/a b"})
    void otherPlacesAreNotAsked(String url) {
        assertThat(failure(fetcher, url).kind()).isEqualTo(CredentialException.Kind.UNREACHABLE);
    }

    @Test void aNameThatLeadsNowhereIsUnreachable() {
        try (CertificateFetcher open = fetcher(List.of("*"))) {
            assertThat(failure(open, "https://unknown.example:" + secure.getAddress().getPort() + "/chain.pem").kind())
                    .isEqualTo(CredentialException.Kind.UNREACHABLE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1.2.3", "127.0.0.1", "169.254.169.254", "172.31.0.1", "192.168.1.1", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
        "::1", "::", "fe80::1", "fec0::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1"})
    void addressesThatNotEverybodyMayAskAreRefused(String literal) throws CredentialException {
        FetchProperties rules = new FetchProperties(List.of(), Set.of(443), false, List.of(), Duration.ofSeconds(1), 8192, 8192, 4, Duration.ofHours(1),
                Duration.ofSeconds(30));
        assertThat(CertificatePlace.of("https://a.example/c.pem", rules).permits(InetAddress.ofLiteral(literal))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "172.32.0.1", "2a00:1450::1"})
    void publicAddressesMayBeAsked(String literal) throws CredentialException {
        FetchProperties rules = new FetchProperties(List.of(), Set.of(443), false, List.of(), Duration.ofSeconds(1), 8192, 8192, 4, Duration.ofHours(1),
                Duration.ofSeconds(30));
        assertThat(CertificatePlace.of("https://a.example/c.pem", rules).permits(InetAddress.ofLiteral(literal))).isTrue();
    }
}
