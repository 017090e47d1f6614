package io.tandem.sip.transport;

import java.util.Locale;
import java.util.Optional;

/** Transport protocols of SIP (RFC 3261 §7.1, RFC 7118). */
public enum Protocol {
    UDP(1, 5060), TCP(2, 5060), TLS(3, 5061), WS(5, 80), WSS(6, 443);

    private final int number;
    private final int defaultPort;

    Protocol(int number, int defaultPort) {
        this.number = number;
        this.defaultPort = defaultPort;
    }

    /** The number in the {@code alias} parameter of a Contact: 1 udp, 2 tcp, 3 tls, 5 ws, 6 wss. */
    public int number() {
        return number;
    }

    /** The port meant when none is written. */
    public int defaultPort() {
        return defaultPort;
    }

    /** True if the transport retransmits and a message is as large as it likes. */
    public boolean isReliable() {
        return this != UDP;
    }

    /** As in a {@code transport} parameter: lower case. */
    public String parameter() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** From a Via or a {@code transport} parameter, case ignored; empty for a transport this system does not speak. */
    public static Optional<Protocol> of(String name) {
        for (Protocol protocol : values()) {
            if (protocol.name().equalsIgnoreCase(name)) {
                return Optional.of(protocol);
            }
        }
        return Optional.empty();
    }

    /** From the number in an {@code alias} parameter. */
    public static Optional<Protocol> ofNumber(int number) {
        for (Protocol protocol : values()) {
            if (protocol.number == number) {
                return Optional.of(protocol);
            }
        }
        return Optional.empty();
    }
}
