package io.tandem.relay.port;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;

/** The ports that Linux gives to whoever asks for any: inside the relay's range they cost it pairs, and a standby the calls whose pairs they are. */
public final class EphemeralPorts {
    private static final Path SETTINGS = Path.of("/proc/sys/net/ipv4");

    private EphemeralPorts() {}

    /** What to warn an operator of at start; empty if the ranges are apart, or if the system does not tell. */
    public static Optional<String> overlap(PortProperties ports) {
        try {
            return overlap(ports, Files.readString(SETTINGS.resolve("ip_local_port_range")), Files.readString(SETTINGS.resolve("ip_local_reserved_ports")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** @param reserved ports and ranges of them between commas, "8080,30000-39999" */
    static Optional<String> overlap(PortProperties ports, String range, String reserved) {
        String bounds = range.strip().replaceFirst("\\s+", "-");
        BitSet given = ports(bounds);
        given.andNot(ports(reserved.strip()));
        if (given.get(ports.first(), ports.last() + 1).isEmpty()) return Optional.empty();
        return Optional.of(("media ports %1$d-%2$d overlap the ports %3$s that the system gives to any program, which may take pairs away, on a standby "
                + "those of calls that it then cannot take over; set net.ipv4.ip_local_reserved_ports=%1$d-%2$d")
                        .formatted(ports.first(), ports.last(), bounds));
    }

    private static BitSet ports(String list) {
        BitSet ports = new BitSet();
        for (String part : list.split(",")) {
            String[] bounds = part.split("-");
            if (part.matches("[0-9]{1,5}(-[0-9]{1,5})?")) ports.set(Integer.parseInt(bounds[0]), Integer.parseInt(bounds[bounds.length - 1]) + 1);
        }
        return ports;
    }
}
