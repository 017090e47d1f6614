package io.tandem.provisioning.portability;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Query;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.row.CsvColumns;
import io.tandem.provisioning.row.RowPlan;
import io.tandem.provisioning.row.RowResource;
import io.tandem.provisioning.row.Rule;
import io.tandem.provisioning.row.Write;
import io.tandem.provisioning.table.Rows;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.table.Table;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.timestamp;
import static io.tandem.provisioning.resource.Field.whole;

/**
 * The resource {@code lnpnumbers}: which carrier a number is at, from and until when. Of several carriers the one that started last has it. As CSV a
 * line also names the carrier, which is made if it is new.
 */
public final class LnpNumbers extends RowResource implements Resource.GivesCsv, Resource.TakesCsv, Resource.Clears {
    private static final String TARGET = "billing.lnp_numbers";
    private static final String CARRIER = "carrier_id";

    /** What is known of the carrier of a line, and of its number. */
    private static final CsvColumns COLUMNS = CsvColumns.of("carrier_name", "carrier_prefix", "number", "routing_number", "start", "end",
        "authoritative", "skip_rewrite", "type");

    private static final Pattern NUMBER = Pattern.compile("[0-9A-Fa-f*#+]{1,31}");
    private static final String NUMBER_ERROR = "Invalid number, digits are needed";
    private static final Rule FORM = write -> {
        Rule.like("number", NUMBER, NUMBER_ERROR).check(write);
        Rule.like("routing_number", NUMBER, NUMBER_ERROR).check(write);
        Rule.moment("start").check(write);
        Rule.moment("end").check(write);
    };
    private static final String NOW = "(n.start is null or n.start <= utc_timestamp()) and (n.end is null or n.end > utc_timestamp())";
    private static final String LATER = """
        select 1 from billing.lnp_numbers o where o.number = n.number and o.id <> n.id and o.start <= utc_timestamp()
            and (o.end is null or o.end > utc_timestamp())
            and (n.start is null or o.start > n.start or o.start = n.start and o.id > n.id)""";
    private static final Table TABLE = Table.of(TARGET + " n join " + LnpCarriers.TARGET + " c on c.id = n.lnp_provider_id", "n.id", "1 = 1")
        .with(whole(CARRIER).required().filter().refersTo("lnpcarriers"), "n.lnp_provider_id")
        .with("n", text("number", 31).required().filter(), text("routing_number", 31).filter(), text("type", 31).filter(), timestamp("start"),
            timestamp("end"))
        .with(flag("actual").readOnly().filter(), "(" + NOW + " and not exists (" + LATER + "))")
        .with(text("carrier_name").readOnly(), "c.name").with(text("carrier_prefix").readOnly(), "c.prefix")
        .with("c", flag("authoritative").readOnly(), flag("skip_rewrite").readOnly());
    private static final Declaration DECLARATION = Declaration.of("lnpnumbers", "Numbers of other carriers", TABLE.fields()).access(Access.of(Party.A));

    private static final String UPSERT = "insert into billing.lnp_numbers (lnp_provider_id, number, routing_number, type, start, end) "
        + "values (?, ?, ?, ?, ?, ?) on duplicate key update routing_number = values(routing_number), type = values(type), start = values(start), "
        + "end = values(end)";

    private final Store store;
    private final RowResource carriers;

    /** @param carriers the resource {@code lnpcarriers} */
    public LnpNumbers(Store store, RowResource carriers) {
        super(RowPlan.of(DECLARATION, TABLE, TARGET, ChangeLog.LNP_CARRIER).partOf(CARRIER)
            .rules(Rule.visible(CARRIER, new Rows(store.jdbc(), LnpCarriers.TABLE)), FORM)
            .duplicate(number -> "LNP number '%s' already exists for this carrier.".formatted(number.require("number"))), store);
        this.store = store;
        this.carriers = carriers;
    }

    @Override
    public List<String> line(Item item) {
        return COLUMNS.line(item);
    }

    /** A number that its carrier has already is replaced; with {@code purge_existing} all others go, or those of {@code carrier_id}. */
    @Override
    public void createAll(List<List<String>> lines, Query query, boolean purge, Caller caller) {
        if (purge) {
            purge(query.first(CARRIER));
        }
        Map<String, Long> known = new HashMap<>();
        List<@Nullable Object[]> rows = new ArrayList<>();
        COLUMNS.read(lines, line -> rows.add(row(line, known, caller)));
        store.batch(UPSERT, rows);
        known.values().forEach(carrier -> store.changed(ChangeLog.LNP_CARRIER, carrier));
    }

    @Override
    public void clear(Search search, Caller caller) {
        if (search.filters().isEmpty()) {
            throw ApiError.unprocessable("DELETE of all LNP numbers needs a filter: number, carrier_id, routing_number, type or actual.");
        }
        deleteAll(search, caller);
    }

    private void purge(Optional<String> carrier) {
        String numbers = TARGET + carrier.map(_ -> " where lnp_provider_id = ?").orElse("");
        Object[] scope = carrier.stream().toArray();
        store.numbers("select distinct lnp_provider_id from " + numbers, scope).forEach(id -> store.changed(ChangeLog.LNP_CARRIER, id));
        store.execute("delete from " + numbers, scope);
    }

    private @Nullable Object[] row(ObjectNode line, Map<String, Long> known, Caller caller) {
        String name = line.path("carrier_name").asString("");
        Long there = known.get(name);
        long carrier = there != null ? there : carrier(name, line, caller);
        known.put(name, carrier);
        Values values = DECLARATION.form().read(line.put(CARRIER, carrier));
        FORM.check(new Write(values, Optional.empty(), caller, Map.of()));
        return new @Nullable Object[] {carrier, values.sql("number"), values.sql("routing_number"), values.sql("type"), values.sql("start"),
            values.sql("end")};
    }

    private long carrier(String name, ObjectNode line, Caller caller) {
        return store.number("select id from billing.lnp_providers where name = ?", name).orElseGet(() -> carriers.insert(
            carriers.declaration().form().read(line.deepCopy().put("name", name).put("prefix", line.path("carrier_prefix").asString(""))), caller));
    }
}
