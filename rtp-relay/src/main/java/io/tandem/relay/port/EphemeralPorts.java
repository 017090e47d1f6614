package io.tandem.relay.port;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The ports that Linux gives to whoever asks for any: inside the relay's range they cost it pairs. */
public final class EphemeralPorts {
    private static final Path RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

    private EphemeralPorts() {}

    /** What to warn an operator of at start; empty if the ranges are apart, or if the system does not tell. */
    public static Optional<String> overlap(PortProperties ports) {
        try {
            return overlap(ports, Files.readString(RANGE));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static Optional<String> overlap(PortProperties ports, String range) {
        String[] bounds = range.strip().split("\\s+");
        if (bounds.length != 2 || !range.strip().matches("[0-9]{1,5}\\s+[0-9]{1,5}")) return Optional.empty();
        int first = Integer.parseInt(bounds[0]);
        int last = Integer.parseInt(bounds[1]);
        return first > ports.last() || last < ports.first() ? Optional.empty()
                : Optional.of(("media ports %d-%d overlap the ports %d-%d that the system gives to any program, which may take pairs away; "
                        + "set net.ipv4.ip_local_port_range or net.ipv4.ip_local_reserved_ports").formatted(ports.first(), ports.last(), first, last));
    }
}
