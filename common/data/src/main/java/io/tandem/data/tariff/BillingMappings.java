package io.tandem.data.tariff;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.tandem.net.peer.IpNetwork;

/** Which billing profiles a contract has, has had and will have. Immutable.
 * @param all in any order */
public record BillingMappings(List<Mapping> all) {
    public static final BillingMappings NONE = new BillingMappings(List.of());
    private static final Comparator<Mapping> LATEST = Comparator.comparing((Mapping mapping) -> mapping.start().orElse(Instant.MIN))
            .thenComparingLong(Mapping::id);

    /** @param start    empty for always
     * @param end      the first moment at which it no longer holds; empty for never
     * @param networks that calls come from; empty for calls from anywhere */
    public record Mapping(long id, long profile, boolean prepaid, Optional<Instant> start, Optional<Instant> end, Optional<List<IpNetwork>> networks) {
        boolean holds(Instant moment) {
            return start.filter(moment::isBefore).isEmpty() && end.filter(last -> !moment.isBefore(last)).isEmpty();
        }

        boolean isFor(byte[] source) {
            return networks.isPresent() && networks.get().stream().anyMatch(network -> network.contains(source));
        }
    }

    public BillingMappings {
        all = List.copyOf(all);
    }

    /** That for the network a call comes from, else that for calls from anywhere; in each case the one that began last.
     * @param address of the caller; one that cannot be read is in no network */
    public Optional<Mapping> at(Instant moment, String address) {
        byte[] source = all.stream().anyMatch(mapping -> mapping.networks().isPresent())
                ? IpNetwork.address(address).map(InetAddress::getAddress).orElseGet(() -> new byte[0]) : new byte[0];
        return all.stream().filter(mapping -> mapping.holds(moment) && mapping.isFor(source)).max(LATEST)
                .or(() -> all.stream().filter(mapping -> mapping.holds(moment) && mapping.networks().isEmpty()).max(LATEST));
    }

    /** The profile of that mapping. */
    public OptionalLong profile(Instant moment, String address) {
        return at(moment, address).map(mapping -> OptionalLong.of(mapping.profile())).orElseGet(OptionalLong::empty);
    }

    /** Whether calls may have to be paid for in advance. */
    public boolean mayBePrepaid() { return all.stream().anyMatch(Mapping::prepaid); }
}
