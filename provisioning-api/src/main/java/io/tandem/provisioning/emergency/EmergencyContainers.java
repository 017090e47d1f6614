package io.tandem.provisioning.emergency;

import java.util.Map;

import io.tandem.data.change.ChangeLog;
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

import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code emergencymappingcontainers}. Deleting a container takes its mappings along, and it leaves the preferences, too. */
public final class EmergencyContainers {
    static final String TARGET = "provisioning.emergency_containers";
    static final Table TABLE = Table.of(TARGET + " c", "c.id", "1 = 1").ownedBy("c.reseller_id")
        .with("c", whole(ResellerReference.FIELD).filter().refersTo("resellers"), text("name").required().filter());
    private static final Declaration DECLARATION =
        Declaration.of("emergencymappingcontainers", "Sets of emergency mappings", TABLE.fields());

    private EmergencyContainers() {}

    public static RowResource resource(Store store) {
        return new RowResource(RowPlan.of(DECLARATION, TABLE, TARGET, ChangeLog.EMERGENCY_CONTAINER)
            .rules(Rule.ofReseller(store))
            .duplicate(container -> "Emergency mapping container '%s' already exists for this reseller.".formatted(container.require("name")))
            .effect(new Effect() {
                @Override
                public void deleting(Item current) {
                    new PreferenceLinks(store).remove(Map.of("emergency_mapping_container_id", current.whole("id")));
                }
            }), store);
    }
}
