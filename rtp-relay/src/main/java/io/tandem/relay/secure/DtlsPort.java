package io.tandem.relay.secure;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

import io.tandem.relay.dtls.DtlsAssociation;
import io.tandem.relay.dtls.DtlsKeys;
import io.tandem.relay.dtls.DtlsListener;
import io.tandem.relay.dtls.Fingerprint;
import io.tandem.relay.dtls.NodeCertificate;
import io.tandem.relay.pipeline.MediaLoop;
import io.tandem.relay.srtp.CryptoSuite;
import io.tandem.relay.srtp.SrtpReceiver;
import io.tandem.relay.srtp.SrtpSender;
import io.tandem.relay.srtp.SrtpState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The DTLS association of one port, and the keys it brings. Media loop only; the handshake is on a thread of its own. */
final class DtlsPort {
    private static final Logger LOG = LoggerFactory.getLogger(DtlsPort.class);
    /** First flights that come before the party's fingerprint does. */
    private static final int EARLY = 4;

    private record Order(NodeCertificate identity, boolean client, List<Fingerprint> expected) {}

    private final PartyPort port;
    private final SrtpPort srtp;
    private final MediaLoop loop;
    private final Queue<byte[]> early = new ArrayDeque<>(EARLY);
    private @Nullable Order order;
    private @Nullable DtlsAssociation association;
    private boolean closed;

    DtlsPort(PartyPort port, SrtpPort srtp, MediaLoop loop) {
        this.port = port;
        this.srtp = srtp;
        this.loop = loop;
    }

    /** Roles and fingerprints are agreed: handshake anew, as soon as there is a path. */
    void order(NodeCertificate identity, boolean client, List<Fingerprint> expected) {
        if (association != null) association.close();
        association = null;
        Order now = new Order(identity, client, expected);
        order = now;
        if (loop.isQuiet()) return;
        if (!client || !port.isBehindIce() || port.hasPath()) begin(now);
    }

    /** The active side must not begin before, or its first flight is lost. */
    void pathIsOpen() {
        Order waiting = order;
        if (waiting != null && association == null) begin(waiting);
    }

    private void begin(Order now) {
        Listener listener = new Listener(now);
        DtlsAssociation begun = DtlsAssociation.start(now.identity(), now.client(), now.expected(), CryptoSuite.forDtls(), listener);
        association = begun;
        for (byte[] datagram = early.poll(); datagram != null; datagram = early.poll()) {
            begun.receive(datagram);
        }
    }

    /** Another relay has shaken hands: its keys are in use, and nobody answers alerts and late flights any more. */
    void takenOver() {
        order = null;
    }

    /** The loop speaks now: a handshake that has brought no keys yet begins. */
    void speak() {
        Order waiting = order;
        if (waiting != null && association == null && (!waiting.client() || !port.isBehindIce() || port.hasPath())) begin(waiting);
    }

    void receive(byte[] datagram) {
        if (association != null) {
            association.receive(datagram);
        } else if (early.size() < EARLY) {
            early.add(datagram);
        }
    }

    void close() {
        closed = true;
        if (association != null) association.close();
    }

    /** Of one handshake; what an older one still says is not heard. */
    private final class Listener implements DtlsListener {
        private final Order of;

        Listener(Order of) {
            this.of = of;
        }

        private void onLoop(Runnable task) {
            loop.execute(() -> {
                if (!closed && order == of) task.run();
            });
        }

        @Override
        public void send(byte[] datagram) {
            onLoop(() -> port.send(datagram));
        }

        @Override
        public void keyed(DtlsKeys keys) {
            SrtpState in = SrtpState.fresh(keys.suite(), keys.remote());
            SrtpState out = SrtpState.fresh(keys.suite(), keys.local());
            onLoop(() -> {
                srtp.receive(new SrtpReceiver(in));
                srtp.send(new SrtpSender(out));
            });
        }

        @Override
        public void ended(String reason) {
            onLoop(() -> LOG.info("DTLS at {} ended: {}", port.socket().local(), reason));
        }
    }
}
