package io.tandem.provisioning.billing.fee;

import io.tandem.data.change.ChangeLog;
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

import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code billingzones}: what calls of some fees are summed up as. When a zone goes its fees stay. */
public final class BillingZones {
    private static final String TARGET = "billing.billing_zones";
    private static final String PROFILE = FeeColumns.PROFILE;
    private static final Table TABLE = Table.of(TARGET + " z join billing.billing_profiles p on p.id = z.billing_profile_id", "z.id",
            "p.status <> 'terminated'").ownedBy("p.reseller_id")
        .with("z", whole(PROFILE).required().filter().refersTo("billingprofiles"), text("zone", 127).required().filter(), text("detail", 127).filter())
        .filter("reseller_id", "p.reseller_id {match}");

    private BillingZones() {}

    public static RowResource resource(Store store) {
        Declaration declaration = Declaration.of("billingzones", "What calls are summed up as", TABLE.fields())
            .withFilters(TABLE.filters().keySet()).withJournal();
        return new RowResource(RowPlan.of(declaration, TABLE, TARGET, ChangeLog.BILLING_PROFILE).partOf(PROFILE)
            .rules(ofProfile(store), BillingZones::keepsProfile)
            .duplicate(zone -> "Billing zone '%s' already exists for this billing profile.".formatted(zone.require("zone")))
            .effect(history(store)), store);
    }

    /** The row belongs to a billing profile that the caller may see. */
    static Rule ofProfile(Store store) {
        return Rule.visible(PROFILE, new Rows(store.jdbc(),
            Table.of("billing.billing_profiles p", "p.id", "p.status <> 'terminated'").ownedBy("p.reseller_id")));
    }

    private static void keepsProfile(Write write) {
        write.current().filter(zone -> zone.whole(PROFILE) != write.values().requireWhole(PROFILE)).ifPresent(_ -> {
            throw ApiError.unprocessable("Cannot change the billing profile of a billing zone, its fees are of the same.");
        });
    }

    private static Effect history(Store store) {
        FeeHistory history = new FeeHistory(store);
        return new Effect() {
            @Override
            public void written(long id, Write write) {
                history.followZones("id", id);
                history.followFees(FeeColumns.ZONE, id);
            }

            @Override
            public void deleted(Item current) {
                history.followFees(PROFILE, current.whole(PROFILE));
            }
        };
    }
}
