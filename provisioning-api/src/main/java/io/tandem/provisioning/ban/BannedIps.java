package io.tandem.provisioning.ban;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.tandem.data.ban.BanStore;
import io.tandem.data.ban.SourceBan;
import io.tandem.net.peer.IpNetwork;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.timestamp;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code bannedips}: addresses that the load balancers take nothing from; the address is the id. Administrators only. */
public final class BannedIps implements Resource.Deletes {
    private static final Declaration DECLARATION = Declaration.of("bannedips", "Addresses that the load balancers take nothing from", List.of(
        text("ip").readOnly().filter(), text("reason").readOnly().filter(), whole("number").readOnly(), timestamp("since").readOnly(),
        timestamp("until").readOnly(), text("node").readOnly().filter())).access(Access.of(Party.A));
    /** Octets of an IPv6 network that the load balancers count as one source, unless they are told otherwise. */
    private static final int NETWORK_OCTETS = 8;

    private final BanStore bans;

    public BannedIps(BanStore bans) {
        this.bans = bans;
    }

    @Override
    public Declaration declaration() {
        return DECLARATION;
    }

    @Override
    public boolean isId(String text) {
        return IpNetwork.address(text).isPresent();
    }

    @Override
    public Listing list(Search search, Caller caller) {
        return Bans.page(bans.sources().stream().map(BannedIps::shown).toList(), search);
    }

    /** An address of a banned IPv6 network finds the ban of the network. */
    @Override
    public Optional<Item> find(String id, Caller caller) {
        return IpNetwork.address(id).stream().flatMap(BannedIps::keys).flatMap(key -> bans.source(key).stream()).findFirst().map(BannedIps::shown);
    }

    private static Stream<String> keys(InetAddress address) {
        return address instanceof Inet6Address ? Stream.of(address.getHostAddress(), network(address.getAddress())) : Stream.of(address.getHostAddress());
    }

    private static String network(byte[] octets) {
        Arrays.fill(octets, NETWORK_OCTETS, octets.length, (byte) 0);
        try {
            return InetAddress.getByAddress(octets).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 octets", e);
        }
    }

    @Override
    public void delete(Item current, Caller caller) {
        bans.liftSource(current.id());
    }

    private static Item shown(SourceBan ban) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode().put("id", ban.address()).put("ip", ban.address()).put("reason", ban.reason())
            .put("number", ban.stage() + 1).put("since", Bans.shown(ban.since())).put("node", ban.node());
        if (ban.isForGood()) {
            shown.putNull("until");
        } else {
            shown.put("until", Bans.shown(ban.until()));
        }
        return new Item(ban.address(), shown);
    }
}
