package io.tandem.data.trust;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.tandem.net.peer.IpNetwork;

/** All trusted sources of all subscribers. Immutable. */
public final class TrustedSources {
    public static final TrustedSources NONE = new TrustedSources(List.of());
    private final Map<InetAddress, List<TrustedSource>> byAddress;

    /** @param all of several that speak for a request the first one counts */
    public TrustedSources(List<TrustedSource> all) {
        byAddress = all.stream().collect(Collectors.groupingBy(TrustedSource::address));
    }

    /**
     * UUID of the subscriber that a request is from.
     *
     * @param source   address as the load balancer has seen it
     * @param protocol {@code udp}, {@code tcp}, {@code tls}
     */
    public Optional<String> subscriber(String source, String protocol, String fromUri) {
        if (byAddress.isEmpty()) return Optional.empty();
        return IpNetwork.address(source).flatMap(address -> byAddress.getOrDefault(address, List.of()).stream()
                .filter(trusted -> trusted.speaksFor(protocol, fromUri)).map(TrustedSource::uuid).findFirst());
    }
}
