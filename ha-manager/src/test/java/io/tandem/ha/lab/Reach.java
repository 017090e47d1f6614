package io.tandem.ha.lab;

import java.io.IOException;
import java.net.InetAddress;

/** Asks an address by ICMP echo, as root may. */
final class Reach {
    private static final int PATIENCE_MILLIS = 3_000;

    private Reach() {}

    public static void main(String[] args) throws IOException {
        System.out.println(InetAddress.ofLiteral(args[0]).isReachable(PATIENCE_MILLIS) ? "reached" : "silent");
    }
}
