package io.tandem.provisioning.portability;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.row.Effect;
import io.tandem.provisioning.row.RowPlan;
import io.tandem.provisioning.row.RowResource;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;

import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;

/** The resource {@code lnpcarriers}. Deleting a carrier takes its numbers along, and those NCOS levels that name it lose it. */
public final class LnpCarriers {
    static final String TARGET = "billing.lnp_providers";
    static final Table TABLE = Table.of(TARGET + " c", "c.id", "1 = 1")
        .with("c", text("name").required().filter(), text("prefix", 32).required().filter(), flag("authoritative").filter(), flag("skip_rewrite").filter());
    private static final Declaration DECLARATION = Declaration.of("lnpcarriers", "Carriers that numbers are ported to", TABLE.fields())
        .access(Access.of(Party.A));

    private LnpCarriers() {}

    public static RowResource resource(Store store) {
        return new RowResource(RowPlan.of(DECLARATION, TABLE, TARGET, ChangeLog.LNP_CARRIER)
            .duplicate(carrier -> "LNP carrier '%s' already exists.".formatted(carrier.require("name")))
            .effect(new Effect() {
                @Override
                public void deleting(Item current) {
                    store.numbers("select ncos_level_id from billing.ncos_lnp_list where lnp_provider_id = ?", current.whole("id"))
                        .forEach(level -> store.changed(ChangeLog.NCOS_LEVEL, level));
                }
            }), store);
    }
}
