package io.tandem.relay.dtls;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;

import io.tandem.relay.srtp.CryptoSuite;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.TlsTimeoutException;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** One DTLS association on a virtual thread of its own, which stays to answer repeated flights and alerts. Methods may be called by any thread. */
public final class DtlsAssociation implements AutoCloseable {
    private static final BcTlsCrypto CRYPTO = new BcTlsCrypto(new SecureRandom());
    private static final int IDLE_MILLIS = 60_000;
    private static final int RECORD_BYTES = 2048;

    private final DatagramQueue datagrams;
    private final Handshake handshake;
    private final DtlsListener listener;
    private final boolean client;
    private final Thread thread;
    private volatile boolean closed;

    private DtlsAssociation(Handshake handshake, boolean client, DtlsListener listener) {
        this.handshake = handshake;
        this.listener = listener;
        this.client = client;
        this.datagrams = new DatagramQueue(listener);
        this.thread = Thread.ofVirtual().name("dtls").unstarted(this::run);
    }

    /** Begins a handshake.
     * @param client   the active side; the passive one waits for the other's first flight
     * @param expected fingerprints in the peer's SDP, one of which must match
     * @param profiles suites of {@link CryptoSuite#forDtls}, the preferred ones first */
    public static DtlsAssociation start(NodeCertificate identity, boolean client, List<Fingerprint> expected, List<CryptoSuite> profiles,
            DtlsListener listener) {
        DtlsAssociation association = new DtlsAssociation(new Handshake(CRYPTO, identity, expected, profiles), client, listener);
        association.thread.start();
        return association;
    }

    /** A datagram of this association came; the array is given away. */
    public void receive(byte[] datagram) {
        datagrams.offer(datagram);
    }

    private void run() {
        try {
            DTLSTransport transport = client ? new DTLSClientProtocol().connect(new HandshakeClient(handshake), datagrams)
                    : new DTLSServerProtocol().accept(new HandshakeServer(handshake), datagrams);
            listener.keyed(handshake.keys());
            serve(transport);
            end("closed by the peer");
        } catch (TlsTimeoutException e) {
            end("no answer for " + Handshake.TIMEOUT_MILLIS / 1000 + " s");
        } catch (IOException | RuntimeException e) {
            end(String.valueOf(e.getMessage()));
        }
    }

    /** Application data would be those of a data channel, which a relay does not carry. */
    private void serve(DTLSTransport transport) throws IOException {
        byte[] record = new byte[RECORD_BYTES];
        try {
            while (!closed && !datagrams.isClosed()) {
                transport.receive(record, 0, record.length, IDLE_MILLIS);
            }
        } finally {
            transport.close();
        }
    }

    private void end(String reason) {
        if (!closed) listener.ended(reason);
    }

    /** Ends it; the listener hears nothing more but perhaps a last datagram. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
