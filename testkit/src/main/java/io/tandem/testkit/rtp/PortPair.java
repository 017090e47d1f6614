package io.tandem.testkit.rtp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;

/** An even UDP port for RTP and the next one for RTCP (RFC 3550 §11), both bound. */
record PortPair(DatagramSocket rtp, DatagramSocket rtcp) {
    private static final int ATTEMPTS = 200;

    static PortPair bind(InetAddress address) {
        try {
            for (int i = 0; i < ATTEMPTS; i++) {
                DatagramSocket rtp = new DatagramSocket(0, address);
                if (rtp.getLocalPort() % 2 == 0) {
                    try {
                        return new PortPair(rtp, new DatagramSocket(rtp.getLocalPort() + 1, address));
                    } catch (BindException taken) {
                        rtp.close();
                        continue;
                    }
                }
                rtp.close();
            }
            throw new IOException("no two free neighbouring UDP ports on " + address + " in " + ATTEMPTS + " attempts");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void close() {
        rtp.close();
        rtcp.close();
    }
}
