package io.tandem.provisioning.restriction;

import java.util.Map;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.access.Scope;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.row.Effect;
import io.tandem.provisioning.row.PreferenceLinks;
import io.tandem.provisioning.row.RowPlan;
import io.tandem.provisioning.row.RowResource;
import io.tandem.provisioning.row.Rule;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.tenant.ResellerReference;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code ncoslevels}. A level that is deleted leaves the preferences, too. */
public final class NcosLevels {
    static final String TARGET = "billing.ncos_levels";
    static final Table TABLE = Table.of(TARGET + " l", "l.id", "1 = 1").ownedBy("l.reseller_id")
        .visibleTo(Scope.Level.CUSTOMER, "l.expose_to_customer = 1 and l.reseller_id = {reseller}")
        .with("l", whole(ResellerReference.FIELD).filter().refersTo("resellers"), text("level", 31).required().filter(),
            choice("mode", "blacklist", "whitelist").required().filter(), text("description").filter(), flag("local_ac"), flag("intra_pbx"),
            whole("time_set_id").refersTo("timesets"), flag("time_set_invert"), flag("expose_to_customer"));

    private static final Declaration DECLARATION =
        Declaration.of("ncoslevels", "Levels of which numbers may be called", TABLE.fields()).access(Access.of(Party.A, Party.R).read(Party.SA))
            .withJournal();

    private NcosLevels() {}

    public static RowResource resource(Store store) {
        return new RowResource(RowPlan.of(DECLARATION, TABLE, TARGET, ChangeLog.NCOS_LEVEL)
            .rules(Rule.ofReseller(store), Rule.between("time_set_id", 1, Integer.MAX_VALUE))
            .duplicate(level -> "NCOS level '%s' already exists for this reseller.".formatted(level.require("level")))
            .effect(new Effect() {
                @Override
                public void deleting(Item current) {
                    long id = current.whole("id");
                    new PreferenceLinks(store).remove(Map.of("ncos_id", id, "adm_ncos_id", id, "adm_cf_ncos_id", id));
                }
            }), store);
    }
}
