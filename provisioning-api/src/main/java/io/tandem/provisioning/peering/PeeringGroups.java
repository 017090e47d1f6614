package io.tandem.provisioning.peering;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.row.Effect;
import io.tandem.provisioning.row.RowPlan;
import io.tandem.provisioning.row.RowResource;
import io.tandem.provisioning.row.Rule;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;

import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code peeringgroups}: servers of one partner that are tried together. Deleting a group takes its servers and rules along. */
public final class PeeringGroups {
    static final String TARGET = "provisioning.voip_peer_groups";
    static final Table TABLE = Table.of(TARGET + " g", "g.id", "1 = 1")
        .with(whole("contract_id").required().filter().refersTo("contracts"), "g.peering_contract_id")
        .with("g", text("name", 127).required().filter(), whole("priority").orElse("1").filter(), text("description").filter(),
            whole("time_set_id").refersTo("timesets"), flag("least_cost"), flag("has_inbound_rules").readOnly());

    private static final Declaration DECLARATION = Declaration.of("peeringgroups", "Partners that calls are exchanged with", TABLE.fields())
        .access(Access.of(Party.A));
    private static final String PARTNER = """
        select 1 from billing.contracts c join billing.products p on p.id = c.product_id
        where c.id = ? and p.class = 'sippeering' and c.status <> 'terminated'""";

    private PeeringGroups() {}

    public static RowResource resource(Store store) {
        return new RowResource(RowPlan.of(DECLARATION, TABLE, TARGET, ChangeLog.PEER_GROUP)
            .rules(Rule.existing("contract_id", store, PARTNER), Rule.between("priority", 1, 9),
                Rule.between("time_set_id", 1, Integer.MAX_VALUE))
            .duplicate(group -> "Peering group '%s' already exists.".formatted(group.require("name")))
            .effect(new Servers(store)), store);
    }

    /** The servers of a group change with it. */
    private record Servers(Store store) implements Effect {
        @Override
        public void deleting(Item current) {
            store.numbers("select id from provisioning.voip_peer_hosts where group_id = ?", current.whole("id"))
                .forEach(server -> store.changed(ChangeLog.PEER_HOST, server));
        }
    }
}
