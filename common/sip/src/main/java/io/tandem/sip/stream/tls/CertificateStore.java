package io.tandem.sip.stream.tls;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

/** The certificates in use, as files have them; {@link #reload} reads them again for the handshakes to come. Any thread. */
public final class CertificateStore {

    /** Forward-secret, authenticated; what TLS 1.2 clients of the last ten years have. */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
    private static final long SESSIONS = 4096;

    /** What is in use: one consistent set. */
    private record Loaded(List<ServerCertificate> servers, SslContext client, SslContext clientByName, List<FileTime> times) {}

    private final TlsSettings settings;
    private final SslProvider provider;
    private volatile Loaded loaded;

    /** Reads the files.
     * @throws InvalidCertificateException if one cannot be read or key and certificate do not belong together */
    public CertificateStore(TlsSettings settings) {
        this(settings, OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK);
    }

    CertificateStore(TlsSettings settings, SslProvider provider) {
        if (provider == SslProvider.JDK) { // BoringSSL never lets a client renegotiate
            System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        }
        this.settings = settings;
        this.provider = provider;
        this.loaded = load();
    }

    /** Reads the files again; what is wrong leaves the old ones in use. Open connections keep theirs. @return what is in use now, for the operator
     * @throws InvalidCertificateException as the constructor */
    public synchronized List<String> reload() {
        loaded = load();
        return describe();
    }

    /** Has a file another time than when it was read? */
    public boolean isOutdated() {
        return !times().equals(loaded.times());
    }

    /** Subject, names and end of each certificate in use. */
    public List<String> describe() {
        return loaded.servers().stream().map(ServerCertificate::describe).toList();
    }

    /** BoringSSL or JDK, for the log. */
    public String provider() {
        return provider == SslProvider.JDK ? "JDK" : "BoringSSL";
    }

    /** For a client that asked for this server name; the first certificate if none fits. */
    public SslContext server(String serverName) {
        List<ServerCertificate> servers = loaded.servers();
        for (ServerCertificate server : servers) {
            if (server.isFor(serverName)) {
                return server.context();
            }
        }
        return servers.getFirst().context();
    }

    /** For a connection that we open. @param byName check that the certificate names the server */
    public SslContext client(boolean byName) {
        return byName ? loaded.clientByName() : loaded.client();
    }

    private Loaded load() {
        List<FileTime> times = times();
        List<ServerCertificate> servers = new ArrayList<>();
        List<KeyPairFiles> pairs = settings.certificates().stream().map(KeyPairFiles::read).toList();
        for (int i = 0; i < pairs.size(); i++) {
            CertificateFiles files = settings.certificates().get(i);
            servers.add(ServerCertificate.of(files, pairs.get(i).chain()[0], serverContext(files, pairs.get(i))));
        }
        return new Loaded(List.copyOf(servers), clientContext("", pairs.getFirst()), clientContext("HTTPS", pairs.getFirst()), times);
    }

    private SslContext serverContext(CertificateFiles files, KeyPairFiles pair) {
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(pair.key(), pair.chain())
                    .sessionCacheSize(SESSIONS).clientAuth(clientAuth());
            settings.trust().ifPresent(trust -> builder.trustManager(existing(trust)));
            return common(builder).build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new InvalidCertificateException(files, e);
        }
    }

    private SslContext clientContext(String identification, KeyPairFiles own) {
        try {
            SslContextBuilder builder = SslContextBuilder.forClient().keyManager(own.key(), own.chain())
                    .endpointIdentificationAlgorithm(settings.verifyPeers() && !identification.isEmpty() ? identification : null);
            if (!settings.verifyPeers()) {
                builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
            } else {
                settings.trust().ifPresent(trust -> builder.trustManager(existing(trust)));
            }
            return common(builder).build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new InvalidCertificateException(settings.certificates().getFirst(), e);
        }
    }

    private SslContextBuilder common(SslContextBuilder builder) {
        return builder.sslProvider(provider).protocols(settings.protocols())
                .ciphers(settings.ciphers().isEmpty() ? CIPHERS : settings.ciphers(), SupportedCipherSuiteFilter.INSTANCE);
    }

    private ClientAuth clientAuth() {
        return switch (settings.clientCertificates()) {
            case NONE -> ClientAuth.NONE;
            case REQUEST -> ClientAuth.OPTIONAL;
            case REQUIRE -> ClientAuth.REQUIRE;
        };
    }

    private static File existing(Path path) {
        if (!Files.isReadable(path)) {
            throw new IllegalArgumentException(path + " is not there or cannot be read");
        }
        return path.toFile();
    }

    private List<FileTime> times() {
        Stream<Path> files = Stream.concat(settings.certificates().stream().flatMap(c -> Stream.of(c.chain(), c.key())), settings.trust().stream());
        return files.map(CertificateStore::time).toList();
    }

    private static FileTime time(Path file) {
        try {
            return Files.exists(file) ? Files.getLastModifiedTime(file) : FileTime.fromMillis(0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at " + file, e);
        }
    }
}
