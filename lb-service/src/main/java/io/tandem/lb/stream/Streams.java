package io.tandem.lb.stream;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.tandem.net.EventLoop;
import io.tandem.sip.stream.ListenOptions;
import io.tandem.sip.stream.StreamListener;
import io.tandem.sip.stream.StreamReceiver;
import io.tandem.sip.stream.StreamTransport;
import io.tandem.sip.stream.http.HttpEndpoint;
import io.tandem.sip.stream.tls.CertificateStore;
import io.tandem.sip.stream.tls.TlsSettings;
import io.tandem.sip.transport.Protocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stream sockets of a load balancer with their certificates. Any thread, one at a time while sockets are opened. */
public final class Streams implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);

    private final StreamSettings settings;
    private final StreamTransport transport;
    private final List<CertificateStore> stores = new ArrayList<>();
    private Optional<CertificateStore> tls = Optional.empty();
    private Optional<CertificateStore> web = Optional.empty();

    private Streams(StreamSettings settings, StreamTransport transport) {
        this.settings = settings;
        this.transport = transport;
    }

    /** Starts the threads; listens nowhere yet. */
    public static Streams open(EventLoop loop, StreamSettings settings) {
        return new Streams(settings, StreamTransport.open(loop, settings.tcp().limits(), settings.tcp().threads()));
    }

    /** Listens at exactly this address.
     * @param http serves HTTP on that socket, TCP only
     * @throws IllegalStateException if the socket needs a certificate and none is configured
     * @throws io.tandem.sip.stream.tls.InvalidCertificateException if one is configured and cannot be used
     * @throws java.io.UncheckedIOException if the address cannot be bound */
    public StreamListener listen(Protocol protocol, InetSocketAddress address, StreamReceiver receiver, Optional<HttpEndpoint> http) {
        ListenOptions options = new ListenOptions(certificates(protocol, address), settings.webSocket().settings(), http);
        return transport.listen(protocol, address, receiver, options);
    }

    private Optional<CertificateStore> certificates(Protocol protocol, InetSocketAddress address) {
        boolean wanted = protocol == Protocol.TLS || protocol == Protocol.WSS;
        if (wanted && settings.tls().certificates().isEmpty()) {
            throw new IllegalStateException(("the %s socket %s:%d needs a certificate: set tandem.lb.tls.certificates[0].chain and .key to PEM files, "
                    + "or take the socket out of tandem.lb.listen").formatted(protocol.parameter(), address.getHostString(), address.getPort()));
        }
        return switch (protocol) {
            case TLS -> tls = tls.or(() -> Optional.of(store(settings.tls().settings())));
            case WSS -> web = web.or(() -> Optional.of(store(settings.tls().webSettings())));
            case UDP, TCP, WS -> Optional.empty();
        };
    }

    private CertificateStore store(TlsSettings wanted) {
        CertificateStore store = new CertificateStore(wanted);
        LOG.info("TLS by {}: {}", store.provider(), store.describe());
        stores.add(store);
        return store;
    }

    /** Connections and counters. */
    public StreamTransport transport() {
        return transport;
    }

    /** Reads all certificates again, for the handshakes to come. @return those in use now
     * @throws io.tandem.sip.stream.tls.InvalidCertificateException if one cannot be used; then the old ones stay */
    public List<String> reloadCertificates() {
        List<String> inUse = stores.stream().map(CertificateStore::reload).flatMap(List::stream).distinct().toList();
        LOG.info("certificates read again: {}", inUse);
        return inUse;
    }

    /** Those in use. */
    public List<String> certificates() {
        return stores.stream().map(CertificateStore::describe).flatMap(List::stream).distinct().toList();
    }

    /** Have files changed since they were read? */
    boolean areCertificatesOutdated() {
        return stores.stream().anyMatch(CertificateStore::isOutdated);
    }

    @Override
    public void close() {
        transport.close();
    }
}
