package io.tandem.provisioning.billing.cost;

import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.owner.CustomerRows;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.FieldType;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Query;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import tools.jackson.databind.node.ArrayNode;

import static io.tandem.provisioning.resource.Field.decimal;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/**
 * The resource {@code customerzonecosts}: how often and how long a customer called each zone, and what that cost him. Query: {@code start}, {@code end}
 * (this month) and {@code direction} ({@code out}, {@code in}, {@code in_out}). The id is the customer's.
 */
public final class ZoneCosts implements Resource {
    private static final Table TABLE = Table.of(CustomerRows.FROM, "c.id", CustomerRows.IS_VISIBLE)
        .everyJoinMatches().ownedBy("o.reseller_id")
        .with(whole("customer_id").refersTo("customers"), "c.id")
        .filter("reseller_id", "o.reseller_id {match}")
        .filter("contact_id", "c.contact_id {match}");
    private static final String ZONES = "zones";
    private static final List<String> STRETCH = List.of("start", "end", "direction");
    private static final String SUMS = """
        select d.{side}_account_id, z.zone, z.detail, count(*), sum(d.duration), coalesce(sum(d.{side}_customer_cost), 0),
          coalesce(sum(d.{side}_customer_free_time), 0)
        from accounting.cdr d left join billing.billing_zones_history z on z.id = d.{side}_customer_billing_zone_id
        where d.{side}_account_id in ({ids}) and d.start_time >= ? and d.start_time < ? and d.call_status = 'ok'
        group by d.{side}_account_id, z.zone, z.detail order by z.zone, z.detail""";
    private static final Declaration DECLARATION = declared();

    private final Store store;
    private final Rows rows;
    private final InstantSource clock;

    public ZoneCosts(Store store, InstantSource clock) {
        this.store = store;
        this.rows = new Rows(store.jdbc(), TABLE);
        this.clock = clock;
    }

    private static Declaration declared() {
        List<Field> fields = new ArrayList<>(TABLE.fields());
        fields.add(Field.many(ZONES, new FieldType.Group(List.of(Field.choice("direction", "out", "in"), text("zone"), text("zone_detail"), whole("calls"),
            decimal("duration"), decimal("costs"), whole("free_time")))));
        List<String> filters = new ArrayList<>(TABLE.filters().keySet());
        filters.addAll(STRETCH);
        return Declaration.of("customerzonecosts", "What customers have spent, zone by zone", fields.stream().map(Field::readOnly).toList())
            .withFilters(filters).access(Access.of(Party.A, Party.R));
    }

    @Override
    public Declaration declaration() {
        return DECLARATION;
    }

    @Override
    public Listing list(Search search, Caller caller) {
        if (!caller.has(Caller.Right.BILLING_DATA)) {
            return Listing.pageOf(List.of(), search);
        }
        Listing listing = rows.list(search, caller);
        fill(listing.items(), Stretch.of(filter(search, "start"), filter(search, "end"), filter(search, "direction"), clock));
        return listing;
    }

    @Override
    public Optional<Item> find(String id, Caller caller) {
        return find(id, Query.NONE, caller);
    }

    @Override
    public Optional<Item> find(String id, Query query, Caller caller) {
        Optional<Item> found = caller.has(Caller.Right.BILLING_DATA) ? rows.find(id, caller) : Optional.empty();
        Stretch stretch = Stretch.of(query.first("start"), query.first("end"), query.first("direction"), clock);
        found.ifPresent(item -> fill(List.of(item), stretch));
        return found;
    }

    private static Optional<String> filter(Search search, String name) {
        return Optional.ofNullable(search.filters().get(name));
    }

    private void fill(List<Item> items, Stretch stretch) {
        Map<Long, ArrayNode> zones = new LinkedHashMap<>();
        items.forEach(item -> zones.put(item.whole("id"), item.fields().putArray(ZONES)));
        if (!stretch.direction().equals("in")) {
            sum("source", "out", zones, stretch);
        }
        if (!stretch.direction().equals("out")) {
            sum("destination", "in", zones, stretch);
        }
    }

    private void sum(String side, String direction, Map<Long, ArrayNode> zones, Stretch stretch) {
        if (zones.isEmpty()) {
            return;
        }
        List<Object> parameters = new ArrayList<>(zones.keySet());
        parameters.add(BigDecimal.valueOf(stretch.start().getEpochSecond()));
        parameters.add(BigDecimal.valueOf(stretch.end().getEpochSecond()));
        store.jdbc().sql(SUMS.replace("{side}", side).replace("{ids}", Store.marks(zones.size()))).params(parameters).query(row -> {
            ArrayNode all = zones.get(row.getLong(1));
            if (all != null) {
                all.addObject().put("direction", direction).put("zone", row.getString(2)).put("zone_detail", row.getString(3)).put("calls", row.getLong(4))
                    .put("duration", row.getBigDecimal(5)).put("costs", row.getBigDecimal(6)).put("free_time", row.getLong(7));
            }
        });
    }
}
