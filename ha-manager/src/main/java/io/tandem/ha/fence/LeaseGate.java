package io.tandem.ha.fence;

import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

import io.tandem.ha.address.SharedAddress;
import io.tandem.ha.linux.NativeSocket;
import io.tandem.ha.linux.SocketAddresses;

/** The kernel's gate for the shared addresses: closed unless renewed. The manager's thread. */
public final class LeaseGate implements AutoCloseable {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private final byte[] cookie = new byte[16];
    private final List<Renewal> renewals = new ArrayList<>();

    private record Renewal(NativeSocket socket, byte[] target) {}

    /**
     * Closes the gate, whatever an earlier manager left.
     *
     * @param openNanos how long a renewal keeps it open
     * @param port      of the renewals, UDP, on the loopback only
     */
    public LeaseGate(List<SharedAddress> shared, long openNanos, int port) throws IOException {
        new SecureRandom().nextBytes(cookie);
        Nftables.run(GateRules.closed(shared, openNanos / NANOS_PER_MILLI, port, cookie));
        for (SharedAddress address : shared) {
            NativeSocket socket = NativeSocket.open(SocketAddresses.family(address.address()), NativeSocket.SOCK_DGRAM, 0);
            InetAddress loopback = InetAddress.ofLiteral(address.isIpv4() ? "127.0.0.1" : "::1");
            socket.bind(SocketAddresses.inet(loopback, 0), "the loopback"); // never leaves this host
            renewals.add(new Renewal(socket, SocketAddresses.inet(address.address(), port)));
        }
    }

    /** Opens the gate for the time from now. @return false if a renewal did not go out: the address is not set, for instance */
    public boolean renew() {
        boolean all = true;
        for (Renewal renewal : renewals) all &= renewal.socket.send(cookie, renewal.target) == cookie.length;
        return all;
    }

    /** Takes the gate away: for a clean stop, when the shared addresses are down. */
    @Override public void close() throws IOException {
        renewals.forEach(renewal -> renewal.socket.close());
        Nftables.run(GateRules.removed());
    }
}
