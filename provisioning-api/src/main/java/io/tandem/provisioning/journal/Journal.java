package io.tandem.provisioning.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.FieldType;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.rest.History;
import io.tandem.provisioning.table.Cells;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.write.WriteListener;
import io.tandem.provisioning.write.Written;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static io.tandem.provisioning.resource.Field.choice;
import static io.tandem.provisioning.resource.Field.group;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.timestamp;
import static io.tandem.provisioning.resource.Field.whole;

/** {@code billing.journals}. Who may see an item may see its entries, whoever wrote them. */
public final class Journal implements WriteListener, History {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Declaration DECLARATION = Declaration.of("journals", "What was written to an item", List.of(
        choice("operation", "create", "update", "delete").readOnly(), text("resource_name").readOnly(), whole("resource_id").readOnly(),
        timestamp("timestamp").readOnly(), text("username").readOnly(), text("role").readOnly(), text("tx_id").readOnly(), group("content").readOnly()));
    private static final String SELECT = "select j.id, j.operation, j.resource_name, j.resource_id, j.timestamp, j.username, r.role, j.tx_id, j.content "
        + "from billing.journals j left join billing.acl_roles r on r.id = j.role_id where j.resource_name = ? and j.resource_id = ? ";

    private final Store store;

    public Journal(Store store) {
        this.store = store;
    }

    @Override
    public void written(Written write) {
        store.execute("""
            insert into billing.journals (operation, resource_name, resource_id, timestamp, username, role_id, reseller_id, tx_id, content)
            values (?, ?, ?, unix_timestamp(current_timestamp(3)), ?, (select id from billing.acl_roles where role = ?), ?, ?, ?)""",
            write.operation().word(), write.declaration().name(), write.id(), write.caller().login(), write.caller().role().label(),
            write.caller().resellerId(), write.transactionId(), JSON.writeValueAsString(write.content()));
    }

    @Override
    public Declaration declaration() {
        return DECLARATION;
    }

    @Override
    public Listing of(String resource, String id, Search search) {
        String order = search.descending() ? "order by j.id desc" : "order by j.id";
        List<Item> items = entries(SELECT + order + " limit ? offset ?", resource, id, search.rows() + 1, search.offset());
        boolean more = items.size() > search.rows();
        OptionalLong total = search.count() ? OptionalLong.of(count(resource, id)) : OptionalLong.empty();
        return new Listing(more ? items.subList(0, search.rows()) : items, total, more);
    }

    @Override
    public Optional<Item> entry(String resource, String id, String entry) {
        return entries(SELECT + "and j.id = ?", resource, id, entry).stream().findFirst();
    }

    @Override
    public Optional<Item> latest(String resource, String id) {
        return entries(SELECT + "order by j.id desc limit 1", resource, id).stream().findFirst();
    }

    private long count(String resource, String id) {
        return store.number("select count(*) from billing.journals where resource_name = ? and resource_id = ?", resource, id).orElse(0L);
    }

    private List<Item> entries(String sql, Object... parameters) {
        return store.jdbc().sql(sql).params(new ArrayList<>(List.of(parameters))).query(Journal::item).list();
    }

    private static Item item(ResultSet row, int number) throws SQLException {
        ObjectNode fields = JsonNodeFactory.instance.objectNode().put("id", row.getLong(1));
        int index = 2;
        for (Field field : DECLARATION.fields()) {
            if (field.type() instanceof FieldType.Group) {
                fields.set(field.name(), JSON.readTree(row.getString(index)));
            } else {
                fields.set(field.name(), Cells.read(row, index, field.type()));
            }
            index++;
        }
        return new Item(row.getString(1), fields);
    }
}
