package io.tandem.provisioning.emergency;

import java.util.List;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Form;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Query;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.row.CsvColumns;
import io.tandem.provisioning.row.RowPlan;
import io.tandem.provisioning.row.RowResource;
import io.tandem.provisioning.row.Rule;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import io.tandem.provisioning.tenant.ResellerReference;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/**
 * The resource {@code emergencymappings}: what is put before and behind an emergency number. As CSV a line begins with the name of its container,
 * which is made if it is new.
 */
public final class EmergencyMappings extends RowResource implements Resource.GivesCsv, Resource.TakesCsv {
    private static final String CONTAINER = "emergency_container_id";
    private static final String CONTAINER_NAME = "emergency_container_name";
    private static final CsvColumns COLUMNS = CsvColumns.of(CONTAINER_NAME, "code", "prefix", "suffix");
    private static final String TARGET = "provisioning.emergency_mappings";
    private static final Table TABLE = Table.of(TARGET + " m join " + EmergencyContainers.TARGET + " c on c.id = m.emergency_container_id", "m.id", "1 = 1")
        .ownedBy("c.reseller_id")
        .with("m", whole(CONTAINER).required().filter().refersTo("emergencymappingcontainers"), text("code", 32).required().filter(),
            text("prefix", 32).filter(), text("suffix", 32).filter())
        .with(text(CONTAINER_NAME).readOnly(), "c.name")
        .filter(ResellerReference.FIELD, "c.reseller_id {match}");
    private static final Declaration DECLARATION =
        Declaration.of("emergencymappings", "What emergency numbers become", TABLE.fields()).withFilters(TABLE.filters().keySet());

    private final Store store;
    private final RowResource containers;

    /** @param containers the resource {@code emergencymappingcontainers} */
    public EmergencyMappings(Store store, RowResource containers) {
        super(RowPlan.of(DECLARATION, TABLE, TARGET, ChangeLog.EMERGENCY_CONTAINER).partOf(CONTAINER)
            .rules(Rule.visible(CONTAINER, new Rows(store.jdbc(), EmergencyContainers.TABLE)))
            .duplicate(mapping -> "Emergency mapping of '%s' already exists in this container.".formatted(mapping.require("code"))), store);
        this.store = store;
        this.containers = containers;
    }

    @Override
    public List<String> line(Item item) {
        return COLUMNS.line(item);
    }

    /** A code that its container has already is replaced; with {@code purge_existing} all other mappings of the reseller go. */
    @Override
    public void createAll(List<List<String>> lines, Query query, boolean purge, Caller caller) {
        ObjectNode scope = JsonNodeFactory.instance.objectNode();
        query.first(ResellerReference.FIELD).ifPresent(id -> scope.put(ResellerReference.FIELD, id));
        long reseller = ResellerReference.of(new Form(List.of(whole(ResellerReference.FIELD))).read(scope), caller, store);
        if (purge) {
            store.numbers("select id from provisioning.emergency_containers where reseller_id = ?", reseller).forEach(this::empty);
        }
        COLUMNS.read(lines, line -> put(line.put(ResellerReference.FIELD, reseller), reseller, caller));
    }

    private void empty(long container) {
        store.execute("delete from provisioning.emergency_mappings where emergency_container_id = ?", container);
        store.changed(ChangeLog.EMERGENCY_CONTAINER, container);
    }

    private void put(ObjectNode line, long reseller, Caller caller) {
        String name = line.path(CONTAINER_NAME).asString("");
        long container = store.number("select id from provisioning.emergency_containers where reseller_id = ? and name = ?", reseller, name)
            .orElseGet(() -> containers.insert(containers.declaration().form().read(line.deepCopy().put("name", name)), caller));
        Values mapping = DECLARATION.form().read(line.put(CONTAINER, container));
        store.execute("delete from provisioning.emergency_mappings where emergency_container_id = ? and code = ?", container, mapping.require("code"));
        insert(mapping, caller);
    }
}
