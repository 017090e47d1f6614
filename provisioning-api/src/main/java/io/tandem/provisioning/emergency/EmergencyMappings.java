package io.tandem.provisioning.emergency;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.row.RowPlan;
import io.tandem.provisioning.row.RowResource;
import io.tandem.provisioning.row.Rule;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;

import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code emergencymappings}: what is put before and behind an emergency number. */
public final class EmergencyMappings {
    static final String CONTAINER = "emergency_container_id";

    private static final String TARGET = "provisioning.emergency_mappings";
    private static final Table TABLE = Table.of(TARGET + " m join " + EmergencyContainers.TARGET + " c on c.id = m.emergency_container_id", "m.id", "1 = 1")
        .ownedBy("c.reseller_id")
        .with("m", whole(CONTAINER).required().filter().refersTo("emergencymappingcontainers"), text("code", 32).required().filter(),
            text("prefix", 32).filter(), text("suffix", 32).filter())
        .filter("reseller_id", "c.reseller_id {match}");
    private static final Declaration DECLARATION =
        Declaration.of("emergencymappings", "What emergency numbers become", TABLE.fields()).withFilters(TABLE.filters().keySet());

    private EmergencyMappings() {}

    public static RowResource resource(Store store) {
        return new RowResource(RowPlan.of(DECLARATION, TABLE, TARGET, ChangeLog.EMERGENCY_CONTAINER).partOf(CONTAINER)
            .rules(Rule.visible(CONTAINER, new Rows(store.jdbc(), EmergencyContainers.TABLE)))
            .duplicate(mapping -> "Emergency mapping of '%s' already exists in this container.".formatted(mapping.require("code"))), store);
    }
}
