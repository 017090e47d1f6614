package io.tandem.provisioning.billing.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.change.ChangeLog;
import io.tandem.net.peer.IpNetwork;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.row.Effect;
import io.tandem.provisioning.row.RowPlan;
import io.tandem.provisioning.row.RowResource;
import io.tandem.provisioning.row.Rule;
import io.tandem.provisioning.row.Write;
import io.tandem.provisioning.table.Children;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.tenant.ResellerReference;
import org.jspecify.annotations.Nullable;

import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code billingnetworks}: address blocks for whose calls a customer has a billing profile of its own. DELETE marks one as terminated. */
public final class BillingNetworks extends RowResource {
    private static final String TARGET = "billing.billing_networks";
    private static final String STORED_BLOCKS = "billing.billing_network_blocks";
    private static final int IPV4_BYTES = 4;
    private static final Children BLOCKS = Children.of("blocks", STORED_BLOCKS, "network_id", text("ip", 39).required(), whole("mask"));
    private static final Table TABLE = Table.of(TARGET + " n", "n.id", "n.status <> 'terminated'").ownedBy("n.reseller_id")
        .with("n", whole(ResellerReference.FIELD).filter().refersTo("resellers"), text("name").required().filter(), text("description").required())
        .filter("ip", "exists (select 1 from " + STORED_BLOCKS + " k, (select inet6_aton({value}) as ip) x where k.network_id = n.id "
            + "and (length(x.ip) = 4 and x.ip between k._ipv4_net_from and k._ipv4_net_to "
            + "or length(x.ip) = 16 and x.ip between k._ipv6_net_from and k._ipv6_net_to))");

    private final Assignments assignments;

    public BillingNetworks(Store store) {
        this(store, new Assignments(store, "billing network", TARGET, "select 1 from billing.contracts_billing_profile_network m "
            + "join billing.contracts c on c.id = m.contract_id where m.billing_network_id = ? and c.status <> 'terminated' limit 1",
            "select 1 from billing.package_profile_sets s join billing.profile_packages p on p.id = s.package_id "
                + "where s.network_id = ? and p.status <> 'terminated' limit 1"));
    }

    private BillingNetworks(Store store, Assignments assignments) {
        super(RowPlan.of(declared(), TABLE, TARGET, ChangeLog.BILLING_NETWORK)
            .rules(Rule.ofReseller(store), assignments.keepsReseller(), BillingNetworks::checkBlocks)
            .duplicate(network -> "Billing network with name '%s' already exists for this reseller.".formatted(network.require("name")))
            .effect(blocks(store)), store);
        this.assignments = assignments;
    }

    private static Declaration declared() {
        List<Field> fields = new ArrayList<>(TABLE.fields());
        fields.add(BLOCKS.field());
        return Declaration.of("billingnetworks", "Networks that calls come from", fields).withFilters(TABLE.filters().keySet()).withJournal();
    }

    @Override
    public void delete(Item current, Caller caller) {
        assignments.terminate(current);
        store.changed(ChangeLog.BILLING_NETWORK, current.whole("id"));
    }

    private static Effect blocks(Store store) {
        return new Effect() {
            @Override
            public void fill(List<Item> items) {
                BLOCKS.fill(store, items);
            }

            @Override
            public void written(long id, Write write) {
                store.execute("delete from " + STORED_BLOCKS + " where network_id = ?", id);
                write.values().groups(BLOCKS.name()).forEach(block -> store.insert(STORED_BLOCKS, row(id, block)));
            }
        };
    }

    private static void checkBlocks(Write write) {
        write.values().groups(BLOCKS.name()).stream().filter(block -> network(block).isEmpty()).findFirst().ifPresent(block -> {
            String given = block.require("ip") + block.text("mask").map(mask -> "/" + mask).orElse("");
            throw ApiError.invalid(BLOCKS.name(), given, "Invalid IP address or mask");
        });
    }

    private static Optional<IpNetwork> network(Values block) {
        String ip = block.require("ip");
        return ip.contains("/") ? Optional.empty() : IpNetwork.of(ip + block.text("mask").map(mask -> "/" + mask).orElse(""));
    }

    private static Map<String, @Nullable Object> row(long id, Values block) {
        IpNetwork network = network(block).orElseThrow();
        String version = network.first().length == IPV4_BYTES ? "_ipv4_net" : "_ipv6_net";
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("network_id", id);
        row.put("ip", block.require("ip"));
        row.put("mask", block.sql("mask"));
        row.put(version + "_from", network.first());
        row.put(version + "_to", network.last());
        return row;
    }
}
