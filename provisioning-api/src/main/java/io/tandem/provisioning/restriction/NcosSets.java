package io.tandem.provisioning.restriction;

import java.util.Map;
import java.util.Optional;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.access.Scope;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.row.Effect;
import io.tandem.provisioning.row.PreferenceLinks;
import io.tandem.provisioning.row.RowPlan;
import io.tandem.provisioning.row.RowResource;
import io.tandem.provisioning.row.Rule;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.tenant.ResellerReference;

import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** Several NCOS levels under one name: the resources {@code ncossets} and {@code ncossetlevels}. A set that is deleted leaves the preferences, too. */
public final class NcosSets {
    private static final String SET = "ncos_set_id";
    private static final String LEVEL = "ncos_level_id";

    private static final String TARGET = "billing.ncos_sets";
    private static final Table TABLE = Table.of(TARGET + " s", "s.id", "1 = 1").ownedBy("s.reseller_id")
        .visibleTo(Scope.Level.CUSTOMER, "s.expose_to_customer = 1 and s.reseller_id = {reseller}")
        .with("s", whole(ResellerReference.FIELD).filter().refersTo("resellers"), text("name").required().filter(), text("description").filter(),
            flag("expose_to_customer"));
    private static final Declaration DECLARATION =
        Declaration.of("ncossets", "Sets of NCOS levels", TABLE.fields()).access(Access.of(Party.A, Party.R).read(Party.SA)).withJournal();

    private static final String LEVEL_TARGET = "billing.ncos_set_levels";
    private static final Table LEVEL_TABLE = Table.of(LEVEL_TARGET + " l join " + TARGET + " s on s.id = l.ncos_set_id", "l.id", "1 = 1")
        .ownedBy("s.reseller_id")
        .with("l", whole(SET).required().filter().refersTo("ncossets"), whole(LEVEL).required().filter().refersTo("ncoslevels"));
    private static final Declaration LEVELS = Declaration.of("ncossetlevels", "Levels of an NCOS set, asked in the order of their ids", LEVEL_TABLE.fields());

    private static final String FOREIGN_LEVEL = "select 1 from billing.ncos_set_levels m join billing.ncos_levels l on l.id = m.ncos_level_id "
        + "where m.ncos_set_id = ? and l.reseller_id <> ? limit 1";

    private NcosSets() {}

    public static RowResource sets(Store store) {
        return new RowResource(RowPlan.of(DECLARATION, TABLE, TARGET, ChangeLog.NCOS_SET)
            .rules(Rule.ofReseller(store), write -> Optional.ofNullable(write.row().get(ResellerReference.FIELD))
                .filter(reseller -> store.exists(FOREIGN_LEVEL, write.id(), reseller)).ifPresent(_ -> {
                    throw ApiError.unprocessable("Invalid 'reseller_id', the set has levels of another reseller.");
                }))
            .duplicate(set -> "NCOS set '%s' already exists for this reseller.".formatted(set.require("name")))
            .effect(new Effect() {
                @Override
                public void deleting(Item current) {
                    long id = current.whole("id");
                    new PreferenceLinks(store).remove(Map.of(SET, id, "adm_ncos_set_id", id, "adm_cf_ncos_set_id", id));
                }
            }), store);
    }

    public static RowResource levels(Store store) {
        return new RowResource(RowPlan.of(LEVELS, LEVEL_TABLE, LEVEL_TARGET, ChangeLog.NCOS_SET).partOf(SET)
            .rules(Rule.visible(SET, new Rows(store.jdbc(), TABLE)), write -> {
                if (!store.exists("select 1 from billing.ncos_levels l join billing.ncos_sets s on s.reseller_id = l.reseller_id where l.id = ? and s.id = ?",
                        write.values().requireWhole(LEVEL), write.values().requireWhole(SET))) {
                    throw ApiError.unprocessable("Invalid 'ncos_level_id'");
                }
            })
            .duplicate(level -> "NCOS level %s is already in this set.".formatted(level.require(LEVEL))), store);
    }
}
