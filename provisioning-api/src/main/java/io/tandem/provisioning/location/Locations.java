package io.tandem.provisioning.location;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.tandem.net.peer.IpNetwork;
import io.tandem.provisioning.table.Store;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tells at which of a customer's locations an address is. */
public final class Locations {
    private final JdbcClient jdbc;

    public Locations(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A network of a location. */
    private record Block(long customer, long location, IpNetwork network) {}

    /** The location of each customer at which the address is; of several networks the smallest decides. Others are missing. */
    public Map<Long, Long> at(InetAddress address, Collection<Long> customers) {
        Map<Long, Block> nearest = new HashMap<>();
        byte[] bytes = address.getAddress();
        blocks(customers).stream().filter(block -> block.network().contains(bytes)).forEach(block ->
            nearest.merge(block.customer(), block, (one, other) -> other.network().bits() > one.network().bits() ? other : one));
        Map<Long, Long> locations = new HashMap<>();
        nearest.forEach((customer, block) -> locations.put(customer, block.location()));
        return locations;
    }

    private List<Block> blocks(Collection<Long> customers) {
        List<Block> blocks = new ArrayList<>();
        if (!customers.isEmpty()) {
            jdbc.sql("select l.contract_id, l.id, concat(b.ip, coalesce(concat('/', b.mask), '')) from provisioning.voip_contract_locations l "
                    + "join provisioning.voip_contract_location_blocks b on b.location_id = l.id where l.contract_id in ("
                    + Store.marks(customers.size()) + ") order by b.id")
                .params(new ArrayList<>(customers)).query(row -> {
                    long customer = row.getLong(1);
                    long location = row.getLong(2);
                    IpNetwork.of(row.getString(3)).ifPresent(network -> blocks.add(new Block(customer, location, network)));
                });
        }
        return blocks;
    }
}
