package io.tandem.relay.port;

import java.net.Inet6Address;
import java.util.List;
import java.util.Optional;

/** The addresses media may use, the default one first. Immutable. */
public record MediaInterfaces(List<MediaInterface> all) {
    public MediaInterfaces {
        all = List.copyOf(all);
        if (all.isEmpty()) throw new IllegalArgumentException("tandem.rtp-relay.media.interfaces: at least one address is needed");
    }

    public boolean has(String name) {
        return all.stream().anyMatch(i -> i.name().equals(name));
    }

    /** The first of that name and family; an unknown name means the first name, a missing family the name's first address. */
    public MediaInterface choose(Optional<String> name, boolean ipv6) {
        String wanted = name.filter(this::has).orElse(all.getFirst().name());
        List<MediaInterface> named = all.stream().filter(i -> i.name().equals(wanted)).toList();
        return named.stream().filter(i -> i.advertised() instanceof Inet6Address == ipv6).findFirst().orElse(named.getFirst());
    }

    public int portsInUse() {
        return all.stream().mapToInt(i -> 2 * i.ports().inUse()).sum();
    }

    public int portCapacity() {
        return all.stream().mapToInt(i -> 2 * i.ports().capacity()).sum();
    }
}
