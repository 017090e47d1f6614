package io.tandem.provisioning.peering;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.row.Effect;
import io.tandem.provisioning.row.RowPlan;
import io.tandem.provisioning.row.RowResource;
import io.tandem.provisioning.row.Rule;
import io.tandem.provisioning.row.Write;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resources {@code peeringrules}, which calls leave to a group, and {@code peeringinboundrules}, which calls are taken from it. */
public final class PeeringRules {
    private static final String GROUP = "group_id";
    private static final int MAX_PRIORITY = 1_000_000;

    private static final String OUTBOUND_TARGET = "provisioning.voip_peer_rules";
    private static final Table OUTBOUND_TABLE = Table.of(OUTBOUND_TARGET + " r", "r.id", "1 = 1")
        .with("r", whole(GROUP).required().filter().refersTo("peeringgroups"), text("callee_prefix", 64).orElse("").filter(), text("callee_pattern"),
            text("caller_pattern"), text("description").orElse("").filter(), flag("enabled").orElse("1").filter(), flag("stopper").filter());
    private static final Declaration OUTBOUND = Declaration.of("peeringrules", "Which calls leave to a peering group", OUTBOUND_TABLE.fields())
        .access(Access.of(Party.A));

    private static final String INBOUND_TARGET = "provisioning.voip_peer_inbound_rules";
    private static final Table INBOUND_TABLE = Table.of(INBOUND_TARGET + " r", "r.id", "1 = 1")
        .with("r", whole(GROUP).required().filter().refersTo("peeringgroups"),
            choice("field", "from_user", "from_domain", "from_uri", "to_user", "to_domain", "to_uri", "ruri_user", "ruri_domain", "ruri_uri",
                "pai_user", "pai_domain", "pai_uri").required().filter(),
            text("pattern").orElse(""), whole("reject_code"), text("reject_reason", 64), whole("priority").required().filter(),
            flag("enabled").orElse("1").filter());
    private static final Declaration INBOUND = Declaration.of("peeringinboundrules", "Which calls are taken from a peering group", INBOUND_TABLE.fields())
        .access(Access.of(Party.A));

    private PeeringRules() {}

    public static RowResource outbound(Store store) {
        return new RowResource(RowPlan.of(OUTBOUND, OUTBOUND_TABLE, OUTBOUND_TARGET, ChangeLog.PEER_GROUP).partOf(GROUP)
            .rules(ofGroup(store), Rule.pattern("callee_pattern"), Rule.pattern("caller_pattern")), store);
    }

    public static RowResource inbound(Store store) {
        return new RowResource(RowPlan.of(INBOUND, INBOUND_TABLE, INBOUND_TARGET, ChangeLog.PEER_GROUP).partOf(GROUP)
            .rules(ofGroup(store), Rule.pattern("pattern"), PeeringRules::checkRejection, Rule.between("priority", 0, MAX_PRIORITY))
            .duplicate(rule -> "A peering inbound rule with priority %s already exists in this group.".formatted(rule.require("priority")))
            .effect(new GroupMark(store)), store);
    }

    private static Rule ofGroup(Store store) {
        return Rule.visible(GROUP, new Rows(store.jdbc(), PeeringGroups.TABLE));
    }

    private static void checkRejection(Write write) {
        boolean code = write.values().has("reject_code");
        if (code != write.values().has("reject_reason")) {
            throw ApiError.unprocessable("Both reject_code and reject_reason must be set, or none of them.");
        }
        Rule.between("reject_code", 400, 699).check(write);
    }

    /** The group says whether it has inbound rules. */
    private record GroupMark(Store store) implements Effect {
        @Override
        public void written(long id, Write write) {
            mark(write.values().requireWhole(GROUP));
            write.current().ifPresent(this::deleted);
        }

        @Override
        public void deleted(Item current) {
            mark(current.whole(GROUP));
        }

        private void mark(long group) {
            store.execute("update provisioning.voip_peer_groups set has_inbound_rules = "
                + "exists (select 1 from provisioning.voip_peer_inbound_rules where group_id = ?) where id = ?", group, group);
        }
    }
}
