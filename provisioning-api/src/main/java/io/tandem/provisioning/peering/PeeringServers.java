package io.tandem.provisioning.peering;

import java.net.InetAddress;
import java.util.regex.Pattern;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.row.RowPlan;
import io.tandem.provisioning.row.RowResource;
import io.tandem.provisioning.row.Rule;
import io.tandem.provisioning.row.Write;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;

import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code peeringservers}: the addresses of a peering group. {@code transport} is 1 for UDP, 2 for TCP, 3 for TLS. */
public final class PeeringServers {
    private static final String TARGET = "provisioning.voip_peer_hosts";
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_.-]+|\\[[0-9A-Fa-f:.]+]");
    /** The form; without it a single number would be taken for an address. */
    private static final Pattern IPV4_OR_6 = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Table TABLE = Table.of(TARGET + " h", "h.id", "1 = 1")
        .with("h", whole("group_id").required().filter().refersTo("peeringgroups"), text("name", 64).required().filter(),
            text("ip", 45).required().filter(), text("host", 127).filter(), whole("port").orElse("5060").filter(),
            whole("transport").orElse("1").filter(), whole("weight").orElse("1").filter(), text("via_route"), whole("site_id"), flag("probe").filter(),
            flag("enabled").orElse("1").filter());
    private static final Declaration DECLARATION =
        Declaration.of("peeringservers", "Addresses of peering partners", TABLE.fields()).relatedTo("peeringserverpreferences")
            .access(Access.of(Party.A));

    private PeeringServers() {}

    public static RowResource resource(Store store) {
        return new RowResource(RowPlan.of(DECLARATION, TABLE, TARGET, ChangeLog.PEER_HOST)
            .rules(Rule.visible("group_id", new Rows(store.jdbc(), PeeringGroups.TABLE)), PeeringServers::checkAddress,
                Rule.like("host", HOST, "Invalid host name"), Rule.between("port", 1, 65_535), Rule.between("transport", 1, 3),
                Rule.between("weight", 0, 127), Rule.between("site_id", 0, Integer.MAX_VALUE))
            .duplicate(server -> "Peering server '%s' already exists.".formatted(server.require("name"))), store);
    }

    private static void checkAddress(Write write) {
        String given = write.values().require("ip");
        String ip = given.startsWith("[") && given.endsWith("]") ? given.substring(1, given.length() - 1) : given;
        try {
            InetAddress.ofLiteral(IPV4_OR_6.matcher(ip).matches() ? ip : "");
        } catch (IllegalArgumentException noAddress) {
            throw ApiError.invalid("ip", given, "Invalid IPv4 or IPv6 address");
        }
        write.row().put("ip", ip);
    }
}
