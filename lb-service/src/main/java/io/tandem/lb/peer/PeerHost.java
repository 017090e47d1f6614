package io.tandem.lb.peer;

import java.util.List;
import java.util.Optional;

/** A peer host as provisioned.
 * @param ip   literal
 * @param host name whose addresses count too */
record PeerHost(String ip, Optional<String> host) {

    /** Reads the list of the proxies: a line for each, address, tab, name or nothing. */
    static List<PeerHost> parse(String lines) {
        return lines.lines().filter(line -> !line.isBlank()).map(PeerHost::ofLine).toList();
    }

    private static PeerHost ofLine(String line) {
        int tab = line.indexOf('\t');
        return tab < 0 ? new PeerHost(line.strip(), Optional.empty())
                : new PeerHost(line.substring(0, tab).strip(), Optional.of(line.substring(tab + 1).strip()).filter(name -> !name.isEmpty()));
    }
}
